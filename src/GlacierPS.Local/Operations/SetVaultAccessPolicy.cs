using System.Text.Json;
using GlacierPS.Core.Policies;
using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "One per vault, up to 20 KB, sent and returned as a string holding an IAM policy document. PUT overwrites (204)"
/// (glacier-api.md §6.10).
/// </summary>
internal sealed class SetVaultAccessPolicy : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.SetVaultAccessPolicy;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        using JsonDocument body = await JsonRequest.ReadAsync(context.Request, cancellationToken);
        string? policy = body.RootElement.Text("Policy");
        if (!PolicyDocument.TryParse(policy, out PolicyDocument? document, out string? reason))
        {
            throw ServiceErrors.Invalid(reason);
        }

        await vault.ChangeAsync(change =>
        {
            change.SetAccessPolicy(new StoredPolicy(policy!, document));
            return true;
        });
        return GlacierResponse.Empty(204);
    }
}
