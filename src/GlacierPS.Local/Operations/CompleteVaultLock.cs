using GlacierPS.Core.Policies;
using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "Right ID: 204, -> Locked", and again when Locked; wrong ID: 400 InvalidParameterValueException while InProgress,
/// 403 when Locked; no lock: 404 (glacier-api.md §6.11).
/// </summary>
internal sealed class CompleteVaultLock : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.CompleteVaultLock;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        await vault.ChangeAsync(change =>
        {
            StoredLock found = change.State.LockAt(context.Now) ?? throw ServiceErrors.NoVaultLock(vault.Name);
            if (found.LockId != context.Route.Id)
            {
                throw found.IsLocked
                    ? ServiceErrors.IsLocked(vault.Name)
                    : ServiceErrors.InvalidLockId(context.Route.Id);
            }

            if (!found.IsLocked)
            {
                change.SetLock(found with { IsLocked = true });
            }

            return true;
        });
        return GlacierResponse.Empty(204);
    }
}
