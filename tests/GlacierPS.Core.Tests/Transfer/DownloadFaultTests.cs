using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer;
using GlacierPS.Core.Transfer.Download;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

public sealed class DownloadFaultTests : DownloadScene
{
    public static TheoryData<string> Faults => ["flip", "cut", "break", "stall", "short", "unavailable"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_range_that_comes_wrong_is_fetched_again(string fault)
    {
        SpoilFirstAnswers(fault, MiB, 2 * MiB, 4 * MiB);

        SavedOutput saved = await SaveAsync(Glacier.AddArchiveJob(Data));

        AssertSaved(saved);
        Assert.Equal(3, saved.RangesRepeated);
        Assert.Equal(7 + 3, Glacier.Count("GetJobOutput"));
        Assert.Equal(3, Progress.Notes.Count(note => note.Contains("fetched again", StringComparison.Ordinal)));
        Assert.Equal(
            new TransferProgress(Data.Length, Data.Length, 7, 7),
            Progress.Reports.Last(report => report.PartsDone == 7)
        );
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_range_that_stays_wrong_stops_the_download_after_some_tries_and_the_rest_is_kept(string fault)
    {
        SpoilRange(fault, 3 * MiB);

        GlacierTransferException error = await Assert.ThrowsAnyAsync<GlacierTransferException>(() =>
            SaveAsync(Glacier.AddArchiveJob(Data), throttleLimit: 1)
        );

        Assert.Equal(
            3,
            Glacier.RangesOf("GetJobOutput").Count(range => range == ByteRange.At(3 * MiB, MiB).ToString())
        );
        Assert.Equal(fault is "flip" or "short" ? "RangeDamaged" : "DownloadIncomplete", error.ErrorId);
        if (error is DownloadIncompleteException incomplete)
        {
            Assert.Equal((3 * MiB, Target), (incomplete.BytesKept, incomplete.Path));
            Assert.NotNull(incomplete.InnerException);
            Assert.Contains("to continue", incomplete.Message, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(Target));
        Recover();
        SavedOutput saved = await SaveAsync(Glacier.AddArchiveJob(Data));
        Assert.Equal(3 * MiB, saved.BytesResumed);
        Assert.Equal(4, Glacier.Count("GetJobOutput"));
        AssertSaved(saved);
    }

    [Fact]
    public async Task A_damage_that_no_range_shows_is_found_in_the_whole_and_those_ranges_are_fetched_again()
    {
        int answers = 0;
        Glacier.Answer = (request, output) =>
        {
            byte[] bytes = Bytes(output);
            if (Interlocked.Increment(ref answers) == 3)
            {
                bytes[7] ^= 1;
            }

            return With(output, new MemoryStream(bytes), treeHash: null);
        };

        SavedOutput saved = await SaveAsync(Glacier.AddArchiveJob(Data));

        Assert.True(saved.Verified);
        Assert.Equal(14, Glacier.Count("GetJobOutput"));
        AssertSaved(saved);
    }

    [Fact]
    public async Task A_whole_that_stays_wrong_never_becomes_the_file()
    {
        JobDescription job = Glacier.AddArchiveJob(Data) with { SHA256TreeHash = Sha256Digest.Of([1]).ToString() };

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() => SaveAsync(job));

        Assert.Equal("TreeHashMismatch", error.ErrorId);
        Assert.Empty(Directory.GetFileSystemEntries(Temp.Path));
    }

    [Fact]
    public async Task An_output_of_another_size_is_refused_at_once()
    {
        Glacier.Answer = (_, output) =>
            new JobOutput
            {
                Body = output.Body,
                Length = output.Length,
                TotalLength = output.TotalLength + 1,
                TreeHash = output.TreeHash,
            };

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() =>
            SaveAsync(Glacier.AddArchiveJob(Data), throttleLimit: 1)
        );

        Assert.Equal("OutputChanged", error.ErrorId);
        Assert.Equal(1, Glacier.Count("GetJobOutput"));
    }

    [Fact]
    public async Task A_job_that_expires_meanwhile_is_told_as_the_cause()
    {
        int answers = 0;
        JobDescription job = Glacier.AddArchiveJob(Data);
        Glacier.Before = (_, _, _) =>
            ++answers > 2
                ? throw new ResourceNotFoundException(
                    "The job ID was not found: x",
                    System.Net.HttpStatusCode.NotFound,
                    "r"
                )
                : Task.CompletedTask;

        DownloadIncompleteException error = await Assert.ThrowsAsync<DownloadIncompleteException>(() =>
            SaveAsync(job, throttleLimit: 1)
        );

        Assert.IsType<ResourceNotFoundException>(error.InnerException);
        Assert.False(error.CanRetry);
        Assert.Equal(3, Glacier.Count("GetJobOutput"));
    }
}
