using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;
using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "DELETE -> 204 always" (glacier-api.md §6.10).
/// </summary>
internal sealed class DeleteVaultAccessPolicy : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.DeleteVaultAccessPolicy;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        await vault.ChangeAsync(
            (state, record) =>
            {
                if (state.AccessPolicy is not null)
                {
                    record(new AccessPolicyChanged { At = context.Now });
                }

                return true;
            }
        );
        return GlacierResponse.Empty(204);
    }
}
