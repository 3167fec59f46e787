using System.Text.Json;
using GlacierPS.Local.Http;
using GlacierPS.Local.Policies;
using GlacierPS.Local.Vaults;
using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "One per vault, up to 20 KB, sent and returned as a string holding an IAM policy document. PUT overwrites (204)"
/// (glacier-api.md §6.10).
/// </summary>
internal sealed class SetVaultAccessPolicy : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.SetVaultAccessPolicy;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        Call call,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        using JsonDocument body = await JsonRequest.ReadAsync(call.Request, cancellationToken);
        string? policy = body.RootElement.Text("Policy");
        if (!PolicyDocument.TryParse(policy, out _, out string? reason))
        {
            throw ErrorAnswers.Invalid(reason);
        }

        await vault.ChangeAsync(
            (_, record) =>
            {
                record(new AccessPolicyChanged { At = call.Now, Policy = policy });
                return true;
            }
        );
        return GlacierResponse.Empty(204);
    }
}
