using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "204 only if the last inventory shows zero archives and nothing was written to the vault since that inventory. A
/// vault that never received a write can be deleted at once. Deleting a missing vault succeeds" (glacier-api.md §6.1).
/// </summary>
internal sealed class DeleteVault : IOperation
{
    public GlacierOperation Name => GlacierOperation.DeleteVault;

    public async ValueTask<GlacierResponse> AnswerAsync(Call call, CancellationToken cancellationToken)
    {
        if (!VaultName.IsValid(call.VaultName))
        {
            throw ErrorAnswers.VaultNotFound(call.VaultName);
        }

        if (call.Account.Find(call.VaultName) is { } vault)
        {
            await vault.AdvanceToAsync(call.Now, call.Options);
            await VaultPermission.RequireAsync(call, vault, cancellationToken);
            await call.Account.DeleteAsync(
                call.VaultName,
                (found, state) => Check(call, found, state),
                call.Now,
                cancellationToken
            );
        }

        return GlacierResponse.Empty(204);
    }

    private static void Check(Call call, Vault vault, VaultState state)
    {
        TimeSpan? interval = call.Options.InventoryInterval;
        InventorySnapshot? inventory = state.Inventories.Visible(state.Archives, interval);
        bool recentlyWritten = interval is not null && state.Inventories.IsBehind;
        if (recentlyWritten || inventory?.Totals.Count > 0)
        {
            throw ErrorAnswers.VaultNotEmpty(vault.Arn);
        }
    }
}
