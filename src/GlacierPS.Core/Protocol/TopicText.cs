namespace GlacierPS.Core.Protocol;

/// <summary>The rule for the topics that are told of jobs (glacier-api.md §6.9).</summary>
public static class TopicText
{
    /// <summary>
    /// Refuses what is not the ARN of a topic, <c>arn:partition:sns:region:account:name</c>, before any request is
    /// made.
    /// </summary>
    /// <exception cref="GlacierInputException">It is not.</exception>
    public static void Check(string topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        string[] pieces = topic.Split(':');
        if (
            pieces is not ["arn", { Length: > 0 }, "sns", { Length: > 0 }, { Length: 12 } account, { Length: > 0 }]
            || !account.All(char.IsAsciiDigit)
        )
        {
            throw new GlacierInputException(
                "InvalidTopic",
                $"'{topic}' is not the ARN of a topic. Give it as arn:aws:sns:<region>:<12 digits>:<name>."
            );
        }
    }
}
