using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "204 only if the last inventory shows zero archives and nothing was written to the vault since that inventory. A
/// vault that never received a write can be deleted at once. Deleting a missing vault succeeds" (glacier-api.md §6.1).
/// </summary>
internal sealed class DeleteVault : IOperation
{
    public GlacierOperation Name => GlacierOperation.DeleteVault;

    public async ValueTask<GlacierResponse> AnswerAsync(RequestContext context, CancellationToken cancellationToken)
    {
        if (!VaultName.IsValid(context.VaultName))
        {
            throw ServiceErrors.VaultNotFound(context.VaultName);
        }

        if (context.Account.Find(context.VaultName) is { } vault)
        {
            await vault.AdvanceToAsync(context.Now, context.Options);
            await VaultPermission.RequireAsync(context, vault, cancellationToken);
            await context.Account.DeleteAsync(
                context.VaultName,
                (found, state) => Check(context, found, state),
                cancellationToken
            );
        }

        return GlacierResponse.Empty(204);
    }

    private static void Check(RequestContext context, Vault vault, VaultState state)
    {
        TimeSpan? interval = context.Options.InventoryInterval;
        InventorySnapshot? inventory = state.Inventories.Visible(state.SnapshotAt, interval);
        bool recentlyWritten = interval is not null && state.Inventories.IsBehind;
        if (recentlyWritten || inventory?.Totals.Count > 0)
        {
            throw ServiceErrors.VaultNotEmpty(vault.Arn);
        }
    }
}
