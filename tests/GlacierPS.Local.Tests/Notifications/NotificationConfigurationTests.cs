using GlacierPS.Local.Notifications;

namespace GlacierPS.Local.Tests.Notifications;

public sealed class NotificationConfigurationTests
{
    private const string Topic = "arn:aws:sns:us-west-2:012345678901:mytopic";
    private const string Archive = "ArchiveRetrievalCompleted";
    private const string Inventory = "InventoryRetrievalCompleted";

    [Fact]
    public void A_topic_and_events_are_a_configuration()
    {
        Assert.True(
            NotificationConfiguration.TryCreate(
                Topic,
                [Inventory, Archive, Inventory],
                out var both,
                out string? reason
            ),
            reason
        );
        Assert.True(NotificationConfiguration.TryCreate(Topic, [Archive], out var one, out _));

        Assert.Equal((Topic, 2), (both.SNSTopic, both.Events.Count));
        Assert.Equal([Inventory, Archive], both.Events);
        Assert.True(both.Tells(Inventory));
        Assert.True(one.Tells(Archive));
        Assert.False(one.Tells(Inventory));
    }

    [Theory]
    [InlineData(null, new[] { Archive }, "SNSTopic is missing")]
    [InlineData("", new[] { Archive }, "not the ARN of an SNS topic")]
    [InlineData("mytopic", new[] { Archive }, "not the ARN of an SNS topic")]
    [InlineData("arn:aws:sqs:us-west-2:012345678901:queue", new[] { Archive }, "not the ARN of an SNS topic")]
    [InlineData("arn:aws:sns:us-west-2:012345678901:", new[] { Archive }, "not the ARN of an SNS topic")]
    [InlineData(Topic, null, "Events must name")]
    [InlineData(Topic, new string[0], "Events must name")]
    [InlineData(Topic, new[] { Archive, "ArchiveDeleted" }, "no event 'ArchiveDeleted'")]
    [InlineData(Topic, new[] { "archiveretrievalcompleted" }, "no event")]
    [InlineData(Topic, new string?[] { null }, "no event ''")]
    public void What_is_none_is_told(string? topic, string?[]? events, string expected)
    {
        Assert.False(NotificationConfiguration.TryCreate(topic, events, out var configuration, out string? reason));
        Assert.Null(configuration);
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }
}
