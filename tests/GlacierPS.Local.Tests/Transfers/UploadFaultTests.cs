using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Upload;
using GlacierPS.Local.Faults;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Transfers;

/// <summary>Uploads through faults of the service: one archive, byte for byte, and nothing left behind.</summary>
public sealed class UploadFaultTests : TransferHarness
{
    [Theory]
    [InlineData("throttling")]
    [InlineData("408")]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("reset")]
    [InlineData("silence")]
    public async Task Parts_that_meet_a_passing_fault_arrive_once(string fault)
    {
        Add("UploadMultipartPart", FaultNames.Action(fault), count: 4);

        await AssertOnlyTheFileIsThereAsync(await SendAsync());

        // A part to which the service was silent may have reached it late.
        Assert.All(Service.Parts.ToDictionary(), part => Assert.InRange(part.Value, 1, fault == "silence" ? 3 : 1));
    }

    [SmallDiskFact]
    public async Task A12_A_full_disk_under_the_journal_fails_no_upload()
    {
        using var disk = new SmallDisk(64 * 1024);
        string filler = Path.Combine(disk.Path, "filler");
        Assert.ThrowsAny<IOException>(() => Fill(filler));
        var options = new UploadOptions { PartSize = MiB, JournalFolder = Path.Combine(disk.Path, "journals") };

        SentArchive sent = await new ArchiveUpload(Glacier, options).SendFileAsync("v", FilePath, "d", default);

        await AssertOnlyTheFileIsThereAsync(sent);
        Assert.Empty(Directory.GetFiles(Path.Combine(disk.Path, "journals")));
    }

    [Fact]
    public async Task Parts_whose_answers_are_lost_are_the_only_ones_that_arrive_again()
    {
        Add("UploadMultipartPart", FaultNames.Action("lost answer"), count: 2);

        await AssertOnlyTheFileIsThereAsync(await SendAsync());

        Dictionary<(string, long), int> parts = Service.Parts.ToDictionary();
        Assert.Equal(6, parts.Count);
        Assert.InRange(parts.Values.Sum(), 6, 6 + 2);
    }

    [Theory]
    [InlineData("InitiateMultipartUpload", "throttling")]
    [InlineData("InitiateMultipartUpload", "503")]
    [InlineData("InitiateMultipartUpload", "reset")]
    [InlineData("InitiateMultipartUpload", "lost answer")]
    [InlineData("CompleteMultipartUpload", "408")]
    [InlineData("CompleteMultipartUpload", "500")]
    [InlineData("CompleteMultipartUpload", "reset")]
    [InlineData("CompleteMultipartUpload", "silence")]
    [InlineData("CompleteMultipartUpload", "lost answer")]
    public async Task The_beginning_and_the_end_stand_a_passing_fault_and_make_nothing_twice(
        string operation,
        string fault
    )
    {
        Add(operation, FaultNames.Action(fault), count: 3);

        await AssertOnlyTheFileIsThereAsync(await SendAsync());
    }

    [Theory]
    [InlineData("InitiateMultipartUpload")]
    [InlineData("UploadMultipartPart")]
    [InlineData("CompleteMultipartUpload")]
    public async Task What_was_given_up_for_lost_answers_goes_on_with_the_next_call(string operation)
    {
        Add(operation, FaultNames.Action("lost answer"));
        if (operation == "InitiateMultipartUpload")
        {
            // Nor can it be asked which upload was opened.
            Add("ListMultipartUploads", FaultNames.Action("reset"));
        }

        await Assert.ThrowsAnyAsync<GlacierException>(() => SendAsync(attempts: 2));
        Assert.Single(UploadJournal.List(Journals));
        Service.Glacier.Faults.Clear();

        await AssertOnlyTheFileIsThereAsync(await SendAsync());
    }

    [Fact]
    public async Task Credentials_that_expire_in_the_midst_stop_it_and_new_ones_go_on()
    {
        Add("UploadMultipartPart", new FaultAction.DropAfterBytes(long.MaxValue), count: 3);
        Add("UploadMultipartPart", new FaultAction.Refuse(403, "ExpiredTokenException"));

        // One after another, so that the refusal stops none that is on its way.
        UploadIncompleteException error = await Assert.ThrowsAsync<UploadIncompleteException>(() =>
            SendAsync(atOnce: 1)
        );

        Assert.IsType<ExpiredTokenException>(error.InnerException);
        Dictionary<(string, long), int> before = Service.Parts.ToDictionary();
        Assert.Equal(3, before.Count);
        Service.Glacier.Faults.Clear();
        using var signedInAgain = NewClient();
        await AssertOnlyTheFileIsThereAsync(
            await new ArchiveUpload(
                signedInAgain,
                new UploadOptions
                {
                    JournalFolder = Journals,
                    Connection = "c",
                    PartSize = MiB,
                }
            ).SendFileAsync("v", FilePath, "d", default)
        );
        Assert.All(Service.Parts.ToDictionary(), part => Assert.Equal(1, part.Value));
    }

    [Fact]
    public async Task An_upload_that_expired_begins_anew()
    {
        Add("UploadMultipartPart", new FaultAction.DropAfterBytes(long.MaxValue), count: 3);
        Add("UploadMultipartPart", new FaultAction.Refuse(403, "AccessDeniedException"));
        UploadIncompleteException error = await Assert.ThrowsAsync<UploadIncompleteException>(() => SendAsync());
        Service.Glacier.Faults.Clear();
        Clock.Advance(TimeSpan.FromHours(49));

        SentArchive sent = await SendAsync();

        Assert.NotEqual(error.UploadId, sent.UploadId);
        Assert.Equal(0, sent.BytesResumed);
        await AssertOnlyTheFileIsThereAsync(sent);
    }

    [Fact]
    public async Task A_single_upload_whose_answer_is_lost_is_uncertain_and_says_what_to_look_for()
    {
        byte[] small = Data[..1000];
        await File.WriteAllBytesAsync(FilePath, small);
        Add("UploadArchive", FaultNames.Action("lost answer"));

        UploadUncertainException error = await Assert.ThrowsAsync<UploadUncertainException>(() => SendAsync());

        Assert.False(error.CanRetry);
        Assert.Equal(("v", FilePath, "d", 1000L), (error.VaultName, error.Path, error.Description, error.SizeInBytes));
        Assert.Contains(error.SHA256TreeHash.ToString(), error.Message, StringComparison.Ordinal);

        // It was stored, and not a second time.
        Assert.Equal(
            error.SHA256TreeHash.ToString(),
            Assert.Single(await Service.Client.InventoryAsync()).GetProperty("SHA256TreeHash").GetString()
        );
    }

    [Theory]
    [InlineData("throttling")]
    [InlineData("500")]
    [InlineData("503")]
    public async Task A_single_upload_that_the_service_refused_is_sent_again(string fault)
    {
        await File.WriteAllBytesAsync(FilePath, Data[..1000]);
        Add("UploadArchive", FaultNames.Action(fault), count: 4);

        await SendAsync();

        Assert.Single(await Service.Client.InventoryAsync());
    }

    private static void Fill(string path)
    {
        // Past .NET's buffer, so that closing the file has nothing left to write.
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        byte[] page = new byte[4096];
        while (true)
        {
            file.Write(page);
        }
    }
}
