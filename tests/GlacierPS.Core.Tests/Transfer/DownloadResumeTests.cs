using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer;
using GlacierPS.Core.Transfer.Download;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

public sealed class DownloadResumeTests : DownloadScene
{
    [Fact]
    public async Task Being_cancelled_keeps_what_was_fetched_for_the_next_call_and_another_job_on_the_archive()
    {
        int answers = 0;
        using var cancel = new CancellationTokenSource();
        Glacier.Before = (_, _, _) =>
        {
            if (++answers == 4)
            {
                cancel.Cancel();
            }

            return Task.CompletedTask;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            SaveAsync(Glacier.AddArchiveJob(Data), throttleLimit: 1, cancellationToken: cancel.Token)
        );
        Assert.False(File.Exists(Target));
        Recover();

        SavedOutput saved = await SaveAsync(Glacier.AddArchiveJob(Data));

        Assert.Equal(3 * MiB, saved.BytesResumed);
        Assert.Equal(4, Glacier.Count("GetJobOutput"));
        AssertSaved(saved);
        Assert.Equal(new TransferProgress(Data.Length, Data.Length, 7, 7), Progress.Last);
    }

    [Fact]
    public async Task A_call_that_is_stopped_before_it_begins_loses_nothing_either()
    {
        await StopAfterThreeRangesAsync();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            SaveAsync(Glacier.AddArchiveJob(Data), cancellationToken: cancelled.Token)
        );

        Assert.Equal(3 * MiB, (await SaveAsync(Glacier.AddArchiveJob(Data))).BytesResumed);
    }

    [Fact]
    public async Task One_that_was_stopped_when_its_file_had_the_name_already_is_ended_by_the_next_call()
    {
        await SaveAndBringBackAsync(Target + ".glacier-journal");

        SavedOutput saved = await SaveAsync(Glacier.AddArchiveJob(Data));

        Assert.Equal(Data.Length, saved.BytesResumed);
        Assert.Equal(0, Glacier.Count("GetJobOutput"));
        Assert.Equal([Target], Directory.GetFiles(Path.GetDirectoryName(Target)!));
        AssertSaved(saved);
    }

    [Fact]
    public async Task A_file_that_changed_since_is_in_the_way_as_any_other()
    {
        await SaveAndBringBackAsync(Target + ".glacier-journal");
        FileUploadTests.Overwrite(Target, MiB + 17, 1);
        byte[] changed = await File.ReadAllBytesAsync(Target);

        var error = await Assert.ThrowsAsync<GlacierInputException>(() => SaveAsync(Glacier.AddArchiveJob(Data)));

        Assert.Equal("TargetExists", error.ErrorId);
        Assert.Equal(changed, await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task One_of_which_the_record_alone_is_left_is_gone_on_with_by_ending_it()
    {
        string folder = Temp.File("journals");
        string? record = null;
        byte[] kept = [];
        Glacier.Before = (_, _, _) =>
        {
            record ??= Directory.GetFiles(folder, "*.jsonl").Single();
            kept = File.ReadAllBytes(record);
            return Task.CompletedTask;
        };
        var download = new JobOutputDownload(Glacier, new DownloadOptions { JournalFolder = folder });
        await download.SaveAsync(Glacier.AddArchiveJob(Data), Target, null, default);
        Assert.Empty(DownloadJournal.List(folder));
        await File.WriteAllBytesAsync(record!, kept);
        Recover();

        SavedOutput saved = await download.ResumeAsync(Assert.Single(DownloadJournal.List(folder)), default);

        Assert.Equal(Data.Length, saved.BytesResumed);
        Assert.Equal(0, Glacier.Count("GetJobOutput"));
        Assert.Empty(DownloadJournal.List(folder));
        Assert.Equal((Target, true), (saved.Path, saved.Verified));
    }

    [Fact]
    public async Task One_that_was_to_replace_a_file_of_the_same_bytes_is_gone_on_with_and_leaves_nothing()
    {
        string folder = Temp.File("journals");
        var download = new JobOutputDownload(
            Glacier,
            new DownloadOptions
            {
                RangeSize = MiB,
                ThrottleLimit = 1,
                Attempts = 1,
                Overwrite = true,
                JournalFolder = folder,
            }
        );
        await download.SaveAsync(Glacier.AddArchiveJob(Data), Target, null, default);
        SpoilRange("unavailable", 3 * MiB);
        await Assert.ThrowsAsync<DownloadIncompleteException>(() =>
            download.SaveAsync(Glacier.AddArchiveJob(Data), Target, null, default)
        );
        Recover();

        SavedOutput saved = await download.SaveAsync(Glacier.AddArchiveJob(Data), Target, null, default);

        Assert.Equal(3 * MiB, saved.BytesResumed);
        Assert.Empty(DownloadJournal.List(folder));
        Assert.Equal([Target], Directory.GetFiles(Path.GetDirectoryName(Target)!));
    }

    /// <summary>Saves the file, and then brings back what stood there before its end.</summary>
    private async Task SaveAndBringBackAsync(string path)
    {
        byte[] kept = [];
        Glacier.Before = (_, _, _) =>
        {
            // As another process would read it.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            kept = bytes;
            return Task.CompletedTask;
        };
        await SaveAsync(Glacier.AddArchiveJob(Data), throttleLimit: 1);
        await File.WriteAllBytesAsync(path, kept);
        Recover();
    }

    [Fact]
    public async Task A_range_whose_bytes_on_the_disk_are_no_longer_right_is_fetched_again()
    {
        await StopAfterThreeRangesAsync();
        FileUploadTests.Overwrite(Target + ".glacier-partial", MiB + 17, 1);

        SavedOutput saved = await SaveAsync(Glacier.AddArchiveJob(Data));

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

        SavedOutput saved = await SaveAsync(Glacier.AddArchiveJob(Data));

        Assert.Equal(MiB, saved.BytesResumed);
        AssertSaved(saved);
    }

    [Fact]
    public async Task If_the_partial_file_is_missing_it_begins_anew()
    {
        await StopAfterThreeRangesAsync();
        File.Delete(Target + ".glacier-partial");

        SavedOutput saved = await SaveAsync(Glacier.AddArchiveJob(Data));

        Assert.Equal(0, saved.BytesResumed);
        AssertSaved(saved);
    }

    [Fact]
    public async Task If_the_journal_is_missing_the_partial_file_is_not_known_as_ours_and_stays()
    {
        await StopAfterThreeRangesAsync();
        File.Delete(Target + ".glacier-journal");
        byte[] before = await File.ReadAllBytesAsync(Target + ".glacier-partial");

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() =>
            SaveAsync(Glacier.AddArchiveJob(Data))
        );

        Assert.Equal("NotAPartialFile", error.ErrorId);
        Assert.Equal(before, await File.ReadAllBytesAsync(Target + ".glacier-partial"));
    }

    [Fact]
    public async Task What_is_left_of_another_archive_is_not_mixed_in()
    {
        await StopAfterThreeRangesAsync();
        byte[] other = Random(5 * MiB, seed: 3);

        SavedOutput saved = await SaveAsync(Glacier.AddArchiveJob(other, archiveId: "archive-2"));

        Assert.Equal(0, saved.BytesResumed);
        Assert.Equal(other, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Another_range_size_does_not_throw_away_what_was_fetched()
    {
        await StopAfterThreeRangesAsync();

        SavedOutput saved = await SaveAsync(Glacier.AddArchiveJob(Data), rangeSize: 4 * MiB);

        Assert.Equal(3 * MiB, saved.BytesResumed);
        AssertSaved(saved);
    }

    [Fact]
    public async Task Two_calls_at_once_do_not_write_the_same_file()
    {
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        Glacier.Before = async (_, _, _) =>
        {
            begun.TrySetResult();
            await goOn.Task;
        };
        Task<SavedOutput> first = SaveAsync(Glacier.AddArchiveJob(Data));
        await begun.Task;

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() =>
            SaveAsync(Glacier.AddArchiveJob(Data))
        );

        Assert.Equal("TransferInUse", error.ErrorId);
        goOn.SetResult();
        AssertSaved(await first);
    }
}
