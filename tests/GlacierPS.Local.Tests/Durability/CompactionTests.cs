using System.Text;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Durability;

/// <summary>A journal of which most is over and done with is told anew at the next start.</summary>
public class CompactionTests
{
    [Fact]
    public async Task A_compacted_vault_is_the_same_vault()
    {
        await using Service service = await Service.StartAsync(
            Transport.Disk,
            options =>
                options with
                {
                    InventoryInterval = TimeSpan.FromHours(24),
                    JobTimes = new JobTimes { Bulk = TimeSpan.FromHours(8) },
                }
        );
        await service.Client.CreateVaultAsync();
        await Turmoil(service.Client, 550);
        service.Clock.Advance(TimeSpan.FromDays(3));
        byte[] body = TestData.Bytes(2 * TestData.MiB + 3);
        string listedStill = await service.Client.UploadAsync([1], "deleted after the inventory");
        string inParts = await service.Client.UploadInPartsAsync(body, TestData.MiB, "in parts");
        service.Clock.Advance(TimeSpan.FromHours(24));
        string closed = await Turmoil(service.Client, 3);
        string inventory = await service.Client.InventoryJobAsync();
        string output = (await service.Client.OutputAsync(inventory)).Text;
        string archive = await service.Client.UploadAsync([2]);
        string held = await service.Client.ArchiveJobAsync(archive);
        string running = await service.Client.ArchiveJobAsync(inParts, tier: "Bulk");
        await service.Client.DeleteAsync($"/-/vaults/v/archives/{archive}");
        await service.Client.DeleteAsync($"/-/vaults/v/archives/{listedStill}");
        string open = await service.Client.BeginUploadAsync(TestData.MiB, "open");
        await service.Client.PartAsync(open, TestData.MiB, [3]);
        string[] before = await Answers(service.Client, open);
        Assert.True(service.JournalLines() > 1100);

        await service.RestartAsync();

        Assert.True(service.JournalLines() < 30, $"The journal has {service.JournalLines()} lines.");
        await Check();
        await service.RestartAsync();
        await Check();

        // An archive that is stored now is in none of the old inventories.
        await service.Client.UploadAsync([4]);
        Assert.Equal(output, (await service.Client.OutputAsync(inventory)).Text);
        service.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(2, (await service.Client.InventoryAsync()).Count);

        async Task Check()
        {
            Assert.Empty(service.Glacier.Reports);
            Assert.Equal(before, await Answers(service.Client, open));
            Assert.Equal(output, (await service.Client.OutputAsync(inventory)).Text);
            Assert.Equal([2], (await service.Client.OutputAsync(held)).Body);
            Assert.Equal(
                "InProgress",
                (await service.Client.DescribeJobAsync(running)).GetProperty("StatusCode").GetString()
            );
            Assert.Equal(body, await service.Client.DownloadAsync(inParts));
            Assert.Equal(204, (await service.Client.DeleteAsync($"/-/vaults/v/multipart-uploads/{closed}")).Code);

            // The download was one more job.
            before = await Answers(service.Client, open);
        }
    }

    [Fact]
    public async Task A_compacted_vault_keeps_its_tags_policies_lock_and_messages()
    {
        await using Service service = await Service.StartAsync(Transport.Disk);
        Client client = service.Client;
        await client.CreateVaultAsync();
        await Turmoil(client, 550);
        service.Clock.Advance(TimeSpan.FromDays(3));
        const string policy =
            """{"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"glacier:DeleteVault\",\"Resource\":\"arn:aws:glacier:us-east-1:111122223333:vaults/v\"}]}"}""";
        Assert.Equal(
            204,
            (
                await client.SendAsync(
                    HttpMethod.Post,
                    "/-/vaults/v/tags?operation=add",
                    """{"Tags":{"a":"1"}}"""u8.ToArray()
                )
            ).Code
        );
        Assert.Equal(
            204,
            (await client.SendAsync(HttpMethod.Put, "/-/vaults/v/access-policy", Encoding.UTF8.GetBytes(policy))).Code
        );
        Assert.Equal(
            201,
            (await client.SendAsync(HttpMethod.Post, "/-/vaults/v/lock-policy", Encoding.UTF8.GetBytes(policy))).Code
        );
        Assert.Equal(
            204,
            (
                await client.SendAsync(
                    HttpMethod.Put,
                    "/-/vaults/v/notification-configuration",
                    """{"SNSTopic":"arn:aws:sns:us-east-1:111122223333:t","Events":["ArchiveRetrievalCompleted"]}"""u8.ToArray()
                )
            ).Code
        );
        await client.ArchiveJobAsync(await client.UploadAsync([1]));
        string[] before = await Settings();

        await service.RestartAsync();

        Assert.True(service.JournalLines() < 30, $"The journal has {service.JournalLines()} lines.");
        Assert.Equal(before, await Settings());
        Assert.Single(await service.Glacier.NotificationsAsync());

        async Task<string[]> Settings() =>
            [
                (await service.Client.GetAsync("/-/vaults/v/tags")).Text,
                (await service.Client.GetAsync("/-/vaults/v/access-policy")).Text,
                (await service.Client.GetAsync("/-/vaults/v/lock-policy")).Text,
                (await service.Client.GetAsync("/-/vaults/v/notification-configuration")).Text,
                string.Join('\n', (await service.Glacier.NotificationsAsync()).Select(sent => sent.ToString())),
            ];
    }

    /// <summary>Much that comes to nothing; answers the last upload that was aborted.</summary>
    private static async Task<string> Turmoil(Client client, int uploads)
    {
        string upload = "";
        for (int i = 0; i < uploads; i++)
        {
            upload = await client.BeginUploadAsync(TestData.MiB);
            Assert.Equal(204, (await client.DeleteAsync($"/-/vaults/v/multipart-uploads/{upload}")).Code);
        }

        return upload;
    }

    private static async Task<string[]> Answers(Client client, string open)
    {
        string[] paths = ["", "/jobs?limit=3", "/multipart-uploads", $"/multipart-uploads/{open}"];
        var answers = new List<string>();
        foreach (string path in paths)
        {
            answers.Add((await client.GetAsync("/-/vaults/v" + path)).Text);
        }

        return [.. answers];
    }
}
