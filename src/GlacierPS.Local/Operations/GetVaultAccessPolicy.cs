using GlacierPS.Core.Policies;
using GlacierPS.Local.Http;
using GlacierPS.Local.Json;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "GET -> 404 when unset. Return the stored string unchanged" (glacier-api.md §6.10); not nested (§5).
/// </summary>
internal sealed class GetVaultAccessPolicy : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.GetVaultAccessPolicy;

    protected override ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        StoredPolicy policy = vault.Read(state => state.AccessPolicy) ?? throw ServiceErrors.NoAccessPolicy(vault.Name);
        return ValueTask.FromResult(
            GlacierResponse.Json(
                200,
                JsonBody.Write(json =>
                {
                    json.WriteStartObject();
                    json.WriteString("Policy"u8, policy.Text);
                    json.WriteEndObject();
                })
            )
        );
    }
}
