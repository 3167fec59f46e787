using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Tests.Inventory;
using GlacierPS.Core.Transfer.Download;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

public sealed class JobOutputStreamTests
{
    private readonly InMemoryGlacier _glacier = new();
    private readonly RecordedProgress _progress = new();

    [Fact]
    public async Task An_inventory_is_read_as_it_comes()
    {
        JobDescription job = _glacier.AddInventoryJob(Encoding.UTF8.GetBytes(InventorySamples.Guide));
        await using JobOutputStream stream = await OpenAsync(job);

        (List<InventoryArchive> archives, InventoryFormatException? error) = await InventorySamples.ReadAllAsync(
            stream
        );

        Assert.Null(error);
        Assert.Equal(2, archives.Count);
        Assert.Equal(1, _glacier.Count("GetJobOutput"));
        Assert.Equal(InventorySamples.Guide.Length, _progress.Last.BytesDone);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_connection_breaks_it_goes_on(bool fails)
    {
        byte[] data = Random(3 * MiB);
        int answers = 0;
        _glacier.Answer = (_, output) =>
            ++answers > 5
                ? output
                : new JobOutput
                {
                    Body = new FaultyBody(((MemoryStream)output.Body).ToArray(), fails),
                    Length = output.Length,
                    TotalLength = output.TotalLength,
                };
        await using JobOutputStream stream = await OpenAsync(_glacier.AddArchiveJob(data));
        using var copy = new MemoryStream();

        await stream.CopyToAsync(copy);

        Assert.Equal(data, copy.ToArray());
        Assert.Equal(6, answers);
        Assert.Equal(5, _progress.Notes.Count);
    }

    [Fact]
    public async Task A_connection_that_breaks_without_a_byte_each_time_is_given_up()
    {
        JobDescription job = _glacier.AddInventoryJob(Random(100));
        _glacier.Answer = (_, output) =>
            new JobOutput
            {
                Body = new MemoryStream(),
                Length = 100,
                TotalLength = 100,
            };
        await using JobOutputStream stream = await OpenAsync(job);

        await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(Stream.Null));

        Assert.Equal(3, _glacier.Count("GetJobOutput"));
    }

    [Fact]
    public async Task A_damaged_archive_is_not_read_to_its_end()
    {
        JobDescription job = _glacier.AddArchiveJob(Random(2 * MiB)) with
        {
            SHA256TreeHash = Sha256Digest.Of([1]).ToString(),
        };
        await using JobOutputStream stream = await OpenAsync(job);

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() =>
            stream.CopyToAsync(Stream.Null)
        );

        Assert.Equal("TreeHashMismatch", error.ErrorId);
    }

    private Task<JobOutputStream> OpenAsync(JobDescription job) =>
        JobOutputStream.OpenAsync(
            _glacier,
            job,
            new DownloadOptions
            {
                Attempts = 3,
                Progress = _progress,
                RetryDelay = TimeSpan.FromMilliseconds(1),
            },
            default
        );
}
