using GlacierPS.Local.Http;
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
        Call call,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        await vault.ChangeAsync(
            (state, record) =>
            {
                if (state.AccessPolicy is not null)
                {
                    record(new AccessPolicyChanged { At = call.Now });
                }

                return true;
            }
        );
        return GlacierResponse.Empty(204);
    }
}
