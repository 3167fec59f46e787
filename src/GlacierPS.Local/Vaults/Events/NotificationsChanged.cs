using System.Text.Json;
using System.Text.Json.Serialization;
using GlacierPS.Local.Notifications;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>The notification configuration was set or deleted.</summary>
internal sealed record NotificationsChanged : VaultEvent
{
    /// <summary>Null if it was deleted.</summary>
    [JsonPropertyName("topic")]
    public string? Topic { get; init; }

    [JsonPropertyName("events")]
    public IReadOnlyList<string>? Events { get; init; }

    public override void ApplyTo(VaultState vault)
    {
        vault.Ending.SettleBefore(At);
        vault.NotificationsSince = At;
        vault.Notifications =
            Topic is null ? null
            : NotificationConfiguration.TryCreate(
                Topic,
                Events,
                out NotificationConfiguration? configuration,
                out string? reason
            )
                ? configuration
            : throw new JsonException(reason);
    }
}
