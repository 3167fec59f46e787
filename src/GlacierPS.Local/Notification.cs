namespace GlacierPS.Local;

/// <summary>What would have gone to a topic of SNS (glacier-api.md §6.9).</summary>
/// <param name="Topic">The ARN of the topic.</param>
/// <param name="MessageJson">The message: the description of a job that ended, as DescribeJob gave it then.</param>
public sealed record Notification(string Topic, string MessageJson);
