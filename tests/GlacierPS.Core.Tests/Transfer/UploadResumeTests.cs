using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

public sealed class UploadResumeTests : IDisposable
{
    private const int Length = 8 * MiB + 123;
    private const int Parts = 9;

    private readonly TempFolder _temp = new();
    private readonly InMemoryGlacier _glacier = new();
    private readonly RecordedProgress _progress = new();
    private readonly byte[] _data = Random(Length);
    private readonly string _path;

    public UploadResumeTests() => _path = _temp.WriteFile(_data);

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_failure_in_the_midst_tells_what_is_kept_and_how_to_go_on()
    {
        UploadIncompleteException error = await StopAfterAsync(4);

        Assert.Equal("UploadIncomplete", error.ErrorId);
        Assert.IsType<ServiceUnavailableException>(error.InnerException);
        Assert.True(error.CanRetry);
        Assert.Equal((InMemoryGlacier.Vault, _path), (error.VaultName, error.Path));
        Assert.Equal(_glacier.OpenUploads.Single(), error.UploadId);
        Assert.Equal(4 * MiB, error.BytesSent);
        Assert.Contains("The service is unavailable.", error.Message, StringComparison.Ordinal);
        Assert.Contains(error.UploadId, error.Message, StringComparison.Ordinal);
        Assert.Contains("to continue", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_call_sends_only_what_is_missing()
    {
        await StopAfterAsync(4);

        SentArchive sent = await SendAsync();

        Assert.Equal(4 * MiB, sent.BytesResumed);
        Assert.Equal(Parts - 4, _glacier.Count("UploadPart"));
        Assert.Equal(0, _glacier.Count("Initiate"));
        AssertStoredOnce(sent);
        Assert.Equal(new TransferProgress(Length, Length, Parts, Parts), _progress.Last);
        Assert.Contains(_progress.Notes, note => note.Contains("4 of 9 parts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_that_is_stopped_at_any_part_can_be_continued_again_and_again()
    {
        for (int sent = 2; sent < Parts; sent += 2)
        {
            await StopAfterAsync(2);
        }

        AssertStoredOnce(await SendAsync());
    }

    [Fact]
    public async Task More_parts_than_a_page_lists_are_found()
    {
        byte[] large = Random(60 * MiB);
        string path = _temp.WriteFile(large, "large.bin");
        await StopAfterAsync(57, path);

        SentArchive sent = await SendAsync(path: path);

        Assert.Equal(57 * MiB, sent.BytesResumed);
        Assert.Equal(2, _glacier.Count("ListParts"));
        Assert.Equal(3, _glacier.Count("UploadPart"));
    }

    [Fact]
    public async Task Being_cancelled_keeps_the_upload_and_tells_which()
    {
        using var cancel = new CancellationTokenSource();
        int parts = 0;
        _glacier.Before = async (operation, _, token) =>
        {
            if (operation == "UploadPart" && Interlocked.Increment(ref parts) > 3)
            {
                cancel.Cancel();
                await Task.Delay(Timeout.Infinite, token);
            }
        };

        UploadCanceledException error = await Assert.ThrowsAsync<UploadCanceledException>(
            () => new ArchiveUpload(_glacier, _temp.Options()).SendFileAsync(InMemoryGlacier.Vault, _path, "d", cancel.Token));

        Assert.Equal(_glacier.OpenUploads.Single(), error.UploadId);
        Assert.Equal(cancel.Token, error.CancellationToken);
        Restart();
        AssertStoredOnce(await SendAsync());
    }

    [Fact]
    public async Task An_upload_that_the_service_forgot_is_begun_anew()
    {
        UploadIncompleteException error = await StopAfterAsync(4);
        _glacier.Expire(error.UploadId);

        SentArchive sent = await SendAsync();

        Assert.Equal(0, sent.BytesResumed);
        Assert.NotEqual(error.UploadId, sent.UploadId);
        AssertStoredOnce(sent);
        Assert.Contains(_progress.Notes, note => note.Contains("is gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_that_is_not_the_files_is_sent_again()
    {
        UploadIncompleteException error = await StopAfterAsync(4);
        MemoryUpload upload = _glacier.Upload(error.UploadId);
        byte[] other = Random(MiB, seed: 9);
        long at = upload.Parts.Keys.First();
        upload.Parts[at] = (upload.Parts[at].Range, other, TreeHash.Of(other));

        SentArchive sent = await SendAsync();

        Assert.Equal(3 * MiB, sent.BytesResumed);
        AssertStoredOnce(sent);
    }

    [Fact]
    public async Task An_upload_with_parts_that_were_not_planned_is_begun_anew()
    {
        UploadIncompleteException error = await StopAfterAsync(4);
        MemoryUpload upload = _glacier.Upload(error.UploadId);
        upload.Parts[20 * MiB] = (ByteRange.At(20 * MiB, 10), Random(10), TreeHash.Of(Random(10)));

        SentArchive sent = await SendAsync();

        Assert.NotEqual(error.UploadId, sent.UploadId);
        AssertStoredOnce(sent);
    }

    [Fact]
    public async Task A_file_that_has_changed_since_is_sent_as_another()
    {
        UploadIncompleteException error = await StopAfterAsync(4);
        FileUploadTests.Overwrite(_path, 5, 10);
        File.SetLastWriteTimeUtc(_path, DateTime.UtcNow.AddSeconds(5));

        SentArchive sent = await SendAsync();

        Assert.NotEqual(error.UploadId, sent.UploadId);
        Assert.Equal(File.ReadAllBytes(_path), _glacier.Archives[sent.ArchiveId].Data);
        Assert.Contains(error.UploadId, UploadJournal.List(_temp.File("journal")).Select(upload => upload.UploadId));
    }

    [Theory]
    [InlineData("another description", "111122223333/us-east-1")]
    [InlineData("d", "111122223333/eu-west-1")]
    public async Task Another_description_or_connection_is_another_upload(string description, string connection)
    {
        await StopAfterAsync(4);

        SentArchive sent = await new ArchiveUpload(_glacier, _temp.Options() with { Connection = connection })
            .SendFileAsync(InMemoryGlacier.Vault, _path, description, default);

        Assert.Equal(0, sent.BytesResumed);
        Assert.Equal(Parts, _glacier.Count("UploadPart"));
    }

    [Fact]
    public async Task Another_part_size_does_not_throw_away_what_was_sent()
    {
        await StopAfterAsync(4);

        SentArchive sent = await SendAsync(_temp.Options() with { PartSize = 2 * MiB });

        Assert.Equal(4 * MiB, sent.BytesResumed);
        AssertStoredOnce(sent);
    }

    [Fact]
    public async Task When_the_answer_to_Complete_is_lost_no_second_archive_is_made()
    {
        _glacier.After = operation => operation == "Complete" ? throw InMemoryGlacier.Unavailable() : Task.CompletedTask;
        await Assert.ThrowsAsync<UploadIncompleteException>(() => SendAsync());
        Restart();

        SentArchive sent = await SendAsync();

        Assert.Equal(["Complete"], _glacier.Calls);
        Assert.Equal(Length, sent.BytesResumed);
        AssertStoredOnce(sent);
    }

    [Fact]
    public async Task A_Complete_that_was_refused_is_repeated_after_the_parts_are_looked_through()
    {
        bool refused = false;
        _glacier.Before = (operation, request, _) =>
        {
            if (operation == "Complete" && !refused)
            {
                refused = true;
                _glacier.Upload(((CompleteUploadRequest)request).UploadId).Parts.Remove(0);
            }

            return Task.CompletedTask;
        };
        UploadIncompleteException error = await Assert.ThrowsAsync<UploadIncompleteException>(() => SendAsync());
        Assert.IsType<InvalidParameterValueException>(error.InnerException);
        Assert.False(error.CanRetry);
        Restart();

        AssertStoredOnce(await SendAsync());
        Assert.Equal(["0-1048575"], _glacier.RangesOf("UploadPart"));
    }

    [Fact]
    public async Task Two_calls_at_once_do_not_send_the_same_file_twice()
    {
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        _glacier.Before = async (operation, _, _) =>
        {
            if (operation == "UploadPart")
            {
                begun.TrySetResult();
                await goOn.Task;
            }
        };
        Task<SentArchive> first = SendAsync();
        await begun.Task;

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() => SendAsync());
        Assert.Equal("TransferInUse", error.ErrorId);
        Assert.True(UploadJournal.List(_temp.File("journal")).Single().InUse);

        goOn.SetResult();
        AssertStoredOnce(await first);
    }

    [Fact]
    public async Task Without_a_journal_it_is_said_that_it_cannot_be_continued()
    {
        FailAfter(4);

        UploadIncompleteException error = await Assert.ThrowsAsync<UploadIncompleteException>(
            () => SendAsync(_temp.Options() with { JournalFolder = null }));

        Assert.Contains("by hand, or abort it", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _temp.JournalFiles());
    }

    [Fact]
    public async Task A_journal_that_cannot_be_begun_is_told_before_anything_is_sent()
    {
        File.WriteAllText(_temp.File("journal"), "a file where the folder should be");

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() => SendAsync());

        Assert.Equal("JournalNotWritable", error.ErrorId);
        Assert.Empty(_glacier.Calls);
    }

    private async Task<UploadIncompleteException> StopAfterAsync(int parts, string? path = null)
    {
        FailAfter(parts);
        UploadIncompleteException error = await Assert.ThrowsAsync<UploadIncompleteException>(() => SendAsync(path: path));
        Restart();
        return error;
    }

    /// <summary>Lets so many parts pass; parts beyond that fail, once those have arrived.</summary>
    private void FailAfter(int parts)
    {
        int begun = 0;
        int arrived = 0;
        var all = new TaskCompletionSource();
        _glacier.Before = async (operation, _, token) =>
        {
            if (operation == "UploadPart" && Interlocked.Increment(ref begun) > parts)
            {
                await all.Task.WaitAsync(token);
                throw InMemoryGlacier.Unavailable();
            }
        };
        _glacier.After = operation =>
        {
            if (operation == "UploadPart" && Interlocked.Increment(ref arrived) == parts)
            {
                // After the caller of the last good part has gone on.
                _ = Task.Delay(50).ContinueWith(_ => all.TrySetResult(), TaskScheduler.Default);
            }

            return Task.CompletedTask;
        };
    }

    /// <summary>As another process would: nothing is left but the journal and the service.</summary>
    private void Restart()
    {
        _glacier.Before = (_, _, _) => Task.CompletedTask;
        _glacier.After = _ => Task.CompletedTask;
        _glacier.Calls.Clear();
        _progress.Reports.Clear();
        _progress.Notes.Clear();
    }

    private Task<SentArchive> SendAsync(UploadOptions? options = null, string? path = null) =>
        new ArchiveUpload(_glacier, options ?? _temp.Options(_progress))
            .SendFileAsync(InMemoryGlacier.Vault, path ?? _path, "d", default);

    private void AssertStoredOnce(SentArchive sent)
    {
        Assert.True(_data.AsSpan().SequenceEqual(Assert.Single(_glacier.Archives).Value.Data));
        Assert.Equal(_glacier.Archives.Keys.Single(), sent.ArchiveId);
        Assert.Equal(TreeHash.Of(_data), sent.SHA256TreeHash);
        Assert.Equal(0, _temp.JournalFiles());
    }
}
