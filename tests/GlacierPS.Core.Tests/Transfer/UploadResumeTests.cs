using GlacierPS.Core.Hashing;
using GlacierPS.Core.Transfer;
using GlacierPS.Core.Transfer.Upload;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

public sealed class UploadResumeTests : UploadScene
{
    [Fact]
    public async Task The_next_call_sends_only_what_is_missing()
    {
        await StopAfterAsync(4);

        SentArchive sent = await SendAsync();

        Assert.Equal(4 * MiB, sent.BytesResumed);
        Assert.Equal(Parts - 4, Glacier.Count("UploadPart"));
        Assert.Equal(0, Glacier.Count("Initiate"));
        AssertStoredOnce(sent);
        Assert.Equal(new TransferProgress(Length, Length, Parts, Parts), Progress.Last);
        Assert.Contains(Progress.Notes, note => note.Contains("4 of 9 parts", StringComparison.Ordinal));
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
        string path = Temp.WriteFile(large, "large.bin");
        await StopAfterAsync(57, path);

        SentArchive sent = await SendAsync(path: path);

        Assert.Equal(57 * MiB, sent.BytesResumed);
        Assert.Equal(2, Glacier.Count("ListParts"));
        Assert.Equal(3, Glacier.Count("UploadPart"));
    }

    [Fact]
    public async Task An_upload_that_the_service_forgot_is_begun_anew()
    {
        UploadIncompleteException error = await StopAfterAsync(4);
        Glacier.Expire(error.UploadId);

        SentArchive sent = await SendAsync();

        Assert.Equal(0, sent.BytesResumed);
        Assert.NotEqual(error.UploadId, sent.UploadId);
        AssertStoredOnce(sent);
        Assert.Contains(Progress.Warnings, warning => warning.Contains("is gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_that_is_not_the_files_is_sent_again()
    {
        UploadIncompleteException error = await StopAfterAsync(4);
        MemoryUpload upload = Glacier.Upload(error.UploadId);
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
        MemoryUpload upload = Glacier.Upload(error.UploadId);
        upload.Parts[20 * MiB] = (ByteRange.At(20 * MiB, 10), Random(10), TreeHash.Of(Random(10)));

        SentArchive sent = await SendAsync();

        Assert.NotEqual(error.UploadId, sent.UploadId);
        AssertStoredOnce(sent);
    }

    [Fact]
    public async Task A_file_that_has_changed_since_is_sent_as_another()
    {
        UploadIncompleteException error = await StopAfterAsync(4);
        FileUploadTests.Overwrite(FilePath, 5, 10);
        File.SetLastWriteTimeUtc(FilePath, DateTime.UtcNow.AddSeconds(5));

        SentArchive sent = await SendAsync();

        Assert.NotEqual(error.UploadId, sent.UploadId);
        Assert.Equal(File.ReadAllBytes(FilePath), Glacier.Archives[sent.ArchiveId].Data);
        Assert.Contains(error.UploadId, UploadJournal.List(Temp.File("journal")).Select(upload => upload.UploadId));
    }

    [LetterCaseFact]
    public async Task W09_The_file_by_a_path_in_another_letter_case_is_gone_on_with()
    {
        UploadIncompleteException error = await StopAfterAsync(4);

        SentArchive sent = await SendAsync(
            path: Path.Combine(Temp.Path, Path.GetFileName(FilePath).ToUpperInvariant())
        );

        Assert.Equal(error.UploadId, sent.UploadId);
        Assert.Equal(4 * MiB, sent.BytesResumed);
        AssertStoredOnce(sent);
    }

    [Theory]
    [InlineData("another description", "111122223333/us-east-1")]
    [InlineData("d", "111122223333/eu-west-1")]
    public async Task Another_description_or_connection_is_another_upload(string description, string connection)
    {
        await StopAfterAsync(4);

        SentArchive sent = await new ArchiveUpload(
            Glacier,
            Temp.Options() with
            {
                Connection = connection,
            }
        ).SendFileAsync(InMemoryGlacier.Vault, FilePath, description, default);

        Assert.Equal(0, sent.BytesResumed);
        Assert.Equal(Parts, Glacier.Count("UploadPart"));
    }

    [Fact]
    public async Task Another_part_size_does_not_throw_away_what_was_sent()
    {
        await StopAfterAsync(4);

        SentArchive sent = await SendAsync(Temp.Options() with { PartSize = 2 * MiB });

        Assert.Equal(4 * MiB, sent.BytesResumed);
        AssertStoredOnce(sent);
    }
}
