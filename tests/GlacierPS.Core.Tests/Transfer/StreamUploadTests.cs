using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Tests.Inventory;
using GlacierPS.Core.Transfer;
using GlacierPS.Core.Transfer.Upload;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

public sealed class StreamUploadTests
{
    private readonly InMemoryGlacier _glacier = new();
    private readonly RecordedProgress _progress = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(MiB - 1, 1)]
    [InlineData(MiB, 1)]
    [InlineData(MiB + 1, 2)]
    [InlineData(2 * MiB, 2)]
    [InlineData(7 * MiB + 13, 8)]
    public async Task A_stream_goes_up_whether_it_knows_its_length_or_not(int length, int parts)
    {
        byte[] data = Random(length);
        foreach (
            Stream stream in new Stream[] { new MemoryStream(data), new PieceStream(data.Chunk(70_001), int.MaxValue) }
        )
        {
            _glacier.Archives.Clear();
            _glacier.Calls.Clear();

            SentArchive sent = await SendAsync(stream);

            Assert.True(data.AsSpan().SequenceEqual(Assert.Single(_glacier.Archives).Value.Data));
            Assert.Equal((TreeHash.Of(data), length, null), (sent.SHA256TreeHash, sent.SizeInBytes, sent.Path));
            Assert.Equal(parts == 1 ? ["UploadArchive"] : [], _glacier.Calls.Where(call => call == "UploadArchive"));
            Assert.Equal(parts == 1 ? 0 : parts, _glacier.Count("UploadPart"));
            Assert.Equal(
                new TransferProgress(length, stream.CanSeek ? length : null, parts, stream.CanSeek ? parts : null),
                _progress.Last
            );
            Assert.True(stream.CanRead, "the stream is left open");
            _progress.Reports.Clear();
        }
    }

    [Fact]
    public async Task A_stream_is_sent_from_where_it_stands()
    {
        byte[] data = Random(3 * MiB);
        using var stream = new MemoryStream(data) { Position = 1000 };

        await SendAsync(stream);

        Assert.Equal(data[1000..], _glacier.Archives.Values.Single().Data);
    }

    [Fact]
    public async Task An_empty_stream_is_refused_before_any_request()
    {
        using var atItsEnd = new MemoryStream([1, 2, 3]) { Position = 3 };
        foreach (Stream stream in new Stream[] { new MemoryStream(), atItsEnd, new PieceStream([], 1) })
        {
            GlacierInputException error = await Assert.ThrowsAsync<GlacierInputException>(() => SendAsync(stream));
            Assert.Equal("EmptyArchive", error.ErrorId);
        }

        Assert.Empty(_glacier.Calls);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Only_so_many_parts_are_under_way_and_read_ahead(int throttleLimit)
    {
        int read = 0,
            sent = 0,
            mostAhead = 0;
        IEnumerable<byte[]> Pieces()
        {
            for (; read < 20; read++)
            {
                mostAhead = Math.Max(mostAhead, read - Volatile.Read(ref sent));
                yield return Random(MiB, read);
            }
        }

        _glacier.Before = (operation, _, token) =>
            operation == "UploadPart" ? Task.Delay(5, token) : Task.CompletedTask;
        _glacier.After = _ =>
        {
            Interlocked.Increment(ref sent);
            return Task.CompletedTask;
        };

        await SendAsync(new PieceStream(Pieces(), int.MaxValue), throttleLimit);

        Assert.InRange(mostAhead, 1, throttleLimit + 1);
    }

    [Fact]
    public async Task A_part_that_fails_stops_the_rest_and_its_error_is_the_cause()
    {
        int parts = 0;
        _glacier.Before = async (operation, _, token) =>
        {
            if (operation == "UploadPart")
            {
                if (Interlocked.Increment(ref parts) == 3)
                {
                    throw InMemoryGlacier.Unavailable();
                }

                await Task.Delay(parts > 3 ? 60_000 : 1, token);
            }
        };

        UploadIncompleteException error = await Assert.ThrowsAsync<UploadIncompleteException>(() =>
            SendAsync(new PieceStream(Endless(), int.MaxValue))
        );

        Assert.IsType<ServiceUnavailableException>(error.InnerException);
        Assert.Equal(_glacier.OpenUploads.Single(), error.UploadId);
        Assert.Null(error.Path);
        Assert.Contains("cannot be continued", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_breaks_is_told_with_what_was_sent()
    {
        IEnumerable<byte[]> Breaking()
        {
            yield return Random(3 * MiB);
            throw new IOException("the pipe broke");
        }

        UploadIncompleteException error = await Assert.ThrowsAsync<UploadIncompleteException>(() =>
            SendAsync(new PieceStream(Breaking(), int.MaxValue))
        );

        Assert.Equal("the pipe broke", Assert.IsType<IOException>(error.InnerException).Message);
        Assert.Empty(_glacier.Archives);
    }

    [Fact]
    public async Task Being_cancelled_tells_which_upload_is_left()
    {
        using var cancel = new CancellationTokenSource();
        _glacier.Before = (operation, _, _) =>
        {
            if (operation == "UploadPart")
            {
                cancel.Cancel();
            }

            return Task.CompletedTask;
        };

        UploadCanceledException error = await Assert.ThrowsAsync<UploadCanceledException>(() =>
            SendAsync(new PieceStream(Endless(), int.MaxValue), cancellationToken: cancel.Token)
        );

        Assert.Equal(_glacier.OpenUploads.Single(), error.UploadId);
    }

    [Fact]
    public async Task A_seekable_stream_that_is_too_large_for_its_part_size_is_refused_before_any_request()
    {
        using var stream = new HollowStream(10_000L * MiB + 1);

        GlacierInputException error = await Assert.ThrowsAsync<GlacierInputException>(() => SendAsync(stream));

        Assert.Equal("TooManyParts", error.ErrorId);
        Assert.Empty(_glacier.Calls);
    }

    [Fact]
    public async Task Large_parts_wait_on_the_disk_and_leave_nothing_there()
    {
        using var temp = new TempFolder();
        byte[] data = Random(40 * MiB + 5);
        string[] left = ["not looked"];
        _glacier.Before = (operation, _, _) =>
        {
            if (operation == "UploadPart" && !OperatingSystem.IsWindows())
            {
                // A process that is killed here leaves no file behind.
                left = Directory.GetFiles(temp.Path);
            }

            return Task.CompletedTask;
        };
        var options = new UploadOptions
        {
            PartSize = 16 * MiB,
            ThrottleLimit = 3,
            SpoolFolder = temp.Path,
        };

        SentArchive sent = await new ArchiveUpload(_glacier, options).SendStreamAsync(
            InMemoryGlacier.Vault,
            new PieceStream(data.Chunk(1_000_003), int.MaxValue),
            null,
            default
        );

        Assert.Equal(TreeHash.Of(data), sent.SHA256TreeHash);
        Assert.True(data.AsSpan().SequenceEqual(Assert.Single(_glacier.Archives).Value.Data));
        Assert.Empty(Directory.GetFiles(temp.Path));
        Assert.True(OperatingSystem.IsWindows() || left.Length == 0);
    }

    [Fact]
    public async Task A_folder_that_cannot_hold_parts_is_told_before_any_request()
    {
        var options = new UploadOptions
        {
            PartSize = 16 * MiB,
            ThrottleLimit = 3,
            SpoolFolder = Path.Combine(Path.GetTempPath(), "is-not-there"),
        };

        GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() =>
            new ArchiveUpload(_glacier, options).SendStreamAsync(
                InMemoryGlacier.Vault,
                new MemoryStream(Random(10)),
                null,
                default
            )
        );

        Assert.Equal("CannotSpool", error.ErrorId);
        Assert.Empty(_glacier.Calls);
    }

    private static IEnumerable<byte[]> Endless()
    {
        for (int i = 0; ; i++)
        {
            yield return Random(MiB, i);
        }
    }

    private Task<SentArchive> SendAsync(
        Stream stream,
        int throttleLimit = 3,
        CancellationToken cancellationToken = default
    ) =>
        new ArchiveUpload(
            _glacier,
            new UploadOptions
            {
                PartSize = MiB,
                ThrottleLimit = throttleLimit,
                Attempts = 1,
                Progress = _progress,
            }
        ).SendStreamAsync(InMemoryGlacier.Vault, stream, null, cancellationToken);

    /// <summary>Has a length, and is never read.</summary>
    private sealed class HollowStream(long length) : MemoryStream
    {
        public override long Length => length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("It was not to be read.");
    }
}
