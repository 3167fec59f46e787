using System.Text.Json.Serialization;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Notifications;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>
/// A job that someone wants to hear of ended at this time, and they were told. Of other jobs nothing is written.
/// </summary>
internal sealed record JobEnded : VaultEvent
{
    [JsonPropertyName("job")]
    public required ResourceKey Job { get; init; }

    /// <summary>The topics that were told, one message each.</summary>
    [JsonPropertyName("topics")]
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>The job's description (glacier-api.md §6.9).</summary>
    [JsonPropertyName("message")]
    public required string Message { get; init; }

    public override void ApplyTo(VaultState vault)
    {
        if (vault.Jobs.Find(Job) is { } job)
        {
            job.IsEndNoticed = true;
        }

        vault.Outbox.AddRange(Topics.Select(topic => new SentNotification(At, Job, topic, Message)));
    }
}
