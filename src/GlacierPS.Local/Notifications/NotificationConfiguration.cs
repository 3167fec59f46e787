using System.Diagnostics.CodeAnalysis;

namespace GlacierPS.Local.Notifications;

/// <summary>
/// Whom a vault tells, and of what: "one SNS topic per vault plus a list of events; both fields required"
/// (glacier-api.md §6.9).
/// </summary>
internal sealed record NotificationConfiguration
{
    public const string ArchiveRetrievalCompleted = nameof(ArchiveRetrievalCompleted);
    public const string InventoryRetrievalCompleted = nameof(InventoryRetrievalCompleted);

    private NotificationConfiguration(string topic, IReadOnlyList<string> events) =>
        (SNSTopic, Events) = (topic, events);

    /// <summary>The ARN of the topic.</summary>
    public string SNSTopic { get; }

    /// <summary>One or both of the events, in the order in which they were sent.</summary>
    public IReadOnlyList<string> Events { get; }

    /// <summary>Checks a configuration; what is none is a 400 InvalidParameterValueException (C169).</summary>
    /// <param name="snsTopic">As it was sent; null if it is missing.</param>
    /// <param name="events">As they were sent; null if they are missing.</param>
    /// <param name="configuration">The configuration, if they make one.</param>
    /// <param name="reason">Otherwise a sentence that tells what is wrong.</param>
    public static bool TryCreate(
        string? snsTopic,
        IReadOnlyList<string?>? events,
        [NotNullWhen(true)] out NotificationConfiguration? configuration,
        [NotNullWhen(false)] out string? reason
    )
    {
        reason = TopicArn.Violation(snsTopic) ?? EventsViolation(events);
        configuration = reason is null ? new NotificationConfiguration(snsTopic!, [.. events!.Distinct()!]) : null;
        return configuration is not null;
    }

    /// <summary>Whether the topic is to be told of an event.</summary>
    public bool Tells(string @event) => Events.Contains(@event);

    private static string? EventsViolation(IReadOnlyList<string?>? events)
    {
        if (events is null or [])
        {
            return $"Events must name {ArchiveRetrievalCompleted}, {InventoryRetrievalCompleted} or both.";
        }

        foreach (string? one in events)
        {
            if (one is not (ArchiveRetrievalCompleted or InventoryRetrievalCompleted))
            {
                return $"There is no event '{one}'. Use {ArchiveRetrievalCompleted}, "
                    + $"{InventoryRetrievalCompleted} or both.";
            }
        }

        return null;
    }
}
