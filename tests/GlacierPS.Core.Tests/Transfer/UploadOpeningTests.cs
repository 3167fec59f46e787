using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Upload;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

/// <summary>The service opens an upload, and its answer does not arrive.</summary>
public sealed class UploadOpeningTests : UploadScene
{
    [Fact]
    public async Task The_upload_is_found_and_no_other_is_opened()
    {
        LoseAnswerOnce();

        AssertStoredOnce(
            await SendAsync(Temp.Options() with { Attempts = 2, RetryDelay = TimeSpan.FromMilliseconds(1) })
        );

        Assert.Equal(1, Glacier.Count("Initiate"));
        Assert.Empty(Glacier.OpenUploads);
    }

    [Fact]
    public async Task A_process_that_died_before_it_heard_the_ID_has_a_journal_and_the_next_finds_the_upload()
    {
        await StopWhileOpeningAsync();
        UnfinishedUpload left = Assert.Single(UploadJournal.List(Temp.File("journal")));
        Assert.Null(left.UploadId);
        Restart();

        AssertStoredOnce(await SendAsync());

        Assert.Equal(0, Glacier.Count("Initiate"));
        Assert.Empty(Glacier.OpenUploads);
    }

    [Fact]
    public async Task An_upload_that_may_be_anothers_is_left_alone_and_named()
    {
        // Two files with one description, and for neither the answer came.
        await StopWhileOpeningAsync();
        string other = Temp.WriteFile(Random(3 * MiB, seed: 4), "other.bin");
        await StopWhileOpeningAsync(other);
        string[] left = [.. Glacier.OpenUploads];
        Restart();

        SentArchive sent = await SendAsync();

        Assert.DoesNotContain(sent.UploadId, left);
        Assert.Equal(left.Order(), Glacier.OpenUploads.Order());
        Assert.All(
            left,
            id => Assert.Contains(Progress.Warnings, warning => warning.Contains(id, StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task An_upload_that_another_journal_names_is_left_alone()
    {
        Glacier.Before = (operation, _, _) =>
            operation == "UploadPart" ? throw InMemoryGlacier.Unavailable() : Task.CompletedTask;
        await Assert.ThrowsAsync<UploadIncompleteException>(() =>
            SendAsync(path: Temp.WriteFile(Random(3 * MiB, seed: 4), "other.bin"))
        );
        Restart();
        string others = Glacier.OpenUploads.Single();
        await StopWhileOpeningAsync();
        Restart();

        AssertStoredOnce(await SendAsync(Temp.Options(Progress)), journals: 1);

        Assert.Equal([others], Glacier.OpenUploads);
    }

    [Fact]
    public async Task A_stream_that_fails_leaves_a_journal_that_names_its_upload()
    {
        FailAfter(2);
        using var stream = new MemoryStream(Data);

        UploadIncompleteException error = await Assert.ThrowsAsync<UploadIncompleteException>(() =>
            new ArchiveUpload(Glacier, Temp.Options()).SendStreamAsync(InMemoryGlacier.Vault, stream, "d", default)
        );

        UnfinishedUpload left = Assert.Single(UploadJournal.List(Temp.File("journal")));
        Assert.Equal((error.UploadId, null), (left.UploadId, left.Path));
        Restart();
        GlacierInputException refused = await Assert.ThrowsAsync<GlacierInputException>(() =>
            new ArchiveUpload(Glacier, Temp.Options()).ResumeAsync(left, null, default)
        );
        Assert.Equal("StreamNotResumable", refused.ErrorId);
    }

    private void LoseAnswerOnce()
    {
        bool lost = false;
        Glacier.After = operation =>
        {
            if (operation == "Initiate" && !lost)
            {
                lost = true;
                throw new GlacierConnectionException(null, "The answer was lost.", null, mayHaveHappened: true);
            }

            return Task.CompletedTask;
        };
    }

    private async Task StopWhileOpeningAsync(string? path = null)
    {
        using var cancel = new CancellationTokenSource();
        Glacier.After = async operation =>
        {
            if (operation == "Initiate")
            {
                await cancel.CancelAsync();
                cancel.Token.ThrowIfCancellationRequested();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new ArchiveUpload(Glacier, Temp.Options()).SendFileAsync(
                InMemoryGlacier.Vault,
                path ?? FilePath,
                "d",
                cancel.Token
            )
        );
    }
}
