using System.Text;
using System.Text.Json;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>
/// Inventories: glacier-api.md §6.8, and C095, C156 and C158 to C166 of §11. They are taken every 24 hours.
/// </summary>
public abstract class InventoryContract(Transport transport) : ContractTest(transport)
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    protected override LocalGlacierOptions Change(LocalGlacierOptions options) =>
        options with
        {
            InventoryInterval = Day,
            JobTimes = new JobTimes { Inventory = TimeSpan.FromHours(4) },
        };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Client.CreateVaultAsync();
    }

    [Fact]
    public async Task C095_An_archive_that_was_deleted_since_is_still_listed_until_the_next_inventory()
    {
        string archive = await Client.UploadAsync([1]);
        Clock.Advance(Day);
        string before = await Client.InventoryJobAsync();
        await Client.DeleteAsync($"/-/vaults/v/archives/{archive}");
        string between = await Client.InventoryJobAsync();
        Clock.Advance(Day);
        string after = await Client.InventoryJobAsync();
        Clock.Advance(TimeSpan.FromHours(4));
        string upload = await Client.UploadAsync([2]);
        Assert.NotEqual(archive, upload);
        Assert.Equal([archive], await Ids(before));
        Assert.Equal([archive], await Ids(between));
        Assert.Empty(await Ids(after));
    }

    [Fact]
    public async Task C156_The_output_of_a_running_job_cannot_be_had()
    {
        await Client.UploadAsync([1]);
        Clock.Advance(Day);
        string job = await Client.InventoryJobAsync();
        (await Client.OutputAsync(job)).ShouldFail(
            400,
            "InvalidParameterValueException",
            "The job is not currently available for download: " + job
        );
    }

    [Fact]
    public async Task C158_A_JSON_inventory_has_these_keys_in_this_order()
    {
        Clock.Advance(TimeSpan.FromMilliseconds(27_500));
        string first = await Client.UploadAsync([0x0A]);
        string second = await Client.UploadAsync([0x0A], "say \"hi\" \\ bye");
        Clock.Advance(Day);
        Answer output = await Finished("""{"Type":"inventory-retrieval"}""");
        const string hash = "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b";
        Assert.Equal(
            $$"""{"VaultARN":"arn:aws:glacier:us-east-1:111122223333:vaults/v","InventoryDate":"2026-01-02T00:00:27Z","ArchiveList":[{"ArchiveId":"{{first}}","ArchiveDescription":"","CreationDate":"2026-01-01T00:00:27Z","Size":1,"SHA256TreeHash":"{{hash}}"},{"ArchiveId":"{{second}}","ArchiveDescription":"say \"hi\" \\ bye","CreationDate":"2026-01-01T00:00:27Z","Size":1,"SHA256TreeHash":"{{hash}}"}]}""",
            output.Text
        );
        Assert.Equal("application/json", output["Content-Type"]);
        Assert.Equal("bytes", output["Accept-Ranges"]);
        Assert.Null(output["x-amz-sha256-tree-hash"]);
    }

    [Theory]
    [InlineData("JSON")]
    [InlineData("CSV")]
    public async Task C159_The_size_of_an_inventory_is_told_beforehand(string format)
    {
        foreach (string? description in new[] { null, "a,b", "quote \"", "back\\slash", "plain" })
        {
            await Client.UploadAsync(new byte[Random.Shared.Next(1, 20_000)], description);
        }

        Clock.Advance(Day);
        string job = await Client.JobAsync($"{{\"Type\":\"inventory-retrieval\",\"Format\":\"{format}\"}}");
        Clock.Advance(TimeSpan.FromHours(4));
        Answer output = await Client.OutputAsync(job);
        Assert.Equal(
            output.Body.Length,
            (await Client.DescribeJobAsync(job)).GetProperty("InventorySizeInBytes").GetInt64()
        );
        Assert.Equal(output.Body.Length.ToString(), output["Content-Length"]);
    }

    [Fact]
    public async Task C160_A_CSV_inventory_begins_with_the_names_of_its_columns()
    {
        string archive = await Client.UploadAsync([0x0A], "plain");
        Clock.Advance(Day);
        Answer output = await Finished("""{"Type":"inventory-retrieval","Format":"CSV"}""");
        Assert.Equal("text/csv", output["Content-Type"]);
        Assert.Equal(
            "ArchiveId,ArchiveDescription,CreationDate,Size,SHA256TreeHash\n"
                + $"{archive},plain,2026-01-01T00:00:00Z,1,{Sha256Digest.Of([0x0A])}\n",
            output.Text
        );
    }

    [Theory]
    [InlineData("my archive description,1", "\"my archive description,1\"")]
    [InlineData("my archive description,1\"2", "\"my archive description,1\\\"2\"")]
    [InlineData("my archive description,1\\\"2", "\"my archive description,1\\\\\"2\"")]
    [InlineData("back\\slash", "\"back\\slash\"")]
    [InlineData("plain", "plain")]
    public async Task C161_A_CSV_description_is_quoted_where_it_must_be(string description, string field)
    {
        await Client.UploadAsync([1], description);
        Clock.Advance(Day);
        Answer output = await Finished("""{"Type":"inventory-retrieval","Format":"CSV"}""");
        Assert.Contains($",{field},2026-", output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C163_StartDate_is_included_and_EndDate_is_not()
    {
        var archives = new List<string>();
        for (int second = 0; second < 3; second++)
        {
            archives.Add(await Client.UploadAsync([1]));
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Clock.Advance(Day);
        Assert.Equal(archives[1..], await Filtered("\"StartDate\":\"2026-01-01T00:00:01Z\""));
        Assert.Equal(archives[..1], await Filtered("\"EndDate\":\"2026-01-01T00:00:01Z\""));
        Assert.Equal(
            archives[1..2],
            await Filtered("\"StartDate\":\"2026-01-01T00:00:01.000Z\",\"EndDate\":\"2026-01-01T00:00:02+00:00\"")
        );
        (
            await Client.TryJobAsync(
                """{"Type":"inventory-retrieval","InventoryRetrievalParameters":{"StartDate":"yesterday"}}"""
            )
        ).ShouldFail(400, "InvalidParameterValueException");
    }

    [Fact]
    public async Task C165_Following_the_marker_of_limited_jobs_lists_each_archive_once()
    {
        var archives = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            archives.Add(await Client.UploadAsync([1]));
        }

        Clock.Advance(Day);
        var seen = new List<string>();
        var jobs = 0;
        for (string? marker = ""; marker is not null; jobs++)
        {
            string parameters = marker.Length == 0 ? "\"Limit\":\"2\"" : $"\"Limit\":2,\"Marker\":\"{marker}\"";
            string job = await Client.JobAsync(
                $"{{\"Type\":\"inventory-retrieval\",\"InventoryRetrievalParameters\":{{{parameters}}}}}"
            );
            Clock.Advance(TimeSpan.FromHours(4));
            seen.AddRange(await Ids(job));
            marker = (await Client.DescribeJobAsync(job))
                .GetProperty("InventoryRetrievalParameters")
                .GetProperty("Marker")
                .GetString();
        }

        Assert.Equal(archives, seen);
        Assert.Equal(3, jobs);
    }

    [Theory]
    [InlineData("\"Limit\":\"0\"")]
    [InlineData("\"Limit\":-1")]
    [InlineData("\"Limit\":1.5")]
    [InlineData("\"Marker\":\"x\"")]
    public async Task Wrong_filters_are_refused(string filter)
    {
        await Client.UploadAsync([1]);
        Clock.Advance(Day);
        (
            await Client.TryJobAsync(
                $"{{\"Type\":\"inventory-retrieval\",\"InventoryRetrievalParameters\":{{{filter}}}}}"
            )
        ).ShouldFail(400, "InvalidParameterValueException");
    }

    [Fact]
    public async Task C166_Without_a_change_there_is_no_new_inventory()
    {
        await Client.UploadAsync([1]);
        Clock.Advance(Day);
        string date = (await Client.GetAsync("/-/vaults/v")).Json.GetProperty("LastInventoryDate").GetString()!;
        const string job = """{"Type":"inventory-retrieval"}""";
        string inventory = (await Finished(job)).Json.GetProperty("InventoryDate").GetString()!;
        Clock.Advance(Day * 3 - TimeSpan.FromHours(8));
        Assert.Equal(inventory, (await Finished(job)).Json.GetProperty("InventoryDate").GetString());
        Assert.Equal(date, (await Client.GetAsync("/-/vaults/v")).Json.GetProperty("LastInventoryDate").GetString());
        await Client.UploadAsync([2]);
        Clock.Advance(Day);
        Assert.Equal(
            "2026-01-06T00:00:00.000Z",
            (await Client.GetAsync("/-/vaults/v")).Json.GetProperty("LastInventoryDate").GetString()
        );
    }

    [Fact]
    public async Task An_inventory_can_be_downloaded_in_stretches()
    {
        for (int i = 0; i < 210; i++)
        {
            await Client.UploadAsync([1], $"archive {i}");
        }

        Clock.Advance(Day);
        string job = await Client.InventoryJobAsync();
        Clock.Advance(TimeSpan.FromHours(4));
        byte[] whole = (await Client.OutputAsync(job)).Body;
        Assert.Equal(210, JsonDocument.Parse(whole).RootElement.GetProperty("ArchiveList").GetArrayLength());
        var pieces = new List<byte>();
        for (int start = 0; start < whole.Length; start += 30_000)
        {
            Answer piece = await Client.OutputAsync(job, $"bytes={start}-{start + 29_999}");
            Assert.Equal(206, piece.Code);
            pieces.AddRange(piece.Body);
        }

        Assert.Equal(Encoding.UTF8.GetString(whole), Encoding.UTF8.GetString([.. pieces]));
    }

    private async Task<Answer> Finished(string job)
    {
        string id = await Client.JobAsync(job);
        Clock.Advance(TimeSpan.FromHours(4));
        Answer output = await Client.OutputAsync(id);
        output.ShouldBe(200);
        return output;
    }

    private async Task<List<string>> Filtered(string filter)
    {
        Answer output = await Finished(
            $"{{\"Type\":\"inventory-retrieval\",\"InventoryRetrievalParameters\":{{{filter}}}}}"
        );
        return Ids(output);
    }

    private async Task<List<string>> Ids(string job) => Ids(await Client.OutputAsync(job));

    private static List<string> Ids(Answer output)
    {
        output.ShouldBe(200);
        Assert.Equal(output.Body.Length.ToString(), output["Content-Length"]);
        return output
            .Json.GetProperty("ArchiveList")
            .EnumerateArray()
            .Select(archive => archive.GetProperty("ArchiveId").GetString()!)
            .ToList();
    }
}

public sealed class InventoryOnDisk() : InventoryContract(Transport.Disk);

public sealed class InventoryInMemory() : InventoryContract(Transport.Memory);

public sealed class InventoryOverHttp() : InventoryContract(Transport.Http);
