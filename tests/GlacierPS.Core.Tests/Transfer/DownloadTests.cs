using System.Diagnostics;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Tests.Sync;
using GlacierPS.Core.Transfer;
using GlacierPS.Core.Transfer.Download;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

public sealed class DownloadTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly InMemoryGlacier _glacier = new();
    private readonly RecordedProgress _progress = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(MiB)]
    public async Task A_small_output_takes_one_request_for_all_of_it(int length)
    {
        byte[] data = Random(length);

        SavedOutput saved = await SaveAsync(_glacier.AddArchiveJob(data, description: "its description"));

        Assert.Equal([$"0-{long.MaxValue - 1}"], _glacier.RangesOf("GetJobOutput"));
        AssertSaved(data, saved);
        Assert.True(saved.Verified);
        Assert.Equal("its description", saved.ArchiveDescription);
        Assert.Equal(new TransferProgress(length, length, 1, 1), _progress.Last);
    }

    [Fact]
    public async Task A_larger_output_comes_in_aligned_ranges_several_at_once()
    {
        byte[] data = Random(6 * MiB + 99);
        int now = 0,
            most = 0;
        _glacier.Before = async (_, _, token) =>
        {
            lock (_progress)
            {
                most = Math.Max(most, ++now);
            }

            await Task.Delay(20, token);
            Interlocked.Decrement(ref now);
        };

        SavedOutput saved = await SaveAsync(_glacier.AddArchiveJob(data));

        AssertSaved(data, saved);
        Assert.True(saved.Verified);
        Assert.Equal(
            Enumerable.Range(0, 7).Select(i => ByteRange.At(i * MiB, i < 6 ? MiB : 99).ToString()),
            _glacier.RangesOf("GetJobOutput").OrderBy(range => long.Parse(range.Split('-')[0], null))
        );
        Assert.Equal(3, most);
        Assert.Equal(new TransferProgress(data.Length, data.Length, 7, 7), _progress.Last);
    }

    [Theory]
    [InlineData(2, 2, true)]
    [InlineData(4, 3, true)]
    [InlineData(1, 4, false)]
    public async Task A_ranged_job_is_verified_if_its_range_has_a_tree_hash(int firstMiB, int lengthMiB, bool verified)
    {
        byte[] archive = Random(6 * MiB + MiB / 2);
        var range = new ByteRange(firstMiB * MiB, Math.Min((firstMiB + lengthMiB) * MiB, archive.Length) - 1);

        SavedOutput saved = await SaveAsync(_glacier.AddArchiveJob(archive, range));

        AssertSaved(archive[(int)range.First..(int)(range.Last + 1)], saved);
        Assert.Equal(verified, saved.Verified);
    }

    [Fact]
    public async Task An_inventory_is_saved_and_only_its_length_is_known()
    {
        byte[] inventory = Random(3 * MiB);

        SavedOutput saved = await SaveAsync(_glacier.AddInventoryJob(inventory));

        AssertSaved(inventory, saved);
        Assert.False(saved.Verified);
    }

    [Fact]
    public async Task Missing_folders_are_made_and_the_time_is_set()
    {
        var time = new DateTime(2012, 11, 3, 6, 29, 38, DateTimeKind.Utc);
        string target = Path.Combine(_temp.Path, "a", "b", "c.bin");

        await new JobOutputDownload(_glacier).SaveAsync(_glacier.AddArchiveJob(Random(10)), target, time, default);

        Assert.Equal(time, File.GetLastWriteTimeUtc(target));
    }

    [Fact]
    public async Task An_existing_file_is_not_overwritten_and_nothing_is_asked_for()
    {
        JobDescription job = _glacier.AddArchiveJob(Random(10));
        File.WriteAllText(Target, "precious");

        Assert.Equal("TargetExists", (await Assert.ThrowsAsync<GlacierInputException>(() => SaveAsync(job))).ErrorId);

        Assert.Empty(_glacier.Calls);
        Assert.Equal("precious", File.ReadAllText(Target));
    }

    [Fact]
    public async Task A_file_that_appears_meanwhile_is_not_overwritten_and_the_download_is_kept()
    {
        byte[] data = Random(3 * MiB);
        JobDescription job = _glacier.AddArchiveJob(data);
        _glacier.Before = (_, _, _) =>
        {
            File.WriteAllText(Target, "precious");
            return Task.CompletedTask;
        };

        Assert.Equal(
            "TargetExists",
            (await Assert.ThrowsAsync<GlacierTransferException>(() => SaveAsync(job, throttleLimit: 1))).ErrorId
        );
        Assert.Equal("precious", File.ReadAllText(Target));

        File.Delete(Target);
        _glacier.Calls.Clear();
        SavedOutput saved = await SaveAsync(job);
        Assert.Empty(_glacier.Calls);
        Assert.Equal(data.Length, saved.BytesResumed);
        AssertSaved(data, saved);
    }

    [Fact]
    public async Task An_existing_file_is_replaced_when_told_so_and_only_by_a_whole_one()
    {
        byte[] data = Random(3 * MiB);
        JobDescription job = _glacier.AddArchiveJob(data);
        File.WriteAllText(Target, "old");
        _glacier.Before = (_, _, _) => throw InMemoryGlacier.Unavailable();
        await Assert.ThrowsAsync<ServiceUnavailableException>(() => SaveAsync(job, overwrite: true));
        Assert.Equal("old", File.ReadAllText(Target));

        _glacier.Before = (_, _, _) => Task.CompletedTask;
        AssertSaved(data, await SaveAsync(job, overwrite: true));
    }

    [Fact]
    public async Task A_folder_is_no_target()
    {
        Directory.CreateDirectory(Target);

        Assert.Equal(
            "TargetIsFolder",
            (
                await Assert.ThrowsAsync<GlacierInputException>(() => SaveAsync(_glacier.AddArchiveJob(Random(10))))
            ).ErrorId
        );
    }

    [Fact]
    public async Task A_job_that_was_running_when_it_was_described_is_looked_up_again()
    {
        JobDescription job = _glacier.AddArchiveJob(Random(10));

        await SaveAsync(job with { Completed = false, StatusCode = JobStatus.InProgress });

        Assert.Equal(1, _glacier.Count("DescribeJob"));
    }

    [Fact]
    public async Task Jobs_without_an_output_are_refused()
    {
        JobDescription job = _glacier.AddArchiveJob(Random(10));
        JobDescription failed = job with { StatusCode = JobStatus.Failed, StatusMessage = "the archive was deleted" };

        GlacierInputException error = await Assert.ThrowsAsync<GlacierInputException>(() => SaveAsync(failed));
        Assert.Equal("JobFailed", error.ErrorId);
        Assert.Contains("the archive was deleted", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => SaveAsync(job with { JobId = "gone" }));
        Assert.Empty(Directory.GetFileSystemEntries(_temp.Path));
    }

    [Fact]
    public async Task The_description_of_an_archive_is_found_with_one_byte()
    {
        JobDescription job = _glacier.AddArchiveJob(Random(3 * MiB), description: "its description");

        Assert.Equal("its description", await new JobOutputDownload(_glacier).FindDescriptionAsync(job, default));
        Assert.Equal(["0-0"], _glacier.RangesOf("GetJobOutput"));
    }

    [Fact]
    public async Task A_name_as_long_as_the_file_system_takes_is_no_hindrance()
    {
        byte[] data = Random(10);
        string target = _temp.File(new string('n', 250));

        await new JobOutputDownload(_glacier).SaveAsync(_glacier.AddArchiveJob(data), target, null, default);

        Assert.Equal(data, File.ReadAllBytes(target));
        Assert.Single(Directory.GetFiles(_temp.Path));
    }

    [LinkFact]
    public async Task A_link_in_place_of_the_partial_file_is_not_written_through()
    {
        string precious = _temp.WriteFile([1, 2, 3], "precious");
        File.CreateSymbolicLink(Target + ".glacier-partial", precious);

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() =>
            SaveAsync(_glacier.AddArchiveJob(Random(10)))
        );

        Assert.Equal("CannotWrite", error.ErrorId);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(precious));
    }

    [LinuxFact]
    public async Task A_pipe_is_never_overwritten()
    {
        using (Process made = Process.Start("mkfifo", Target))
        {
            await made.WaitForExitAsync();
        }

        GlacierInputException error = await Assert.ThrowsAsync<GlacierInputException>(() =>
            new JobOutputDownload(_glacier, new() { Overwrite = true }).SaveAsync(
                _glacier.AddArchiveJob(Random(10)),
                Target,
                null,
                default
            )
        );

        Assert.Equal("NotAFile", error.ErrorId);
        Assert.Equal(Target, Assert.Single(Directory.GetFileSystemEntries(_temp.Path)));
        Assert.Empty(_glacier.Calls);
    }

    [Fact]
    public async Task More_than_the_disk_holds_is_refused_before_the_first_byte_with_what_is_needed()
    {
        const long size = 12L << 40;
        JobDescription job = _glacier.AddArchiveJob(Random(10)) with
        {
            ArchiveSizeInBytes = size,
            RetrievalByteRange = new ByteRange(0, size - 1),
        };

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() => SaveAsync(job));

        Assert.Equal("DiskFull", error.ErrorId);
        Assert.Contains("'file.bin'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{_temp.Path}'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"it needs {size:N0} bytes", error.Message, StringComparison.Ordinal);
        Assert.Empty(_glacier.Calls);
        Assert.Empty(Directory.GetFileSystemEntries(_temp.Path));
    }

    private string Target => _temp.File("file.bin");

    private Task<SavedOutput> SaveAsync(JobDescription job, int throttleLimit = 3, bool overwrite = false) =>
        new JobOutputDownload(
            _glacier,
            new DownloadOptions
            {
                RangeSize = job.ArchiveSizeInBytes > 1L << 40 ? null : MiB,
                ThrottleLimit = throttleLimit,
                Overwrite = overwrite,
                Progress = _progress,
                RetryDelay = TimeSpan.FromMilliseconds(1),
            }
        ).SaveAsync(job, Target, null, default);

    private void AssertSaved(byte[] data, SavedOutput saved)
    {
        Assert.Equal(Target, saved.Path);
        Assert.True(data.AsSpan().SequenceEqual(File.ReadAllBytes(saved.Path)));
        Assert.Equal((data.LongLength, TreeHash.Of(data)), (saved.SizeInBytes, saved.SHA256TreeHash));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_temp.Path));
    }
}
