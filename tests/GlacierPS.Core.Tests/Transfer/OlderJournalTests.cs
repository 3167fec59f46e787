using GlacierPS.Core.Hashing;
using GlacierPS.Core.Transfer.Download;
using GlacierPS.Core.Transfer.Upload;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

/// <summary>Journals that version 0.1.0 wrote, kept as they were: four parts of nine, three ranges of seven.</summary>
public sealed class OlderUploadJournalTests : UploadScene
{
    [Fact]
    public async Task An_upload_that_version_0_1_0_has_begun_is_continued()
    {
        string journal = Temp.File("0.upload.jsonl");
        File.Copy(Sample("upload"), journal);
        UnfinishedUpload upload = UploadJournal.Read(journal)!;
        Assert.Equal(("upload-1", 4, 4 * MiB), (upload.UploadId, upload.PartsSent, upload.BytesSent));

        // The service has four parts, and fails after one more.
        FailAfter(4);
        await Assert.ThrowsAsync<UploadIncompleteException>(() => SendAsync(Temp.Options(throttleLimit: 1)));
        string[] lines = File.ReadAllLines(journal);
        FailAfter(1);
        var uploads = new ArchiveUpload(Glacier, Temp.Options(Progress, throttleLimit: 1));
        UploadIncompleteException stopped = await Assert.ThrowsAsync<UploadIncompleteException>(() =>
            uploads.ResumeAsync(upload, FilePath, default)
        );

        // Its lines stay, and ours stand behind them.
        Assert.Equal(5 * MiB, stopped.BytesSent);
        string[] now = File.ReadAllLines(journal);
        Assert.Equal(lines, now.SkipLast(1));
        Assert.Matches("^[0-9a-f]{8} {\"Done\":", now[^1]);
        Restart();
        SentArchive sent = await uploads.ResumeAsync(UploadJournal.Read(journal)!, FilePath, default);
        Assert.Equal((TreeHash.Of(Data), 5L * MiB), (sent.SHA256TreeHash, sent.BytesResumed));
        Assert.Equal(4, Glacier.Count("UploadPart"));
        Assert.False(File.Exists(journal));
    }

    internal static string Sample(string which) =>
        Path.Combine(AppContext.BaseDirectory, "Transfer", "Samples", $"{which}-0.1.0.jsonl");
}

/// <summary>The same for a download.</summary>
public sealed class OlderDownloadJournalTests : DownloadScene
{
    [Fact]
    public async Task A_download_that_version_0_1_0_has_begun_is_continued()
    {
        byte[] partial = [.. Data];
        partial.AsSpan(3 * MiB).Clear();
        await File.WriteAllBytesAsync(Target + ".glacier-partial", partial);
        File.Copy(OlderUploadJournalTests.Sample("download"), Target + ".glacier-journal");

        SavedOutput saved = await SaveAsync(Glacier.AddArchiveJob(Data));

        Assert.Equal(3 * MiB, saved.BytesResumed);
        Assert.Equal(4, Glacier.Count("GetJobOutput"));
        AssertSaved(saved);
    }
}
