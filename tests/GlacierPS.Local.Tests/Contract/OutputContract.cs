using GlacierPS.Core.Hashing;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>Job output: glacier-api.md §6.7, and C146 to C157 of §11.</summary>
public abstract class OutputContract(Transport transport) : ContractTest(transport)
{
    private static readonly byte[] Eight = TestData.Bytes(8 * TestData.MiB);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Client.CreateVaultAsync();
    }

    [Fact]
    public async Task C146_A_whole_archive_comes_with_all_its_headers()
    {
        string job = await Client.ArchiveJobAsync(await Client.UploadAsync(Eight, "eight"));
        Answer output = await Client.OutputAsync(job);
        Assert.Equal(200, output.Code);
        Assert.Equal("application/octet-stream", output["Content-Type"]);
        Assert.Equal("8388608", output["Content-Length"]);
        Assert.Equal("bytes", output["Accept-Ranges"]);
        Assert.Equal(TreeHash.Of(Eight).ToString(), output["x-amz-sha256-tree-hash"]);
        Assert.Equal("eight", output["x-amz-archive-description"]);
        Assert.Null(output["Content-Range"]);
        Assert.Null(output["Transfer-Encoding"]);
        Assert.Equal(Eight, output.Body);
    }

    [Fact]
    public async Task An_archive_without_a_description_comes_without_that_header() =>
        Assert.Null(
            (await Client.OutputAsync(await Client.ArchiveJobAsync(await Client.UploadAsync([1]))))[
                "x-amz-archive-description"
            ]
        );

    [Fact]
    public async Task C147_A_stretch_is_a_206_without_a_hash()
    {
        string job = await Client.ArchiveJobAsync(await Client.UploadAsync(Eight));
        Answer output = await Client.OutputAsync(job, "bytes=0-1023");
        Assert.Equal(206, output.Code);
        Assert.Equal("bytes 0-1023/8388608", output["Content-Range"]);
        Assert.Equal("1024", output["Content-Length"]);
        Assert.Null(output["x-amz-sha256-tree-hash"]);
        Assert.Equal(Eight[..1024], output.Body);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(4 << 20)]
    public async Task C148_An_aligned_stretch_has_the_hash_of_its_bytes(int partSize)
    {
        string job = await Client.ArchiveJobAsync(await Client.UploadInPartsAsync(Eight, partSize));
        foreach ((int start, int end) in new[] { (0, 1), (1, 2), (2, 4), (4, 8), (0, 8), (6, 8) })
        {
            Answer output = await Client.OutputAsync(job, $"bytes={start * TestData.MiB}-{end * TestData.MiB - 1}");
            Assert.Equal(206, output.Code);
            Assert.Equal(Eight[(start * TestData.MiB)..(end * TestData.MiB)], output.Body);
            Assert.Equal(TreeHash.Of(output.Body).ToString(), output["x-amz-sha256-tree-hash"]);
        }
    }

    [Fact]
    public async Task C149_A_stretch_that_is_megabyte_aligned_only_has_no_hash()
    {
        string job = await Client.ArchiveJobAsync(await Client.UploadAsync(Eight));
        Answer output = await Client.OutputAsync(job, "bytes=1048576-3145727");
        Assert.Equal(206, output.Code);
        Assert.Null(output["x-amz-sha256-tree-hash"]);
    }

    [Theory]
    [InlineData("bytes=8000000-", 8000000)]
    [InlineData("bytes=8388607-", 8388607)]
    [InlineData("bytes=4194304-99999999", 4194304)]
    [InlineData("bytes=0-", 0)]
    public async Task C151_A_range_to_the_end_or_past_it_is_clamped(string range, int start)
    {
        string job = await Client.ArchiveJobAsync(await Client.UploadAsync(Eight));
        Answer output = await Client.OutputAsync(job, range);
        Assert.Equal(206, output.Code);
        Assert.Equal($"bytes {start}-8388607/8388608", output["Content-Range"]);
        Assert.Equal(Eight[start..], output.Body);
    }

    [Fact]
    public async Task C152_A_range_that_begins_past_the_end_is_a_400()
    {
        string job = await Client.ArchiveJobAsync(await Client.UploadAsync(Eight));
        (await Client.OutputAsync(job, "bytes=8388608-12582911")).ShouldFail(
            400,
            "InvalidParameterValueException",
            "The start of the range is larger than size of retrieved data: bytes=8388608-12582911"
        );
    }

    [Theory]
    [InlineData("bytes 0-5/10")]
    [InlineData("0-5")]
    [InlineData("bytes=5-0")]
    [InlineData("Range: bytes=0-1")]
    public async Task What_is_no_range_is_ignored(string range)
    {
        string job = await Client.ArchiveJobAsync(await Client.UploadAsync([1, 2, 3, 4, 5, 6, 7, 8, 9]));
        Answer output = await Client.OutputAsync(job, range);
        Assert.Equal(200, output.Code);
        Assert.Equal(9, output.Body.Length);
    }

    [Fact]
    public async Task C154_Offsets_count_from_the_start_of_the_jobs_range()
    {
        string archive = await Client.UploadAsync(Eight);
        string job = await Client.ArchiveJobAsync(archive, "2097152-4194303");
        Answer output = await Client.OutputAsync(job, "bytes=0-1048575");
        Assert.Equal("bytes 0-1048575/2097152", output["Content-Range"]);
        Assert.Equal(Eight[(2 * TestData.MiB)..(3 * TestData.MiB)], output.Body);
        Assert.Equal(TreeHash.Of(output.Body).ToString(), output["x-amz-sha256-tree-hash"]);
        Answer whole = await Client.OutputAsync(job);
        Assert.Equal(200, whole.Code);
        Assert.Equal(Eight[(2 * TestData.MiB)..(4 * TestData.MiB)], whole.Body);
    }

    [Fact]
    public async Task C155_A_job_whose_range_is_not_aligned_never_gives_a_hash()
    {
        string job = await Client.ArchiveJobAsync(await Client.UploadAsync(Eight), "1048576-3145727");
        Assert.Null((await Client.OutputAsync(job))["x-amz-sha256-tree-hash"]);
        Assert.Null((await Client.OutputAsync(job, "bytes=0-1048575"))["x-amz-sha256-tree-hash"]);
    }

    [Fact]
    public async Task C157_The_output_of_a_completed_job_outlives_its_archive()
    {
        byte[] body = TestData.Bytes(3 * TestData.MiB);
        string archive = await Client.UploadInPartsAsync(body, TestData.MiB);
        string job = await Client.ArchiveJobAsync(archive);
        Assert.Equal(204, (await Client.DeleteAsync($"/-/vaults/v/archives/{archive}")).Code);
        Assert.Equal(body, (await Client.OutputAsync(job)).Body);
        Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(body, (await Client.OutputAsync(job)).Body);
    }

    [Fact]
    public async Task Every_stretch_of_an_archive_in_parts_is_the_same_stretch_of_its_bytes()
    {
        byte[] body = TestData.Bytes(5 * TestData.MiB + 12345);
        string job = await Client.ArchiveJobAsync(await Client.UploadInPartsAsync(body, 2 * TestData.MiB));
        var random = new Random(5);
        for (int i = 0; i < 25; i++)
        {
            int first = random.Next(body.Length);
            int last = random.Next(first, body.Length);
            Assert.Equal(body[first..(last + 1)], (await Client.OutputAsync(job, $"bytes={first}-{last}")).Body);
        }
    }
}

public sealed class OutputOnDisk() : OutputContract(Transport.Disk);

public sealed class OutputInMemory() : OutputContract(Transport.Memory);

public sealed class OutputOverHttp() : OutputContract(Transport.Http);
