using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

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
        await vault.ChangeAsync(change =>
        {
            if (change.State.AccessPolicy is not null)
            {
                change.SetAccessPolicy(null);
            }

            return true;
        });
        return GlacierResponse.Empty(204);
    }
}
