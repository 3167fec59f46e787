using System.Buffers;
using System.Runtime.CompilerServices;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Threading;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Transfer.Upload;

/// <summary>
/// A stream that is being sent. It may give its bytes only once, so that each part is kept until it is sent: in memory
/// if all parts that are under way have 32 MiB, else in files. It is read one byte ahead, so that the last part is
/// known to be the last.
/// </summary>
/// <param name="stream">Read from where it stands.</param>
/// <param name="length">Bytes that it announces; null if it does not know.</param>
/// <param name="options">How many parts are under way, and where they are kept.</param>
internal sealed class StreamParts(Stream stream, long? length, UploadOptions options) : UploadSource
{
    /// <summary>Bytes of a stream that may wait in memory.</summary>
    private const long MostMemory = 32 << 20;

    private readonly byte[] _ahead = new byte[1];
    private int _aheadLength;
    private long _read;
    private UploadPart? _first;

    public override long? Length => length;

    public override string Next =>
        "A stream cannot be continued: send it again. Abort the upload, or let the service forget it after 24 hours.";

    /// <summary>Whether the part that was taken is the last.</summary>
    public bool Ended { get; private set; }

    /// <summary>Reads the first part. It is given again as the first of <see cref="PartsAsync"/>.</summary>
    /// <exception cref="GlacierInputException">The stream has no byte.</exception>
    public async Task<UploadPart> FirstAsync(long partSize, CancellationToken cancellationToken) =>
        _first = await TakeAsync(partSize, cancellationToken) ?? throw PartPlan.Empty("The stream has no bytes");

    public override async IAsyncEnumerable<UploadPart> PartsAsync(
        long partSize,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        (UploadPart? part, _first) = (_first ?? await TakeAsync(partSize, cancellationToken), null);
        for (int count = 1; part is not null; count++)
        {
            if (_read > length)
            {
                // What is wrong is told when the parts under way have ended.
                part.Dispose();
                Ended = true;
                break;
            }

            if (count > GlacierLimits.MaxParts)
            {
                part.Dispose();
                throw new GlacierInputException(
                    "TooManyParts",
                    $"The stream has more than {Digits.Of(GlacierLimits.MaxParts)} parts of "
                        + $"{Digits.Of(partSize >> 20)} MiB, which is "
                        + "all that an archive can have. Send it with a larger part size, or say how large it is."
                );
            }

            yield return part;
            part = await TakeAsync(partSize, cancellationToken);
        }
    }

    /// <summary>A stream that announces 10 bytes and ends after 5 was cut off, and is not what was meant.</summary>
    public override GlacierTransferException? FindFault(string? uploadId, Exception? cause) =>
        Ended && length is { } announced && announced != _read
            ? new GlacierTransferException(
                "StreamLengthDiffers",
                $"The stream announced {Quantity.Of(announced, "byte")} and gave "
                    + $"{(_read > announced ? "more" : $"{Digits.Of(_read)}")}; no archive was made of it. Find out "
                    + $"why, and send it again.{NoMoreUse(uploadId)}",
                cause
            )
            : null;

    public override void Dispose() => _first?.Dispose();

    private async Task<UploadPart?> TakeAsync(long partSize, CancellationToken cancellationToken)
    {
        if (Ended)
        {
            return null;
        }

        StreamPart part =
            partSize * options.PartsAtOnce <= MostMemory
                ? new MemoryPart()
                : new SpooledPart(options.SpoolFolder ?? System.IO.Path.GetTempPath());
        try
        {
            await part.FillAsync(_ahead.AsMemory(0, _aheadLength), stream, partSize, _read, cancellationToken);
            _aheadLength = part.Length < partSize ? 0 : await stream.ReadAsync(_ahead, cancellationToken);
            Ended = _aheadLength == 0;
            _read += part.Length;
            if (part.Length > 0)
            {
                return part;
            }
        }
        catch
        {
            part.Dispose();
            throw;
        }

        part.Dispose();
        return null;
    }
}

/// <summary>A part of a stream that cannot be read twice, kept until it is sent.</summary>
internal abstract class StreamPart : UploadPart
{
    /// <summary>Its bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Takes the next bytes of a stream.</summary>
    /// <param name="head">Bytes that were read from it already, and come first.</param>
    /// <param name="source">Read from where it stands.</param>
    /// <param name="most">Bytes to take; fewer only if the stream ends.</param>
    /// <param name="offset">Where in the archive they lie.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task FillAsync(
        ReadOnlyMemory<byte> head,
        Stream source,
        long most,
        long offset,
        CancellationToken cancellationToken
    )
    {
        for (bool ended = false; !ended && Length < most; )
        {
            Memory<byte> room = Room((int)Math.Min(TreeHash.ChunkSize, most - Length));
            head.CopyTo(room);
            int read =
                head.Length
                + await source.ReadAtLeastAsync(
                    room[head.Length..],
                    room.Length - head.Length,
                    throwOnEndOfStream: false,
                    cancellationToken
                );
            head = default;
            Take(room.Span[..read]);
            Length += read;
            ended = read < room.Length;
        }

        Range = ByteRange.At(offset, Length);
    }

    /// <summary>Where the next bytes go, at most 1 MiB.</summary>
    protected abstract Memory<byte> Room(int length);

    /// <summary>Keeps what was put there.</summary>
    protected virtual void Take(ReadOnlySpan<byte> bytes) { }
}

/// <summary>
/// A part in pooled pieces of 1 MiB. They come only as they are needed, so that a small archive with a large part size
/// stays small.
/// </summary>
internal sealed class MemoryPart : StreamPart
{
    private readonly List<byte[]> _pieces = [];

    public override Task<BodyHashes> HashAsync(CancellationToken cancellationToken)
    {
        BodyHashes Hash()
        {
            using var hasher = new BodyHasher();
            for (int i = 0; i < _pieces.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                long rest = Length - (long)i * TreeHash.ChunkSize;
                hasher.Append(_pieces[i].AsSpan(0, (int)Math.Clamp(rest, 0, TreeHash.ChunkSize)));
            }

            return hasher.Finish();
        }

        return BlockingThreads.CanBlock ? Task.FromResult(Hash()) : Task.Run(Hash, cancellationToken);
    }

    public override BodyStream Open(ProgressAggregator progress, RateLimit? rate) =>
        new Body(_pieces, Length) { Moved = progress.Moved, Rate = rate };

    public override void Dispose()
    {
        foreach (byte[] piece in _pieces)
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        _pieces.Clear();
    }

    protected override Memory<byte> Room(int length)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(TreeHash.ChunkSize);
        _pieces.Add(piece);
        return piece.AsMemory(0, length);
    }

    private sealed class Body(List<byte[]> pieces, long length) : BodyStream
    {
        public override long Length => length;

        protected override int ReadAt(Span<byte> buffer, long position)
        {
            (long piece, long at) = Math.DivRem(position, TreeHash.ChunkSize);
            int take = (int)Math.Min(TreeHash.ChunkSize - at, buffer.Length);
            pieces[(int)piece].AsSpan((int)at, take).CopyTo(buffer);
            return take;
        }
    }
}

/// <summary>A part in a file of its own, for this user alone, which the system removes when it is closed.</summary>
internal sealed class SpooledPart : StreamPart
{
    private readonly string _folder;
    private readonly FileStream _file;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(TreeHash.ChunkSize);
    private bool _disposed;

    /// <exception cref="GlacierTransferException">The folder cannot be written to.</exception>
    public SpooledPart(string folder)
    {
        _folder = folder;
        try
        {
            _file = TemporaryFile.Create(folder, "part");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotSpool(error);
        }
    }

    private SafeFileHandle Handle => _file.SafeFileHandle;

    public override Task<BodyHashes> HashAsync(CancellationToken cancellationToken) =>
        FileHashing.BodyHashesAsync(Handle, ByteRange.At(0, Length), cancellationToken);

    public override BodyStream Open(ProgressAggregator progress, RateLimit? rate) =>
        new FileSlice(Handle, 0, Length) { Moved = progress.Moved, Rate = rate };

    public override void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _file.Dispose();
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    protected override Memory<byte> Room(int length) => _buffer.AsMemory(0, length);

    protected override void Take(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(Handle, bytes, Length);
        }
        catch (IOException error)
        {
            throw DiskSpace.IsExhausted(error)
                ? DiskSpace.Error(_file.Name, bytes.Length, 0, error)
                : CannotSpool(error);
        }
    }

    private GlacierTransferException CannotSpool(Exception error) =>
        new(
            "CannotSpool",
            $"A part of the stream cannot be kept in '{_folder}' until it is sent: "
                + $"{error.Message} Choose a smaller part size, or another temporary folder.",
            error
        );
}
