namespace GlacierPS.Local.Notifications;

/// <summary>The ARN of an SNS topic, of a vault or of a single job (glacier-api.md §6.9).</summary>
internal static class TopicArn
{
    /// <summary>What is wrong with it; null if it is one.</summary>
    public static string? Violation(string? text) =>
        text is null ? "SNSTopic is missing."
        : text.Split(':') is ["arn", { Length: > 0 }, "sns", { Length: > 0 }, { Length: > 0 }, { Length: > 0 }] ? null
        : $"'{text}' is not the ARN of an SNS topic, such as arn:aws:sns:us-west-2:111122223333:mytopic.";
}
