using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "DELETE -> 204" (glacier-api.md §6.9), with or without a configuration.
/// </summary>
internal sealed class DeleteVaultNotifications : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.DeleteVaultNotifications;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        await vault.ChangeAsync(change =>
        {
            if (change.State.Notifications is not null)
            {
                change.SetNotifications(context.Now, null);
            }

            return true;
        });
        return GlacierResponse.Empty(204);
    }
}
