using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer;
using GlacierPS.Core.Transfer.Upload;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

public sealed class FileUploadTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly InMemoryGlacier _glacier = new();
    private readonly RecordedProgress _progress = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(MiB - 1)]
    [InlineData(MiB)]
    public async Task A_file_of_one_part_goes_up_in_one_request(int length)
    {
        byte[] data = Random(length);
        string path = _temp.WriteFile(data);

        SentArchive sent = await SendAsync(path);

        Assert.Equal(["UploadArchive"], _glacier.Calls);
        AssertStored(data, sent, path);
        Assert.Null(sent.UploadId);
        Assert.Equal(new TransferProgress(length, length, 1, 1), _progress.Last);
        Assert.Equal(0, _temp.JournalFiles());
    }

    [Theory]
    [InlineData(MiB + 1)]
    [InlineData(2 * MiB)]
    [InlineData(7 * MiB + 4711)]
    public async Task A_larger_file_goes_up_in_parts(int length)
    {
        byte[] data = Random(length);
        string path = _temp.WriteFile(data);
        int parts = (length + MiB - 1) / MiB;

        SentArchive sent = await SendAsync(path);

        Assert.Equal(1, _glacier.Count("Initiate"));
        Assert.Equal(parts, _glacier.Count("UploadPart"));
        Assert.Equal(1, _glacier.Count("Complete"));
        AssertStored(data, sent, path);
        Assert.NotNull(sent.UploadId);
        Assert.Equal(0, sent.BytesResumed);
        Assert.Equal(new TransferProgress(length, length, parts, parts), _progress.Last);
        Assert.Equal(0, _temp.JournalFiles());
        Assert.Empty(_glacier.OpenUploads);
    }

    [Fact]
    public async Task Parts_go_up_at_once_but_never_more_than_allowed()
    {
        int now = 0,
            most = 0;
        var together = new TaskCompletionSource();
        _glacier.Before = async (operation, _, token) =>
        {
            if (operation == "UploadPart")
            {
                int running = Interlocked.Increment(ref now);
                InterlockedMax(ref most, running);
                if (running == 3)
                {
                    together.TrySetResult();
                }

                await together.Task.WaitAsync(Patience.Limit, token);
                await Task.Delay(20, token);
                Interlocked.Decrement(ref now);
            }
        };

        await SendAsync(_temp.WriteFile(Random(12 * MiB)));

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task A_file_may_be_read_by_others_meanwhile()
    {
        string path = _temp.WriteFile(Random(3 * MiB));
        using var other = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

        Assert.Equal(3 * MiB, (await SendAsync(path)).SizeInBytes);
    }

    [Theory]
    [InlineData("none.bin", "FileNotFound")]
    [InlineData("none/none.bin", "FileNotFound")]
    [InlineData("", "NotAFile")]
    public async Task What_is_no_file_is_refused_before_any_request(string name, string errorId) =>
        await AssertRefusedAsync(errorId, () => SendAsync(_temp.File(name)));

    [Fact]
    public async Task An_empty_file_is_refused_before_any_request_and_told_why()
    {
        string path = _temp.WriteFile([]);

        GlacierInputException error = await AssertRefusedAsync("EmptyArchive", () => SendAsync(path));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("no empty archives", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_vault_names_descriptions_and_part_sizes_are_refused_before_any_request()
    {
        string path = _temp.WriteFile(Random(10));
        var upload = new ArchiveUpload(_glacier, _temp.Options());

        await AssertRefusedAsync("InvalidVaultName", () => upload.SendFileAsync("a/b", path, null, default));
        await AssertRefusedAsync(
            "DescriptionTooLong",
            () => upload.SendFileAsync(InMemoryGlacier.Vault, path, new string('x', 1025), default)
        );
        await AssertRefusedAsync(
            "DescriptionNotAscii",
            () => upload.SendFileAsync(InMemoryGlacier.Vault, path, "a\tb", default)
        );
        Assert.Equal(
            "InvalidPartSize",
            Assert
                .Throws<GlacierInputException>(() =>
                    new ArchiveUpload(_glacier, new UploadOptions { PartSize = 3 * MiB })
                )
                .ErrorId
        );
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3 * MiB)]
    public async Task A_missing_vault_is_told_as_the_service_tells_it_and_nothing_is_recorded(int length)
    {
        string path = _temp.WriteFile(Random(length));

        await Assert.ThrowsAsync<ResourceNotFoundException>(() =>
            new ArchiveUpload(_glacier, _temp.Options()).SendFileAsync("other", path, null, default)
        );

        Assert.Equal(0, _temp.JournalFiles());
    }

    [Theory]
    [InlineData(MiB / 2)]
    [InlineData(5 * MiB)]
    public async Task A_file_that_is_written_to_meanwhile_makes_no_archive(int length)
    {
        string path = _temp.WriteFile(Random(length));

        await AssertNotSentAsync(path, "Upload", () => Overwrite(path, length / 2, 100));
    }

    [Fact]
    public async Task A_change_that_left_no_time_behind_is_found_by_its_bytes()
    {
        string path = _temp.WriteFile(Random(5 * MiB));
        DateTime time = File.GetLastWriteTimeUtc(path);

        await AssertNotSentAsync(
            path,
            "UploadPart",
            () =>
            {
                Overwrite(path, 0, 5 * MiB);
                File.SetLastWriteTimeUtc(path, time);
            },
            throttleLimit: 1
        );
    }

    [Fact]
    public async Task A_file_that_is_cut_short_meanwhile_makes_no_archive()
    {
        string path = _temp.WriteFile(Random(5 * MiB));

        await AssertNotSentAsync(
            path,
            "Initiate",
            () =>
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                file.SetLength(2 * MiB);
            }
        );
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3 * MiB)]
    public async Task A_service_that_stored_another_hash_is_not_believed(int length)
    {
        string path = _temp.WriteFile(Random(length));
        _glacier.Stored = stored => stored with { TreeHash = Sha256Digest.Of([1]) };

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() => SendAsync(path));

        Assert.Equal("TreeHashMismatch", error.ErrorId);
        Assert.Contains("archive-", error.Message, StringComparison.Ordinal);
        _glacier.Stored = stored => stored;
        Assert.Equal(0, (await SendAsync(path)).BytesResumed);
        Assert.Equal(2, _glacier.Archives.Count);
    }

    internal static void Overwrite(string path, long offset, int length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = offset;
        file.Write(Random(length, seed: 77));
    }

    /// <summary>
    /// Sends a file that is changed at the first request whose name begins so. No archive comes of it; or, on Windows,
    /// which keeps those out who would write to a file that is being read, an archive of the file as it was.
    /// </summary>
    private async Task AssertNotSentAsync(string path, string request, Action change, int throttleLimit = 3)
    {
        byte[] data = File.ReadAllBytes(path);
        int requests = 0;
        bool keptOut = false;
        _glacier.Before = (operation, _, _) =>
        {
            if (operation.StartsWith(request, StringComparison.Ordinal) && Interlocked.Increment(ref requests) == 1)
            {
                try
                {
                    change();
                }
                catch (IOException) when (OperatingSystem.IsWindows())
                {
                    keptOut = true;
                }
            }

            return Task.CompletedTask;
        };
        if (OperatingSystem.IsWindows())
        {
            AssertStored(data, await SendAsync(path, throttleLimit), path);
            Assert.True(keptOut);
            return;
        }

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() =>
            SendAsync(path, throttleLimit)
        );
        Assert.Equal("FileChanged", error.ErrorId);
        Assert.Empty(_glacier.Archives);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (
            (seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen
        ) { }
    }

    private Task<SentArchive> SendAsync(string path, int throttleLimit = 3) =>
        new ArchiveUpload(_glacier, _temp.Options(_progress, throttleLimit)).SendFileAsync(
            InMemoryGlacier.Vault,
            path,
            "a description",
            default
        );

    private async Task<GlacierInputException> AssertRefusedAsync(string errorId, Func<Task> act)
    {
        GlacierInputException error = await Assert.ThrowsAsync<GlacierInputException>(act);
        Assert.Equal(errorId, error.ErrorId);
        Assert.Empty(_glacier.Calls);
        return error;
    }

    private void AssertStored(byte[] data, SentArchive sent, string path)
    {
        MemoryArchive archive = _glacier.Archives[sent.ArchiveId];
        Assert.True(data.AsSpan().SequenceEqual(archive.Data));
        Assert.Equal("a description", archive.Description);
        Assert.Equal(
            (InMemoryGlacier.Vault, TreeHash.Of(data), data.LongLength, "a description", path),
            (sent.VaultName, sent.SHA256TreeHash, sent.SizeInBytes, sent.Description, sent.Path)
        );
        Assert.EndsWith(sent.ArchiveId, sent.Location, StringComparison.Ordinal);
    }
}
