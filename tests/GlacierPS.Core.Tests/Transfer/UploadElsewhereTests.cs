using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Upload;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

/// <summary>The journal and the file are copied to another machine, and the upload goes on there.</summary>
public sealed class UploadElsewhereTests : UploadScene
{
    [Fact]
    public async Task A_copied_journal_is_enough_to_go_on_with_a_copied_file()
    {
        await StopAfterAsync(4);
        UnfinishedUpload there = CopyJournal();
        string copy = Temp.WriteFile(Data, "copy.bin");
        File.Delete(FilePath);

        SentArchive sent = await ResumeAsync(there, copy);

        Assert.Equal(4 * MiB, sent.BytesResumed);
        Assert.Equal(5, Glacier.Count("UploadPart"));
        Assert.True(Data.AsSpan().SequenceEqual(Assert.Single(Glacier.Archives).Value.Data));
        Assert.Equal("d", Glacier.Archives.Values.Single().Description);
        Assert.False(File.Exists(there.JournalPath));
    }

    [Fact]
    public async Task Parts_in_which_the_copy_differs_are_sent_again()
    {
        await StopAfterAsync(4);
        byte[] other = [.. Data];
        other[0] ^= 1;

        SentArchive sent = await ResumeAsync(CopyJournal(), Temp.WriteFile(other, "copy.bin"));

        Assert.InRange(sent.BytesResumed, 3 * MiB, 4 * MiB);
        Assert.True(other.AsSpan().SequenceEqual(Assert.Single(Glacier.Archives).Value.Data));
    }

    [Fact]
    public async Task A_file_of_another_length_is_refused_before_any_request()
    {
        await StopAfterAsync(4);

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() =>
            ResumeAsync(CopyJournal(), Temp.WriteFile(Random(MiB), "copy.bin"))
        );

        Assert.Equal("FileChanged", error.ErrorId);
        Assert.Empty(Glacier.Calls);
    }

    [Fact]
    public async Task A_file_that_was_written_to_since_goes_on_only_if_its_place_is_named()
    {
        await StopAfterAsync(4);
        File.SetLastWriteTimeUtc(FilePath, DateTime.UtcNow.AddHours(1));
        UnfinishedUpload left = UploadJournal.List(Temp.File("journal")).Single();

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() =>
            ResumeAsync(left, null)
        );
        Assert.Equal("FileChanged", error.ErrorId);

        AssertStoredOnce(await ResumeAsync(left, FilePath));
    }

    [Fact]
    public async Task An_upload_that_expired_is_begun_anew_in_the_same_journal_and_it_is_said()
    {
        UploadIncompleteException stopped = await StopAfterAsync(4);
        Glacier.Expire(stopped.UploadId);

        SentArchive sent = await ResumeAsync(UploadJournal.List(Temp.File("journal")).Single(), null);

        AssertStoredOnce(sent);
        Assert.Equal(0, sent.BytesResumed);
        Assert.Contains(Progress.Warnings, warning => warning.Contains("has expired", StringComparison.Ordinal));
    }

    private UnfinishedUpload CopyJournal()
    {
        string original = UploadJournal.List(Temp.File("journal")).Single().JournalPath;
        string copy = Path.Combine(
            Directory.CreateDirectory(Temp.File("elsewhere")).FullName,
            Path.GetFileName(original)
        );
        File.Move(original, copy);
        return UploadJournal.Read(copy)!;
    }

    private Task<SentArchive> ResumeAsync(UnfinishedUpload upload, string? path) =>
        new ArchiveUpload(Glacier, Temp.Options(Progress)).ResumeAsync(upload, path, default);
}
