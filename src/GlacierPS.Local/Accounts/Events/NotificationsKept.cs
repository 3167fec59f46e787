using System.Text.Json.Serialization;
using GlacierPS.Local.Notifications;

namespace GlacierPS.Local.Accounts.Events;

/// <summary>The outbox of a vault that is about to be deleted was taken over.</summary>
internal sealed record NotificationsKept : AccountEvent
{
    [JsonPropertyName("notifications")]
    public required IReadOnlyList<SentNotification> Notifications { get; init; }

    public override void ApplyTo(AccountState account) => account.Keep(Notifications);
}
