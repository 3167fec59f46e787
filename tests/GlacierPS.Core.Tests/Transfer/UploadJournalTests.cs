using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Upload;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

public sealed class UploadJournalTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly InMemoryGlacier _glacier = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void No_folder_has_no_uploads() => Assert.Empty(UploadJournal.List(_temp.File("none")));

    [Fact]
    public async Task What_was_begun_is_listed_with_all_that_is_needed_to_go_on()
    {
        string path = _temp.WriteFile(Random(5 * MiB));
        UploadIncompleteException error = await StopInTheMidstAsync(path);

        UnfinishedUpload upload = Assert.Single(UploadJournal.List(_temp.File("journal")));

        Assert.Equal(
            new UnfinishedUpload
            {
                Connection = "111122223333/us-east-1",
                VaultName = InMemoryGlacier.Vault,
                UploadId = error.UploadId,
                Path = path,
                SizeInBytes = 5 * MiB,
                LastWriteTime = File.GetLastWriteTimeUtc(path),
                PartSize = MiB,
                Description = "d",
                Started = upload.Started,
                PartsSent = 2,
                BytesSent = 2 * MiB,
                InUse = false,
                JournalPath = upload.JournalPath,
            },
            upload
        );
        Assert.InRange(upload.Started, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow);
        Assert.Equal(DateTimeKind.Utc, upload.Started.Kind);
    }

    [Theory]
    [InlineData(5 * MiB, 1)]
    [InlineData(77, 0)]
    public async Task An_archive_is_told_of_before_its_journal_is_given_up(int length, int journals)
    {
        string path = _temp.WriteFile(Random(length));
        var told = new List<(string ArchiveId, int Journals)>();
        var upload = new ArchiveUpload(
            _glacier,
            new UploadOptions
            {
                PartSize = MiB,
                JournalFolder = _temp.File("journal"),
                Stored = sent => told.Add((sent.ArchiveId, UploadJournal.List(_temp.File("journal")).Count)),
            }
        );

        SentArchive sent = await upload.SendFileAsync(InMemoryGlacier.Vault, path, "d", default);

        Assert.Equal([(sent.ArchiveId, journals)], told);
        Assert.Empty(UploadJournal.List(_temp.File("journal")));
    }

    [Fact]
    public async Task Several_are_listed_oldest_first_and_a_forgotten_one_no_more()
    {
        await StopInTheMidstAsync(_temp.WriteFile(Random(5 * MiB), "one"));
        await StopInTheMidstAsync(_temp.WriteFile(Random(5 * MiB), "two"));

        IReadOnlyList<UnfinishedUpload> uploads = UploadJournal.List(_temp.File("journal"));
        Assert.Equal(["one", "two"], uploads.Select(upload => Path.GetFileName(upload.Path)));

        UploadJournal.Forget(uploads[0]);
        Assert.Equal("two", Path.GetFileName(Assert.Single(UploadJournal.List(_temp.File("journal"))).Path));
        Assert.Equal(2, _glacier.OpenUploads.Count);
    }

    [Fact]
    public async Task Other_and_damaged_files_in_the_folder_do_not_matter()
    {
        await StopInTheMidstAsync(_temp.WriteFile(Random(5 * MiB)));
        File.WriteAllText(Path.Combine(_temp.File("journal"), "notes.txt"), "notes");
        File.WriteAllText(
            Path.Combine(_temp.File("journal"), "bad.upload.jsonl"),
            "{\"Upload\":{},\"sum\":\"0123456789abcdef\"}\n"
        );
        File.WriteAllText(Path.Combine(_temp.File("journal"), "empty.upload.jsonl"), "");

        Assert.Single(UploadJournal.List(_temp.File("journal")));
    }

    [Fact]
    public async Task A_torn_last_line_costs_no_more_than_itself()
    {
        string path = _temp.WriteFile(Random(5 * MiB));
        await StopInTheMidstAsync(path);
        string journal = UploadJournal.List(_temp.File("journal")).Single().JournalPath;
        using (var file = new FileStream(journal, FileMode.Open))
        {
            file.SetLength(file.Length - 7);
        }

        Assert.Equal(1, UploadJournal.List(_temp.File("journal")).Single().PartsSent);

        // The service still knows both.
        SentArchive sent = await SendAsync(path);
        Assert.Equal(2 * MiB, sent.BytesResumed);
        Assert.Empty(UploadJournal.List(_temp.File("journal")));
    }

    [Fact]
    public async Task An_upload_that_is_being_sent_is_not_forgotten()
    {
        string path = _temp.WriteFile(Random(5 * MiB));
        GlacierTransferException? error = null;
        _glacier.Before = (operation, _, _) =>
        {
            if (operation == "Complete")
            {
                UnfinishedUpload upload = UploadJournal.List(_temp.File("journal")).Single();
                error = Assert.Throws<GlacierTransferException>(() => UploadJournal.Forget(upload));
            }

            return Task.CompletedTask;
        };

        await SendAsync(path);

        Assert.Equal("TransferInUse", error!.ErrorId);
    }

    private async Task<UploadIncompleteException> StopInTheMidstAsync(string path)
    {
        int parts = 0;
        _glacier.Before = (operation, _, _) =>
            operation == "UploadPart" && Interlocked.Increment(ref parts) > 2
                ? throw InMemoryGlacier.Unavailable()
                : Task.CompletedTask;
        UploadIncompleteException error = await Assert.ThrowsAsync<UploadIncompleteException>(() => SendAsync(path));
        _glacier.Before = (_, _, _) => Task.CompletedTask;
        return error;
    }

    private Task<SentArchive> SendAsync(string path) =>
        new ArchiveUpload(_glacier, _temp.Options(throttleLimit: 1)).SendFileAsync(
            InMemoryGlacier.Vault,
            path,
            "d",
            default
        );
}
