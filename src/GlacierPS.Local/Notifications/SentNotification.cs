using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Notifications;

/// <summary>A message in the outbox.</summary>
/// <param name="At">When the job ended.</param>
/// <param name="Job">The job.</param>
/// <param name="Topic">The ARN of the topic.</param>
/// <param name="Message">The job's description.</param>
internal sealed record SentNotification(ServiceTime At, ResourceKey Job, string Topic, string Message);
