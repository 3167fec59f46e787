using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Upload;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

public sealed class UploadStopTests : UploadScene
{
    [Fact]
    public async Task A_failure_in_the_midst_tells_what_is_kept_and_how_to_go_on()
    {
        UploadIncompleteException error = await StopAfterAsync(4);

        Assert.Equal("UploadIncomplete", error.ErrorId);
        Assert.IsType<ServiceUnavailableException>(error.InnerException);
        Assert.True(error.CanRetry);
        Assert.Equal((InMemoryGlacier.Vault, FilePath), (error.VaultName, error.Path));
        Assert.Equal(Glacier.OpenUploads.Single(), error.UploadId);
        Assert.Equal(4 * MiB, error.BytesSent);
        Assert.Contains("The service is unavailable.", error.Message, StringComparison.Ordinal);
        Assert.Contains(error.UploadId, error.Message, StringComparison.Ordinal);
        Assert.Contains("to continue", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Being_cancelled_keeps_the_upload_and_tells_which()
    {
        using var cancel = new CancellationTokenSource();
        int parts = 0;
        Glacier.Before = async (operation, _, token) =>
        {
            if (operation == "UploadPart" && Interlocked.Increment(ref parts) > 3)
            {
                cancel.Cancel();
                await Task.Delay(Timeout.Infinite, token);
            }
        };

        UploadCanceledException error = await Assert.ThrowsAsync<UploadCanceledException>(() =>
            new ArchiveUpload(Glacier, Temp.Options()).SendFileAsync(InMemoryGlacier.Vault, FilePath, "d", cancel.Token)
        );

        Assert.Equal(Glacier.OpenUploads.Single(), error.UploadId);
        Assert.Equal(cancel.Token, error.CancellationToken);
        Restart();
        AssertStoredOnce(await SendAsync());
    }

    [Fact]
    public async Task C04_what_the_service_has_in_full_when_it_is_stopped_is_still_noted()
    {
        using var cancel = new CancellationTokenSource();
        CancellationToken seen = default;
        var noted = new List<SentArchive>();
        Glacier.Before = (_, _, token) =>
        {
            seen = token;
            return Task.CompletedTask;
        };
        Glacier.After = async _ =>
        {
            cancel.Cancel();
            await Task.Delay(100, seen);
        };

        SentArchive sent = await SendSmallAsync(noted, cancel.Token);
        Assert.Same(sent, Assert.Single(noted));
        Assert.Equal(["UploadArchive"], Glacier.Calls);
    }

    [Fact]
    public async Task C04_an_answer_is_waited_for_while_others_come()
    {
        using var cancel = new CancellationTokenSource();
        using var budget = new ConnectionBudget();
        CancellationToken seen = default;
        Glacier.Before = (_, _, token) =>
        {
            seen = token;
            return Task.CompletedTask;
        };
        Glacier.After = async _ =>
        {
            // As if others were answered for a minute from now on.
            budget.NoteAnswer(Environment.TickCount64 + 60_000);
            cancel.Cancel();
            await Task.Delay(TimeSpan.FromSeconds(5), seen);
        };

        var noted = new List<SentArchive>();
        SentArchive sent = await SendSmallAsync(noted, cancel.Token, budget);
        Assert.Same(sent, Assert.Single(noted));
    }

    [Fact]
    public async Task C04_an_answer_that_does_not_come_is_not_waited_for_long()
    {
        using var cancel = new CancellationTokenSource();
        CancellationToken seen = default;
        Glacier.Before = (_, _, token) =>
        {
            seen = token;
            return Task.CompletedTask;
        };
        Glacier.After = async _ =>
        {
            cancel.Cancel();
            await Task.Delay(Timeout.Infinite, seen);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            SendSmallAsync([], cancel.Token).WaitAsync(TimeSpan.FromSeconds(30))
        );
    }

    [Fact]
    public async Task C04_what_the_service_has_not_is_given_up_at_once()
    {
        using var cancel = new CancellationTokenSource();
        bool atOnce = false;
        Glacier.Before = (_, _, token) =>
        {
            cancel.Cancel();
            atOnce = token.WaitHandle.WaitOne(TimeSpan.FromSeconds(1));
            token.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendSmallAsync([], cancel.Token));
        Assert.True(atOnce);
    }

    [Fact]
    public async Task When_the_answer_to_Complete_is_lost_no_second_archive_is_made()
    {
        Glacier.After = operation => operation == "Complete" ? throw InMemoryGlacier.Unavailable() : Task.CompletedTask;
        await Assert.ThrowsAsync<UploadIncompleteException>(() => SendAsync());
        Restart();

        SentArchive sent = await SendAsync();

        Assert.Equal(["Complete"], Glacier.Calls);
        Assert.Equal(Length, sent.BytesResumed);
        AssertStoredOnce(sent);
    }

    [Fact]
    public async Task A_Complete_that_was_refused_is_repeated_after_the_parts_are_looked_through()
    {
        bool refused = false;
        Glacier.Before = (operation, request, _) =>
        {
            if (operation == "Complete" && !refused)
            {
                refused = true;
                Glacier.Upload(((CompleteUploadRequest)request).UploadId).Parts.Remove(0);
            }

            return Task.CompletedTask;
        };
        UploadIncompleteException error = await Assert.ThrowsAsync<UploadIncompleteException>(() => SendAsync());
        Assert.IsType<InvalidParameterValueException>(error.InnerException);
        Assert.False(error.CanRetry);
        Restart();

        AssertStoredOnce(await SendAsync());
        Assert.Equal(["0-1048575"], Glacier.RangesOf("UploadPart"));
    }

    [Fact]
    public async Task Two_calls_at_once_do_not_send_the_same_file_twice()
    {
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        Glacier.Before = async (operation, _, _) =>
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
        Assert.True(UploadJournal.List(Temp.File("journal")).Single().InUse);

        goOn.SetResult();
        AssertStoredOnce(await first);
    }

    [Fact]
    public async Task Without_a_journal_it_is_said_that_it_cannot_be_continued()
    {
        FailAfter(4);

        UploadIncompleteException error = await Assert.ThrowsAsync<UploadIncompleteException>(() =>
            SendAsync(Temp.Options() with { JournalFolder = null })
        );

        Assert.Contains("by hand, or abort it", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, Temp.JournalFiles());
    }

    [Fact]
    public async Task A_journal_that_cannot_be_begun_is_told_before_anything_is_sent()
    {
        File.WriteAllText(Temp.File("journal"), "a file where the folder should be");

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() => SendAsync());

        Assert.Equal("JournalNotWritable", error.ErrorId);
        Assert.Empty(Glacier.Calls);
    }

    private Task<SentArchive> SendSmallAsync(
        List<SentArchive> noted,
        CancellationToken cancellationToken,
        ConnectionBudget? budget = null
    )
    {
        string path = Path.Join(Path.GetDirectoryName(FilePath), "small");
        File.WriteAllText(path, "small");
        UploadOptions options = Temp.Options() with { Stored = noted.Add, Budget = budget };
        return new ArchiveUpload(Glacier, options).SendFileAsync(InMemoryGlacier.Vault, path, "d", cancellationToken);
    }
}
