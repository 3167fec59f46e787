using System.Text.Json.Serialization;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Notifications;

/// <summary>A message in the outbox.</summary>
/// <param name="At">When the job ended.</param>
/// <param name="Job">The job.</param>
/// <param name="Topic">The ARN of the topic.</param>
/// <param name="Message">The job's description.</param>
internal sealed record SentNotification(
    [property: JsonPropertyName("at")] ServiceTime At,
    [property: JsonPropertyName("job")] ResourceKey Job,
    [property: JsonPropertyName("topic")] string Topic,
    [property: JsonPropertyName("message")] string Message
);
