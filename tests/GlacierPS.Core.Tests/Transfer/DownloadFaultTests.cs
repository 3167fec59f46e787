using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

public sealed class DownloadFaultTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly InMemoryGlacier _glacier = new();
    private readonly RecordedProgress _progress = new();
    private readonly byte[] _data = Random(6 * MiB + 99);
    private int _answers;

    public void Dispose() => _temp.Dispose();

    public static TheoryData<string> Faults => ["flip", "cut", "break", "stall", "short", "unavailable"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_range_that_comes_wrong_is_fetched_again(string fault)
    {
        SpoilAnswers(fault, answer => answer is 2 or 3 or 5);

        SavedOutput saved = await SaveAsync(_glacier.AddArchiveJob(_data));

        AssertSaved(saved);
        Assert.Equal(3, saved.RangesRepeated);
        Assert.Equal(7 + 3, _glacier.Count("GetJobOutput"));
        Assert.Equal(3, _progress.Notes.Count(note => note.Contains("fetched again", StringComparison.Ordinal)));
        Assert.Equal(new TransferProgress(_data.Length, _data.Length, 7, 7), _progress.Reports.Last(report => report.PartsDone == 7));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_range_that_stays_wrong_stops_the_download_after_some_tries_and_the_rest_is_kept(string fault)
    {
        SpoilRange(fault, 3 * MiB);

        GlacierTransferException error = await Assert.ThrowsAnyAsync<GlacierTransferException>(
            () => SaveAsync(_glacier.AddArchiveJob(_data), throttleLimit: 1));

        Assert.Equal(3, _glacier.RangesOf("GetJobOutput").Count(range => range == ByteRange.At(3 * MiB, MiB).ToString()));
        Assert.Equal(fault is "flip" or "short" ? "RangeDamaged" : "DownloadIncomplete", error.ErrorId);
        if (error is DownloadIncompleteException incomplete)
        {
            Assert.Equal((3 * MiB, Target), (incomplete.BytesKept, incomplete.Path));
            Assert.NotNull(incomplete.InnerException);
            Assert.Contains("to continue", incomplete.Message, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(Target));
        Recover();
        SavedOutput saved = await SaveAsync(_glacier.AddArchiveJob(_data));
        Assert.Equal(3 * MiB, saved.BytesResumed);
        Assert.Equal(4, _glacier.Count("GetJobOutput"));
        AssertSaved(saved);
    }

    [Fact]
    public async Task Being_cancelled_keeps_what_was_fetched_for_the_next_call_and_another_job_on_the_archive()
    {
        using var cancel = new CancellationTokenSource();
        _glacier.Before = (_, _, _) =>
        {
            if (++_answers == 4)
            {
                cancel.Cancel();
            }

            return Task.CompletedTask;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => SaveAsync(_glacier.AddArchiveJob(_data), throttleLimit: 1, cancellationToken: cancel.Token));
        Assert.False(File.Exists(Target));
        Recover();

        SavedOutput saved = await SaveAsync(_glacier.AddArchiveJob(_data));

        Assert.Equal(3 * MiB, saved.BytesResumed);
        Assert.Equal(4, _glacier.Count("GetJobOutput"));
        AssertSaved(saved);
        Assert.Equal(new TransferProgress(_data.Length, _data.Length, 7, 7), _progress.Last);
    }

    [Fact]
    public async Task A_call_that_is_stopped_before_it_begins_loses_nothing_either()
    {
        await StopAfterThreeRangesAsync();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => SaveAsync(_glacier.AddArchiveJob(_data), cancellationToken: cancelled.Token));

        Assert.Equal(3 * MiB, (await SaveAsync(_glacier.AddArchiveJob(_data))).BytesResumed);
    }

    [Fact]
    public async Task A_range_whose_bytes_on_the_disk_are_no_longer_right_is_fetched_again()
    {
        await StopAfterThreeRangesAsync();
        FileUploadTests.Overwrite(Target + ".glacier-partial", MiB + 17, 1);

        SavedOutput saved = await SaveAsync(_glacier.AddArchiveJob(_data));

        Assert.Equal(2 * MiB, saved.BytesResumed);
        AssertSaved(saved);
    }

    [Fact]
    public async Task A_partial_file_that_is_shorter_than_its_journal_says_is_no_trouble()
    {
        await StopAfterThreeRangesAsync();
        using (var file = new FileStream(Target + ".glacier-partial", FileMode.Open))
        {
            file.SetLength(MiB + 5);
        }

        SavedOutput saved = await SaveAsync(_glacier.AddArchiveJob(_data));

        Assert.Equal(MiB, saved.BytesResumed);
        AssertSaved(saved);
    }

    [Theory]
    [InlineData(".glacier-partial")]
    [InlineData(".glacier-journal")]
    public async Task If_either_file_is_missing_it_begins_anew(string suffix)
    {
        await StopAfterThreeRangesAsync();
        File.Delete(Target + suffix);

        SavedOutput saved = await SaveAsync(_glacier.AddArchiveJob(_data));

        Assert.Equal(0, saved.BytesResumed);
        AssertSaved(saved);
    }

    [Fact]
    public async Task What_is_left_of_another_archive_is_not_mixed_in()
    {
        await StopAfterThreeRangesAsync();
        byte[] other = Random(5 * MiB, seed: 3);

        SavedOutput saved = await SaveAsync(_glacier.AddArchiveJob(other, archiveId: "archive-2"));

        Assert.Equal(0, saved.BytesResumed);
        Assert.Equal(other, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Another_range_size_does_not_throw_away_what_was_fetched()
    {
        await StopAfterThreeRangesAsync();

        SavedOutput saved = await SaveAsync(_glacier.AddArchiveJob(_data), rangeSize: 4 * MiB);

        Assert.Equal(3 * MiB, saved.BytesResumed);
        AssertSaved(saved);
    }

    [Fact]
    public async Task Two_calls_at_once_do_not_write_the_same_file()
    {
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        _glacier.Before = async (_, _, _) =>
        {
            begun.TrySetResult();
            await goOn.Task;
        };
        Task<SavedOutput> first = SaveAsync(_glacier.AddArchiveJob(_data));
        await begun.Task;

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() => SaveAsync(_glacier.AddArchiveJob(_data)));

        Assert.Equal("TransferInUse", error.ErrorId);
        goOn.SetResult();
        AssertSaved(await first);
    }

    [Fact]
    public async Task A_damage_that_no_range_shows_is_found_in_the_whole_and_those_ranges_are_fetched_again()
    {
        _glacier.Answer = (request, output) =>
        {
            byte[] bytes = Bytes(output);
            if (Interlocked.Increment(ref _answers) == 3)
            {
                bytes[7] ^= 1;
            }

            return With(output, new MemoryStream(bytes), treeHash: null);
        };

        SavedOutput saved = await SaveAsync(_glacier.AddArchiveJob(_data));

        Assert.True(saved.Verified);
        Assert.Equal(14, _glacier.Count("GetJobOutput"));
        AssertSaved(saved);
    }

    [Fact]
    public async Task A_whole_that_stays_wrong_never_becomes_the_file()
    {
        JobDescription job = _glacier.AddArchiveJob(_data) with { SHA256TreeHash = Sha256Digest.Of([1]).ToString() };

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() => SaveAsync(job));

        Assert.Equal("TreeHashMismatch", error.ErrorId);
        Assert.Empty(Directory.GetFileSystemEntries(_temp.Path));
    }

    [Fact]
    public async Task An_output_of_another_size_is_refused_at_once()
    {
        _glacier.Answer = (_, output) => new JobOutput
        {
            Body = output.Body,
            Length = output.Length,
            TotalLength = output.TotalLength + 1,
            TreeHash = output.TreeHash,
        };

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(
            () => SaveAsync(_glacier.AddArchiveJob(_data), throttleLimit: 1));

        Assert.Equal("OutputChanged", error.ErrorId);
        Assert.Equal(1, _glacier.Count("GetJobOutput"));
    }

    [Fact]
    public async Task A_job_that_expires_meanwhile_is_told_as_the_cause()
    {
        JobDescription job = _glacier.AddArchiveJob(_data);
        _glacier.Before = (_, _, _) => ++_answers > 2
            ? throw new ResourceNotFoundException("The job ID was not found: x", System.Net.HttpStatusCode.NotFound, "r")
            : Task.CompletedTask;

        DownloadIncompleteException error = await Assert.ThrowsAsync<DownloadIncompleteException>(() => SaveAsync(job, throttleLimit: 1));

        Assert.IsType<ResourceNotFoundException>(error.InnerException);
        Assert.False(error.CanRetry);
        Assert.Equal(3, _glacier.Count("GetJobOutput"));
    }

    private string Target => _temp.File("file.bin");

    private Task<SavedOutput> SaveAsync(
        JobDescription job, int throttleLimit = 3, long rangeSize = MiB, CancellationToken cancellationToken = default) =>
        new JobOutputDownload(
            _glacier,
            new DownloadOptions
            {
                RangeSize = rangeSize,
                ThrottleLimit = throttleLimit,
                Attempts = 3,
                Progress = _progress,
                RetryDelay = TimeSpan.FromMilliseconds(1),
                StallTimeout = TimeSpan.FromSeconds(0.3),
            }).SaveAsync(job, Target, null, cancellationToken);

    private async Task StopAfterThreeRangesAsync()
    {
        SpoilRange("unavailable", 3 * MiB);
        await Assert.ThrowsAsync<DownloadIncompleteException>(() => SaveAsync(_glacier.AddArchiveJob(_data), throttleLimit: 1));
        Recover();
    }

    private void Recover()
    {
        _glacier.Before = (_, _, _) => Task.CompletedTask;
        _glacier.Answer = (_, output) => output;
        _glacier.Calls.Clear();
        _progress.Reports.Clear();
        _progress.Notes.Clear();
    }

    private void SpoilAnswers(string fault, Predicate<int> which) =>
        _glacier.Answer = (_, output) => which(Interlocked.Increment(ref _answers)) ? Spoil(fault, output) : output;

    private void SpoilRange(string fault, long offset) =>
        _glacier.Answer = (request, output) => request.Range?.First == offset ? Spoil(fault, output) : output;

    private static JobOutput Spoil(string fault, JobOutput output)
    {
        byte[] bytes = Bytes(output);
        switch (fault)
        {
            case "flip":
                bytes[bytes.Length / 2] ^= 0x10;
                return With(output, new MemoryStream(bytes), output.TreeHash);
            case "cut":
                return With(output, new MemoryStream(bytes, 0, bytes.Length - 1), output.TreeHash);
            case "short":
                return With(output, new MemoryStream(bytes, 0, bytes.Length - 1), output.TreeHash, bytes.Length - 1);
            case "break":
                return With(output, new FaultyBody(bytes, fails: true), output.TreeHash);
            case "stall":
                return With(output, new FaultyBody(bytes, fails: false), output.TreeHash);
            default:
                throw InMemoryGlacier.Unavailable();
        }
    }

    private static byte[] Bytes(JobOutput output) => ((MemoryStream)output.Body).ToArray();

    private static JobOutput With(JobOutput output, Stream body, Sha256Digest? treeHash, long? length = null) => new()
    {
        Body = body,
        Length = length ?? output.Length,
        TotalLength = output.TotalLength,
        TreeHash = treeHash,
    };

    private void AssertSaved(SavedOutput saved)
    {
        Assert.True(_data.AsSpan().SequenceEqual(File.ReadAllBytes(Target)));
        Assert.Equal(TreeHash.Of(_data), saved.SHA256TreeHash);
        Assert.Equal([Target], Directory.GetFileSystemEntries(_temp.Path));
    }
}
