using System.Text.Json;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>Jobs: glacier-api.md §6.6, and C122 to C144 and C195 of §11. Jobs take the real service's times.</summary>
public abstract class JobContract(Transport transport) : ContractTest(transport)
{
    private const string Arn = "arn:aws:glacier:us-east-1:111122223333:vaults/v";

    protected override LocalGlacierOptions Change(LocalGlacierOptions options) =>
        options.AsRealistic() with
        {
            InventoryInterval = null,
        };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Client.CreateVaultAsync();
    }

    [Fact]
    public async Task C122_An_inventory_job_is_accepted()
    {
        await Client.UploadAsync([1]);
        Answer answer = await Client.TryJobAsync("""{"Type":"inventory-retrieval"}""");
        Assert.Equal(202, answer.Code);
        Assert.Matches("^[A-Za-z0-9_-]{92}$", answer["x-amz-job-id"]);
        Assert.Equal($"/111122223333/vaults/v/jobs/{answer["x-amz-job-id"]}", answer["Location"]);
        Assert.Empty(answer.Body);
    }

    [Fact]
    public async Task C123_Parameters_lie_at_the_top_of_the_body_and_nulls_count_as_absent()
    {
        await Client.UploadAsync([1]);
        Assert.Equal(
            202,
            (
                await Client.TryJobAsync(
                    """{"ArchiveId":null,"Description":null,"Format":"CSV","RetrievalByteRange":null,"SNSTopic":null,"Type":"inventory-retrieval","InventoryRetrievalParameters":{"StartDate":"2013-12-04T21:25:42Z","EndDate":"2013-12-05T21:25:42Z","Limit":"10000"}}"""
                )
            ).Code
        );
        (await Client.TryJobAsync("""{"jobParameters":{"Type":"inventory-retrieval"}}""")).ShouldFail(
            400,
            "MissingParameterValueException"
        );
    }

    [Theory]
    [InlineData("""{}""", "MissingParameterValueException")]
    [InlineData("""{"Type":"archive"}""", "InvalidParameterValueException")]
    public async Task C124_No_type_or_an_unknown_one_is_refused(string body, string code) =>
        (await Client.TryJobAsync(body)).ShouldFail(400, code);

    [Fact]
    public async Task C125_An_archive_retrieval_needs_an_archive() =>
        (await Client.TryJobAsync("""{"Type":"archive-retrieval"}""")).ShouldFail(
            400,
            "MissingParameterValueException"
        );

    [Theory]
    [InlineData("ArchiveId")]
    [InlineData("RetrievalByteRange")]
    public async Task C126_An_inventory_retrieval_takes_no_archive(string field)
    {
        await Client.UploadAsync([1]);
        (await Client.TryJobAsync($"{{\"Type\":\"inventory-retrieval\",\"{field}\":\"x\"}}")).ShouldFail(
            400,
            "InvalidParameterValueException"
        );
    }

    [Theory]
    [InlineData("0-1048574", 400)]
    [InlineData("1048576-3145733", 202)]
    [InlineData("0-1048575", 202)]
    [InlineData("1048576-2097151", 202)]
    [InlineData("1-1048576", 400)]
    [InlineData("0-4194303", 400)]
    [InlineData("1048576-0", 400)]
    [InlineData("0-", 400)]
    [InlineData("x", 400)]
    public async Task C129_A_range_must_lie_on_whole_megabytes(string range, int status)
    {
        string archive = await Client.UploadAsync(TestData.Bytes(3 * TestData.MiB + 6));
        Answer answer = await Client.TryJobAsync(
            $"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{archive}\",\"RetrievalByteRange\":\"{range}\"}}"
        );
        Assert.Equal(status, answer.Code);
    }

    [Fact]
    public async Task C130_Without_a_tier_it_is_Standard()
    {
        string job = await Client.ArchiveJobAsync(await Client.UploadAsync([1]));
        Assert.Equal("Standard", (await Client.DescribeJobAsync(job)).GetProperty("Tier").GetString());
    }

    [Fact]
    public async Task C131_An_unknown_tier_is_refused()
    {
        string archive = await Client.UploadAsync([1]);
        (
            await Client.TryJobAsync(
                $"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{archive}\",\"Tier\":\"Fast\"}}"
            )
        ).ShouldFail(400, "InvalidParameterValueException");
    }

    [Fact]
    public async Task C132_An_unknown_archive_is_a_404()
    {
        string deleted = await Client.UploadAsync([1]);
        await Client.DeleteAsync($"/-/vaults/v/archives/{deleted}");
        foreach (string archive in new[] { "x", new string('A', 138), deleted })
        {
            (await Client.TryJobAsync($"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{archive}\"}}")).ShouldFail(
                404,
                "ResourceNotFoundException",
                "The archive ID was not found: " + archive
            );
        }
    }

    [Fact]
    public async Task C133_Before_the_first_inventory_there_is_none_to_retrieve() =>
        (await Client.TryJobAsync("""{"Type":"inventory-retrieval"}""")).ShouldFail(
            404,
            "ResourceNotFoundException",
            $"Inventory retrieval jobs for vault {Arn} cannot be initiated yet, as Amazon Glacier has not yet "
                + "generated an initial inventory for this vault."
        );

    [Fact]
    public async Task C135_An_inventory_job_in_progress_is_described_as_on_the_live_service()
    {
        await Client.UploadAsync([1]);
        string job = await Client.InventoryJobAsync();
        string text = (await Client.GetAsync($"/-/vaults/v/jobs/{job}")).Text;
        Assert.Equal(
            $$"""{"Action":"InventoryRetrieval","ArchiveId":null,"ArchiveSHA256TreeHash":null,"ArchiveSizeInBytes":null,"Completed":false,"CompletionDate":null,"CreationDate":"2026-01-01T00:00:00.000Z","InventoryRetrievalParameters":{"EndDate":null,"Format":"JSON","Limit":null,"Marker":null,"StartDate":null},"InventorySizeInBytes":null,"JobDescription":null,"JobId":"{{job}}","JobOutputPath":null,"OutputLocation":null,"RetrievalByteRange":null,"SHA256TreeHash":null,"SNSTopic":null,"SelectParameters":null,"StatusCode":"InProgress","StatusMessage":null,"Tier":null,"VaultARN":"{{Arn}}"}""",
            text
        );

        // The 623 bytes of 2016, made longer by four members that came later and shorter by "201407" against "v".
        const string later = """
            "JobOutputPath":null,"OutputLocation":null,"SelectParameters":null,"Tier":null,
            """;
        Assert.Equal(623 + later.Length - ("201407".Length - "v".Length), text.Length);
        Assert.Equal($$"""{"JobList":[{{text}}],"Marker":null}""", (await Client.GetAsync("/-/vaults/v/jobs")).Text);
    }

    [Fact]
    public async Task C136_A_whole_archive_in_progress_has_its_range_and_hash()
    {
        byte[] body = TestData.Bytes(100);
        JsonElement job = await Client.DescribeJobAsync(await Client.ArchiveJobAsync(await Client.UploadAsync(body)));
        Assert.Equal("0-99", job.GetProperty("RetrievalByteRange").GetString());
        Assert.Equal(TreeHash.Of(body).ToString(), job.GetProperty("SHA256TreeHash").GetString());
        Assert.Equal(TreeHash.Of(body).ToString(), job.GetProperty("ArchiveSHA256TreeHash").GetString());
        Assert.Equal(100, job.GetProperty("ArchiveSizeInBytes").GetInt64());
        Assert.Equal(JsonValueKind.Null, job.GetProperty("InventorySizeInBytes").ValueKind);
        Assert.Equal(JsonValueKind.Null, job.GetProperty("CompletionDate").ValueKind);
        Assert.False(job.GetProperty("Completed").GetBoolean());
    }

    [Fact]
    public async Task C137_A_finished_job_says_so()
    {
        string id = await Client.ArchiveJobAsync(await Client.UploadAsync([1]));
        Clock.Advance(TimeSpan.FromHours(5));
        JsonElement job = await Client.DescribeJobAsync(id);
        Assert.True(job.GetProperty("Completed").GetBoolean());
        Assert.Equal("2026-01-01T04:00:00.000Z", job.GetProperty("CompletionDate").GetString());
        Assert.Equal("Succeeded", job.GetProperty("StatusCode").GetString());
        Assert.Equal("Succeeded", job.GetProperty("StatusMessage").GetString());
    }

    [Theory]
    [InlineData("0-4194303", "67b4bca77c9935ead8b071feb32ccccc142dfb5a2674650a1320f6fbcef943c6")]
    [InlineData("4194304-6815743", "ab6d8ef5453c3b378223882314a706ceef45392913a31a8ee404894e8df97d91")]
    [InlineData("2097152-4194303", "d1d5b496d3337e6a861029592334a156fb35d4236b34377b7fa0d504c9f775b3")]
    [InlineData("6291456-6815743", "1fc15a7fa5716499f176527299306aedc7f7ee9c523932efb6da89e71886726d")]
    [InlineData("1048576-3145727", null)]
    public async Task C138_A_range_has_its_own_tree_hash_if_it_is_aligned(string range, string? hash)
    {
        byte[] body = TestData.P65();
        string whole = "1bec740b9e7b5da352a727ef3b50e9b24717450758ec506d3a8d45b59ca4f759";
        foreach (
            string archive in new[]
            {
                await Client.UploadAsync(body),
                await Client.UploadInPartsAsync(body, 2 * TestData.MiB),
            }
        )
        {
            JsonElement job = await Client.DescribeJobAsync(await Client.ArchiveJobAsync(archive, range));
            Assert.Equal(hash, job.GetProperty("SHA256TreeHash").GetString());
            Assert.Equal(whole, job.GetProperty("ArchiveSHA256TreeHash").GetString());
            Assert.Equal(range, job.GetProperty("RetrievalByteRange").GetString());
        }
    }

    [Fact]
    public async Task C140_An_unknown_status_filter_is_refused() =>
        (await Client.GetAsync("/-/vaults/v/jobs?statuscode=finished")).ShouldFail(
            400,
            "InvalidParameterValueException",
            "The job status code is not valid: finished"
        );

    [Fact]
    public async Task C141_Jobs_are_filtered_by_completion_and_status()
    {
        string archive = await Client.UploadAsync([1]);
        string fast = await Client.ArchiveJobAsync(archive, tier: "Expedited");
        string slow = await Client.ArchiveJobAsync(archive, tier: "Bulk");
        Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal([fast], await Listed("?completed=true"));
        Assert.Equal([slow], await Listed("?completed=false"));
        Assert.Equal([slow], await Listed("?statuscode=InProgress"));
        Assert.Equal([fast], await Listed("?statuscode=Succeeded"));
        Assert.Empty(await Listed("?statuscode=Failed"));
        Assert.Empty(await Listed("?statuscode=InProgress&completed=true"));
        Assert.Equal([slow, fast], await Listed(""));
        (await Client.GetAsync("/-/vaults/v/jobs?completed=yes")).ShouldFail(400, "InvalidParameterValueException");
    }

    [Theory]
    [InlineData("Expedited", 3)]
    [InlineData("Standard", 4 * 60)]
    [InlineData("Bulk", 8 * 60)]
    public async Task Each_tier_takes_its_time(string tier, int minutes)
    {
        string job = await Client.ArchiveJobAsync(await Client.UploadAsync([7]), tier: tier);
        Clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromMilliseconds(1));
        (await Client.OutputAsync(job)).ShouldFail(400, "InvalidParameterValueException");
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([7], (await Client.OutputAsync(job)).Body);
    }

    [Fact]
    public async Task C143_A_page_has_50_jobs()
    {
        string archive = await Client.UploadAsync([1]);
        var started = new List<string>();
        for (int i = 0; i < 51; i++)
        {
            started.Insert(0, await Client.ArchiveJobAsync(archive));
        }

        JsonElement page = (await Client.GetAsync("/-/vaults/v/jobs")).Json;
        Assert.Equal(50, page.GetProperty("JobList").GetArrayLength());
        string? marker = page.GetProperty("Marker").GetString();
        Assert.NotNull(marker);
        List<string> seen = [.. await Listed(""), .. await Listed("?marker=" + marker)];
        Assert.Equal(started, seen);
        (await Client.GetAsync("/-/vaults/v/jobs?limit=1000")).ShouldBe(200);
        (await Client.GetAsync("/-/vaults/v/jobs?limit=0")).ShouldFail(400, "InvalidParameterValueException");
    }

    [Fact]
    public async Task C144_A_job_is_kept_for_a_day_after_it_finished_and_a_little_longer()
    {
        string job = await Client.ArchiveJobAsync(await Client.UploadAsync([1]));
        Clock.Advance(TimeSpan.FromHours(4 + 23));
        Assert.Equal("Succeeded", (await Client.DescribeJobAsync(job)).GetProperty("StatusCode").GetString());
        Assert.Equal([1], (await Client.OutputAsync(job)).Body);
        Clock.Advance(TimeSpan.FromHours(2));
        (await Client.GetAsync($"/-/vaults/v/jobs/{job}")).ShouldFail(
            404,
            "ResourceNotFoundException",
            "The job ID was not found: " + job
        );
        (await Client.OutputAsync(job)).ShouldFail(404, "ResourceNotFoundException");
        Assert.Empty(await Listed(""));
    }

    [Fact]
    public async Task C195_Select_is_refused() =>
        (await Client.TryJobAsync("""{"Type":"select","ArchiveId":"x"}""")).ShouldFail(
            400,
            "InvalidParameterValueException"
        );

    [Fact]
    public async Task A_description_and_a_topic_come_back()
    {
        await Client.UploadAsync([1]);
        string id = await Client.JobAsync(
            """{"Type":"inventory-retrieval","Description":"say \"hi\"","SNSTopic":"arn:aws:sns:us-west-2:111111111111:topic"}"""
        );
        JsonElement job = await Client.DescribeJobAsync(id);
        Assert.Equal("say \"hi\"", job.GetProperty("JobDescription").GetString());
        Assert.Equal("arn:aws:sns:us-west-2:111111111111:topic", job.GetProperty("SNSTopic").GetString());
    }

    [Theory]
    [InlineData("Description", "é")]
    [InlineData("SNSTopic", "topic")]
    [InlineData("Format", "XML")]
    public async Task Other_wrong_fields_are_refused(string field, string value)
    {
        await Client.UploadAsync([1]);
        (await Client.TryJobAsync($"{{\"Type\":\"inventory-retrieval\",\"{field}\":\"{value}\"}}")).ShouldFail(
            400,
            "InvalidParameterValueException"
        );
    }

    [Fact]
    public async Task A_retrieval_whose_archive_is_deleted_meanwhile_fails()
    {
        string archive = await Client.UploadAsync([1]);
        string job = await Client.ArchiveJobAsync(archive);
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(204, (await Client.DeleteAsync($"/-/vaults/v/archives/{archive}")).Code);
        Assert.Equal("InProgress", (await Client.DescribeJobAsync(job)).GetProperty("StatusCode").GetString());
        Clock.Advance(TimeSpan.FromHours(3));
        JsonElement ended = await Client.DescribeJobAsync(job);
        Assert.Equal("Failed", ended.GetProperty("StatusCode").GetString());
        Assert.True(ended.GetProperty("Completed").GetBoolean());
        (await Client.OutputAsync(job)).ShouldFail(400, "InvalidParameterValueException");
    }

    private async Task<List<string>> Listed(string query) =>
        (await Client.GetAsync("/-/vaults/v/jobs" + query))
            .Json.GetProperty("JobList")
            .EnumerateArray()
            .Select(job => job.GetProperty("JobId").GetString()!)
            .ToList();
}

public sealed class JobsOnDisk() : JobContract(Transport.Disk);

public sealed class JobsInMemory() : JobContract(Transport.Memory);

public sealed class JobsOverHttp() : JobContract(Transport.Http);
