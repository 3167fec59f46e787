using GlacierPS.Local.Http;
using GlacierPS.Local.Policies;
using GlacierPS.Local.Vaults;
using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "Right ID: 204, -> Locked", and again when Locked; wrong ID: 400 InvalidParameterValueException while InProgress,
/// 403 when Locked; no lock: 404 (glacier-api.md §6.11).
/// </summary>
internal sealed class CompleteVaultLock : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.CompleteVaultLock;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        Call call,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        await vault.ChangeAsync(
            (state, record) =>
            {
                VaultLock found = state.LockAt(call.Now) ?? throw ErrorAnswers.NoVaultLock(vault.Name);
                if (found.LockId != call.Route.Id)
                {
                    throw found.IsLocked
                        ? ErrorAnswers.IsLocked(vault.Name)
                        : ErrorAnswers.InvalidLockId(call.Route.Id);
                }

                if (!found.IsLocked)
                {
                    record(new LockCompleted { At = call.Now });
                }

                return true;
            }
        );
        return GlacierResponse.Empty(204);
    }
}
