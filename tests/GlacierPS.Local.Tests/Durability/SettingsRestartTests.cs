using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Durability;

/// <summary>
/// What vaults and accounts were told besides archives is there after the service was closed and opened again.
/// </summary>
public class SettingsRestartTests
{
    private const string Topic = "arn:aws:sns:us-east-1:111122223333:mytopic";

    private static readonly string[] Paths =
    [
        "/-/vaults/v/tags",
        "/-/vaults/v/access-policy",
        "/-/vaults/v/lock-policy",
        "/-/vaults/v/notification-configuration",
        "/-/policies/data-retrieval",
        "/-/provisioned-capacity",
    ];

    [Fact]
    public async Task Settings_survive_a_restart()
    {
        await using Service service = await Start();
        string lockId = await Configure(service.Client);
        (await service.Client.SendAsync(HttpMethod.Post, $"/-/vaults/v/lock-policy/{lockId}")).ShouldBe(204);
        string archive = await service.Client.UploadAsync([1]);
        string[] before = await Answers(service.Client);
        for (int i = 0; i < 2; i++)
        {
            await service.RestartAsync();
            Assert.Empty(service.Glacier.Reports);
            Assert.Equal(before, await Answers(service.Client));
            (await service.Client.DeleteAsync($"/-/vaults/v/archives/{archive}")).ShouldFail(
                403,
                "AccessDeniedException"
            );
            (await service.Client.GetAsync("/-/vaults/v/multipart-uploads")).ShouldFail(403, "AccessDeniedException");
        }
    }

    [Fact]
    public async Task What_was_taken_back_stays_so()
    {
        await using Service service = await Start();
        await Configure(service.Client);
        foreach (string path in Paths[1..4])
        {
            (await service.Client.DeleteAsync(path)).ShouldBe(204);
        }

        string[] before = await Answers(service.Client);
        await service.RestartAsync();
        Assert.Equal(before, await Answers(service.Client));
    }

    [Fact]
    public async Task A_lock_in_progress_expires_while_the_service_is_closed()
    {
        await using Service service = await Start();
        await Configure(service.Client);
        await service.RestartAsync(_ => service.Clock.Advance(TimeSpan.FromHours(24)));
        (await service.Client.GetAsync("/-/vaults/v/lock-policy")).ShouldFail(404, "ResourceNotFoundException");
    }

    [Fact]
    public async Task The_outbox_survives_a_restart()
    {
        await using Service service = await Start();
        await service.Client.CreateVaultAsync();
        string archive = await service.Client.UploadAsync([1]);
        await service.Client.ArchiveJobAsync(archive, tier: "Expedited");
        await Retrieve(service.Client, archive, "Expedited");
        await service.Client.PutJsonAsync(
            Paths[3],
            $"{{\"SNSTopic\":\"{Topic}\",\"Events\":[\"ArchiveRetrievalCompleted\"]}}"
        );
        await Retrieve(service.Client, archive, "Expedited");
        string late = await Retrieve(service.Client, archive, "Standard");
        IReadOnlyList<Notification> before = await service.Glacier.NotificationsAsync();

        // The first job ended unheard, the second was told by its own topic, the third by both.
        Assert.Equal(3, before.Count);
        await service.RestartAsync();
        Assert.Equal(before, await service.Glacier.NotificationsAsync());
        await service.RestartAsync(_ => service.Clock.Advance(TimeSpan.FromHours(4)));
        IReadOnlyList<Notification> after = await service.Glacier.NotificationsAsync();
        Assert.Equal(before, after.Take(3));
        Assert.All(after.Skip(3), one => Assert.Contains(late, one.MessageJson, StringComparison.Ordinal));
        Assert.Equal(5, after.Count);
        await service.RestartAsync();
        Assert.Equal(after, await service.Glacier.NotificationsAsync());
    }

    [Fact]
    public async Task The_outbox_of_a_deleted_vault_survives()
    {
        await using Service service = await Start();
        await service.Client.CreateVaultAsync();
        string archive = await service.Client.UploadAsync([1]);
        await Retrieve(service.Client, archive, "Expedited");
        await service.Client.DeleteAsync($"/-/vaults/v/archives/{archive}");
        (await service.Client.DeleteAsync("/-/vaults/v")).ShouldBe(204);
        IReadOnlyList<Notification> before = await service.Glacier.NotificationsAsync();
        Assert.Single(before);
        await service.RestartAsync();
        Assert.Equal(before, await service.Glacier.NotificationsAsync());
    }

    [Fact]
    public async Task A_damaged_record_of_an_account_is_told_and_what_depends_on_it_refused()
    {
        await using Service service = await Start();
        await service.Client.CreateVaultAsync();
        (await service.Client.SendAsync(HttpMethod.Post, Paths[5])).ShouldBe(201);
        string capacity = (await service.Client.GetAsync(Paths[5]))
            .Json.GetProperty("ProvisionedCapacityList")[0]
            .GetProperty("CapacityId")
            .GetString()!;
        await service.RestartAsync(folder => StoreFiles.Flip(StoreFiles.Metadata(folder), capacity));
        Assert.Contains(
            service.Glacier.Reports,
            report => report.Contains("provisioned capacity", StringComparison.Ordinal)
        );
        (await service.Client.GetAsync(Paths[5])).ShouldFail(500, "ServiceUnavailableException");
        (await service.Client.SendAsync(HttpMethod.Post, Paths[5])).ShouldFail(500, "ServiceUnavailableException");
        Assert.Equal(200, (await service.Client.GetAsync("/-/vaults/v")).Code);
    }

    [Fact]
    public async Task An_inventory_can_be_taken_of_every_vault_at_once()
    {
        await using Service service = await Service.StartAsync(
            Transport.Disk,
            options => options with { InventoryInterval = TimeSpan.FromHours(24) }
        );
        await service.Client.CreateVaultAsync();
        await service.Client.UploadAsync([1]);
        service.Clock.Advance(TimeSpan.FromMinutes(1));
        await service.Glacier.TakeInventoriesAsync();
        await service.RestartAsync();
        Assert.Equal(
            "2026-01-01T00:01:00.000Z",
            (await service.Client.GetAsync("/-/vaults/v")).Json.GetProperty("LastInventoryDate").GetString()
        );
        Assert.Single(await service.Client.InventoryAsync());
    }

    private static Task<Service> Start() =>
        Service.StartAsync(
            Transport.Disk,
            options => options with { JobTimes = new JobTimes { Standard = TimeSpan.FromHours(4) } }
        );

    private static async Task<string> Configure(Client client)
    {
        await client.CreateVaultAsync();
        (await client.PostJsonAsync("/-/vaults/v/tags?operation=add", """{"Tags":{"a":"1","b":"ä"}}""")).ShouldBe(204);
        (await client.PutJsonAsync(Paths[1], SomePolicy.Body(SomePolicy.Deny("ListMultipartUploads")))).ShouldBe(204);
        (
            await client.PutJsonAsync(
                Paths[3],
                $"{{\"SNSTopic\":\"{Topic}\",\"Events\":[\"ArchiveRetrievalCompleted\"]}}"
            )
        ).ShouldBe(204);
        (await client.PutJsonAsync(Paths[4], """{"Policy":{"Rules":[{"Strategy":"FreeTier"}]}}""")).ShouldBe(204);
        (await client.SendAsync(HttpMethod.Post, Paths[5])).ShouldBe(201);
        Answer locking = await client.PostJsonAsync(Paths[2], SomePolicy.Body(SomePolicy.KeepForAYear));
        locking.ShouldBe(201);
        return locking["x-amz-lock-id"]!;
    }

    private static Task<string> Retrieve(Client client, string archive, string tier) =>
        client.JobAsync(
            $"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{archive}\",\"Tier\":\"{tier}\",\"SNSTopic\":\"{Topic}\"}}"
        );

    private static async Task<string[]> Answers(Client client)
    {
        var answers = new List<string>();
        foreach (string path in Paths)
        {
            answers.Add((await client.GetAsync(path)).Text);
        }

        return [.. answers];
    }
}
