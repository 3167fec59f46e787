using System.Text.Json;
using GlacierPS.Core.Policies;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// None, or expired: "201 + x-amz-lock-id, -> InProgress"; InProgress and Locked: 403 AccessDeniedException. "Invalid
/// policy -> 400" (glacier-api.md §6.11).
/// </summary>
internal sealed class InitiateVaultLock : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.InitiateVaultLock;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        using JsonDocument body = await JsonRequest.ReadAsync(context.Request, cancellationToken);
        string? policy = body.RootElement.Text("Policy");
        if (!PolicyDocument.TryParse(policy, out PolicyDocument? document, out _))
        {
            throw ServiceErrors.InvalidLockPolicy();
        }

        string lockId = IdCodec.VaultLock.Format(ResourceKey.New());
        await vault.ChangeAsync(change =>
        {
            if (change.State.LockAt(context.Now) is not null)
            {
                throw ServiceErrors.LockExists(vault.Name);
            }

            change.SetLock(new StoredLock(lockId, new StoredPolicy(policy!, document), context.Now, IsLocked: false));
            return true;
        });
        return GlacierResponse.Empty(201).With(HeaderNames.LockId, lockId);
    }
}
