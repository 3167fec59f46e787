using GlacierPS.Local.Http;
using GlacierPS.Local.Json;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "GET without config -> 404" (glacier-api.md §6.9); not nested (§5).
/// </summary>
internal sealed class GetVaultNotifications : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.GetVaultNotifications;

    protected override ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        NotificationConfiguration found =
            vault.Read(state => state.Notifications) ?? throw ServiceErrors.NoNotifications(vault.Name);
        return ValueTask.FromResult(
            GlacierResponse.Json(
                200,
                JsonBody.Write(json =>
                {
                    json.WriteStartObject();
                    json.WriteStartArray("Events"u8);
                    foreach (string one in found.Events)
                    {
                        json.WriteStringValue(one);
                    }

                    json.WriteEndArray();
                    json.WriteString("SNSTopic"u8, found.SNSTopic);
                    json.WriteEndObject();
                })
            )
        );
    }
}
