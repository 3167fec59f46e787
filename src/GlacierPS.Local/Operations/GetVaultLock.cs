using GlacierPS.Core.Policies;
using GlacierPS.Local.Http;
using GlacierPS.Local.Json;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "State InProgress, ExpirationDate = CreationDate + 24 h; State Locked, ExpirationDate null"; none or expired: 404.
/// "CreationDate = time InProgress began" (glacier-api.md §6.11).
/// </summary>
internal sealed class GetVaultLock : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.GetVaultLock;

    protected override ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        StoredLock found =
            vault.Read(state => state.LockAt(context.Now)) ?? throw ServiceErrors.NoVaultLock(vault.Name);
        return ValueTask.FromResult(
            GlacierResponse.Json(
                200,
                JsonBody.Write(json =>
                {
                    json.WriteStartObject();
                    json.WriteDate("CreationDate"u8, found.Created);
                    json.WriteDate("ExpirationDate"u8, found.Expires);
                    json.WriteString("Policy"u8, found.Policy.Text);
                    json.WriteString("State"u8, found.IsLocked ? "Locked"u8 : "InProgress"u8);
                    json.WriteEndObject();
                })
            )
        );
    }
}
