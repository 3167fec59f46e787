using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// None: 204; InProgress: "204, -> none"; Locked: 403 AccessDeniedException (glacier-api.md §6.11).
/// </summary>
internal sealed class AbortVaultLock : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.AbortVaultLock;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        await vault.ChangeAsync(change =>
        {
            if (change.State.LockAt(context.Now) is { } found)
            {
                change.SetLock(found.IsLocked ? throw ServiceErrors.IsLocked(vault.Name) : null);
            }

            return true;
        });
        return GlacierResponse.Empty(204);
    }
}
