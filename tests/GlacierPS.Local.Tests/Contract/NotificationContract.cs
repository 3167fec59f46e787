using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>
/// Notifications and the outbox: glacier-api.md §6.9, and C167 to C170 of §11. Retrievals take four hours.
/// </summary>
public abstract class NotificationContract(Transport transport) : ContractTest(transport)
{
    private const string Path = "/-/vaults/v/notification-configuration";
    private const string VaultTopic = "arn:aws:sns:us-east-1:111122223333:vault";
    private const string JobTopic = "arn:aws:sns:us-east-1:111122223333:job";
    private static readonly TimeSpan Standard = TimeSpan.FromHours(4);

    protected override LocalGlacierOptions Change(LocalGlacierOptions options) =>
        options with
        {
            JobTimes = new JobTimes { Standard = Standard },
        };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Client.CreateVaultAsync();
    }

    [Fact]
    public async Task C167_A_configuration_comes_back_as_it_was_sent()
    {
        string configuration = Configuration("InventoryRetrievalCompleted", "ArchiveRetrievalCompleted");
        Answer set = await Client.PutJsonAsync(Path, configuration);
        set.ShouldBe(204);
        Assert.Empty(set.Body);
        Assert.Equal(configuration, (await Client.GetAsync(Path)).Text);
    }

    [Fact]
    public async Task C168_Without_a_configuration_or_after_it_was_deleted_there_is_none_to_get()
    {
        (await Client.GetAsync(Path)).ShouldFail(
            404,
            "ResourceNotFoundException",
            "No notification configuration is set for vault: v"
        );
        (await Client.DeleteAsync(Path)).ShouldBe(204);
        await Configure("ArchiveRetrievalCompleted");
        (await Client.DeleteAsync(Path)).ShouldBe(204);
        (await Client.GetAsync(Path)).ShouldFail(404, "ResourceNotFoundException");
    }

    [Theory]
    [InlineData("""{"Events":["ArchiveDeleted"],"SNSTopic":"arn:aws:sns:us-east-1:111122223333:vault"}""")]
    [InlineData("""{"Events":[],"SNSTopic":"arn:aws:sns:us-east-1:111122223333:vault"}""")]
    [InlineData("""{"SNSTopic":"arn:aws:sns:us-east-1:111122223333:vault"}""")]
    [InlineData("""{"Events":["ArchiveRetrievalCompleted"]}""")]
    [InlineData("""{"Events":["ArchiveRetrievalCompleted"],"SNSTopic":"mytopic"}""")]
    public async Task C169_An_unknown_event_or_no_topic_is_refused(string body)
    {
        (await Client.PutJsonAsync(Path, body)).ShouldFail(400, "InvalidParameterValueException");
        (await Client.GetAsync(Path)).ShouldFail(404, "ResourceNotFoundException");
    }

    [Fact]
    public async Task C170_The_topics_of_vault_and_job_each_get_the_job_description()
    {
        await Configure("ArchiveRetrievalCompleted", "InventoryRetrievalCompleted");
        string archive = await Client.UploadAsync([1]);
        string job = await Retrieve(archive, JobTopic);
        Assert.Empty(await Service.Glacier.NotificationsAsync());
        Clock.Advance(Standard);
        string description = (await Client.GetAsync($"/-/vaults/v/jobs/{job}")).Text;
        Notification[] both = [new(VaultTopic, description), new(JobTopic, description)];
        Assert.Equal(both, await Service.Glacier.NotificationsAsync());

        string inventory = await Client.InventoryJobAsync();
        string listed = (await Client.GetAsync($"/-/vaults/v/jobs/{inventory}")).Text;
        Assert.Contains("\"InventorySizeInBytes\":", listed, StringComparison.Ordinal);
        Assert.Equal([.. both, new(VaultTopic, listed)], await Service.Glacier.NotificationsAsync());
    }

    [Fact]
    public async Task A_job_that_fails_is_told_too()
    {
        string archive = await Client.UploadAsync([1]);
        string job = await Retrieve(archive, JobTopic);
        await Client.DeleteAsync($"/-/vaults/v/archives/{archive}");
        Clock.Advance(Standard);
        Notification only = Assert.Single(await Service.Glacier.NotificationsAsync());
        Assert.Contains("\"StatusCode\":\"Failed\"", only.MessageJson, StringComparison.Ordinal);
        Assert.Equal((await Client.GetAsync($"/-/vaults/v/jobs/{job}")).Text, only.MessageJson);
    }

    [Fact]
    public async Task Only_the_events_that_were_asked_for_are_told()
    {
        await Configure("InventoryRetrievalCompleted");
        await Retrieve(await Client.UploadAsync([1]));
        Clock.Advance(Standard);
        Assert.Empty(await Service.Glacier.NotificationsAsync());
        await Client.InventoryJobAsync();
        Assert.Single(await Service.Glacier.NotificationsAsync());
    }

    [Fact]
    public async Task The_configuration_at_the_end_of_a_job_counts()
    {
        string archive = await Client.UploadAsync([1]);
        await Retrieve(archive);
        Clock.Advance(TimeSpan.FromHours(2));
        await Retrieve(archive);
        Clock.Advance(TimeSpan.FromHours(2));

        // The first has ended, the second has not.
        await Configure("ArchiveRetrievalCompleted");
        Assert.Empty(await Service.Glacier.NotificationsAsync());
        Clock.Advance(TimeSpan.FromHours(2));
        Assert.Single(await Service.Glacier.NotificationsAsync());
    }

    [Fact]
    public async Task The_outbox_is_in_order_over_all_vaults_and_outlives_them()
    {
        await Client.CreateVaultAsync("a");
        string archive = await Client.UploadAsync([1]);
        string first = await Retrieve(archive, JobTopic);
        Clock.Advance(TimeSpan.FromSeconds(1));
        string second = await Client.JobAsync(
            $"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{await Client.UploadAsync([2], vault: "a")}\",\"SNSTopic\":\"{JobTopic}\"}}",
            "a"
        );
        Clock.Advance(Standard);
        await Client.DeleteAsync($"/-/vaults/v/archives/{archive}");
        (await Client.DeleteAsync("/-/vaults/v")).ShouldBe(204);
        IReadOnlyList<Notification> sent = await Service.Glacier.NotificationsAsync();
        Assert.Equal(2, sent.Count);
        Assert.Contains(first, sent[0].MessageJson, StringComparison.Ordinal);
        Assert.Contains(second, sent[1].MessageJson, StringComparison.Ordinal);
    }

    private static string Configuration(params string[] events) =>
        $"{{\"Events\":[{string.Join(',', events.Select(one => $"\"{one}\""))}],\"SNSTopic\":\"{VaultTopic}\"}}";

    private async Task Configure(params string[] events) =>
        (await Client.PutJsonAsync(Path, Configuration(events))).ShouldBe(204);

    private Task<string> Retrieve(string archive, string? topic = null) =>
        Client.JobAsync(
            $"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{archive}\",\"SNSTopic\":{(topic is null ? "null" : $"\"{topic}\"")}}}"
        );
}

public sealed class NotificationsOnDisk() : NotificationContract(Transport.Disk);

public sealed class NotificationsInMemory() : NotificationContract(Transport.Memory);

public sealed class NotificationsOverHttp() : NotificationContract(Transport.Http);
