using System.Text.Json;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Policies;
using GlacierPS.Local.Vaults;
using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Local.Operations;

/// <summary>
/// None, or expired: "201 + x-amz-lock-id, -> InProgress"; InProgress and Locked: 403 AccessDeniedException. "Invalid
/// policy -> 400" (glacier-api.md §6.11).
/// </summary>
internal sealed class InitiateVaultLock : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.InitiateVaultLock;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        Call call,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        using JsonDocument body = await JsonRequest.ReadAsync(call.Request, cancellationToken);
        string? policy = body.RootElement.Text("Policy");
        if (!PolicyDocument.TryParse(policy, out _, out _))
        {
            throw ErrorAnswers.InvalidLockPolicy();
        }

        string lockId = IdShape.VaultLock.Format(ShortKey.New());
        await vault.ChangeAsync(
            (state, record) =>
            {
                if (state.LockAt(call.Now) is not null)
                {
                    throw ErrorAnswers.LockExists(vault.Name);
                }

                record(
                    new LockInitiated
                    {
                        At = call.Now,
                        LockId = lockId,
                        Policy = policy!,
                    }
                );
                return true;
            }
        );
        return GlacierResponse.Empty(201).With(HeaderNames.LockId, lockId);
    }
}
