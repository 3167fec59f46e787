using System.Text.Json;
using GlacierPS.Local.Http;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "One SNS topic per vault plus a list of events; both fields required; other event names -> 400. PUT overwrites"
/// (glacier-api.md §6.9).
/// </summary>
internal sealed class SetVaultNotifications : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.SetVaultNotifications;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        using JsonDocument body = await JsonRequest.ReadAsync(context.Request, cancellationToken);
        if (
            !NotificationConfiguration.TryCreate(
                body.RootElement.Text("SNSTopic"),
                body.RootElement.Texts("Events"),
                out NotificationConfiguration? configuration,
                out string? reason
            )
        )
        {
            throw ServiceErrors.Invalid(reason);
        }

        await vault.ChangeAsync(change =>
        {
            change.SetNotifications(context.Now, configuration);
            return true;
        });
        return GlacierResponse.Empty(204);
    }
}
