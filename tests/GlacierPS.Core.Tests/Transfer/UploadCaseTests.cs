using System.Diagnostics;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Tests.Inventory;
using GlacierPS.Core.Transfer.Upload;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

/// <summary>What people's disks, pipes and clocks do to uploads.</summary>
public sealed class UploadCaseTests : UploadScene
{
    [Theory]
    [InlineData(MiB, "UploadPart")]
    [InlineData(16 * MiB, "UploadArchive")]
    public async Task A11_A_file_whose_bytes_change_and_whose_time_is_put_back_is_no_archive(
        long partSize,
        string request
    )
    {
        int requests = 0;
        bool keptOut = false;
        Glacier.Before = (operation, _, _) =>
        {
            if (operation == request && Interlocked.Increment(ref requests) == 1)
            {
                DateTime time = File.GetLastWriteTimeUtc(FilePath);
                try
                {
                    // The last part, which has not been hashed yet; or what was hashed is no more what is sent.
                    FileUploadTests.Overwrite(FilePath, Length - 100, 50);
                    File.SetLastWriteTimeUtc(FilePath, time);
                }
                catch (IOException) when (OperatingSystem.IsWindows())
                {
                    keptOut = true;
                }
            }

            return Task.CompletedTask;
        };
        UploadOptions options = Temp.Options(throttleLimit: 1) with { PartSize = partSize };
        if (OperatingSystem.IsWindows())
        {
            // Nobody writes to a file there that is open to be sent.
            AssertStoredOnce(await SendAsync(options));
            Assert.True(keptOut);
            return;
        }

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() => SendAsync(options));

        Assert.Equal("FileChanged", error.ErrorId);
        Assert.Empty(Glacier.Archives);
    }

    [Fact]
    public async Task W03_A_journal_that_cannot_be_deleted_fails_no_upload_and_is_told()
    {
        HeldFile? held = null;
        UploadOptions options = Temp.Options(Progress) with
        {
            Stored = _ =>
            {
                held = new HeldFile(UploadJournal.List(Temp.File("journal")).Single().JournalPath);
                held.Hold();
            },
        };

        SentArchive sent = await SendAsync(options);
        held?.Dispose();

        Assert.Equal(Assert.Single(Glacier.Archives).Key, sent.ArchiveId);
        Assert.Contains("could not be deleted", Assert.Single(Progress.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 10)]
    [InlineData(15, 10)]
    [InlineData(MiB + 5, 3 * MiB)]
    [InlineData(3 * MiB + 5, MiB + 5)]
    public async Task C05_A_stream_that_is_not_as_long_as_it_announces_is_refused(int length, int announced)
    {
        using var stream = new AnnouncedStream(Random(length), announced);

        GlacierException error = await Assert.ThrowsAnyAsync<GlacierException>(() =>
            new ArchiveUpload(Glacier, Temp.Options(Progress)).SendStreamAsync(
                InMemoryGlacier.Vault,
                stream,
                null,
                default
            )
        );

        Assert.Equal("StreamLengthDiffers", error.ErrorId);
        Assert.Contains($"{announced:N0} bytes", error.Message, StringComparison.Ordinal);
        Assert.Empty(Glacier.Archives);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(20L * MiB, 2)]
    [InlineData(1L << 40, 0)]
    public async Task C05_A_stream_of_unknown_length_has_parts_for_625_GiB_or_what_is_expected(
        long? expected,
        int parts
    )
    {
        byte[] data = Random(20 * MiB);
        var options = new UploadOptions { ExpectedSize = expected, SpoolFolder = Temp.Path };

        SentArchive sent = await new ArchiveUpload(Glacier, options).SendStreamAsync(
            InMemoryGlacier.Vault,
            new PieceStream(data.Chunk(MiB), int.MaxValue),
            null,
            default
        );

        Assert.Equal(data.Length, sent.SizeInBytes);
        Assert.Equal(parts, Glacier.Count("UploadPart"));
        Assert.Equal(625L << 30, ArchiveUpload.StreamPartSize * 10_000);
    }

    [Fact]
    public async Task C06_A_pipe_is_refused_and_not_waited_for()
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
        {
            return;
        }

        string pipe = Temp.File("pipe");
        using (Process made = Process.Start("mkfifo", pipe))
        {
            await made.WaitForExitAsync();
        }

        Task<SentArchive> sending = Task.Run(() => SendAsync(path: pipe));

        GlacierInputException error = await Assert.ThrowsAsync<GlacierInputException>(() =>
            sending.WaitAsync(TimeSpan.FromSeconds(20))
        );
        Assert.Equal("NotAFile", error.ErrorId);
    }

    /// <summary>Says that it has so many bytes, whatever it has.</summary>
    private sealed class AnnouncedStream(byte[] data, long announced) : MemoryStream(data)
    {
        public override long Length => announced;
    }
}
