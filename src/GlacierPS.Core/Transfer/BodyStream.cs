using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// Bytes that can be sent, and sent again: a seekable stream that reads at its own position, tells how it moves, and
/// can be held to a rate.
/// </summary>
internal abstract class BodyStream : Stream
{
    private long _position;

    /// <summary>Told by how many bytes the position has changed.</summary>
    public Action<long>? Moved { get; init; }

    /// <summary>How fast it may be read; null for as fast as it is asked.</summary>
    public RateLimit? Rate { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            long change = value - _position;
            _position = value;
            if (change != 0)
            {
                Moved?.Invoke(change);
            }
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (Rate is null)
        {
            return ReadOn(buffer);
        }

        int read = ReadOn(buffer[..Rate.Most(buffer.Length)]);
        Rate.TakeAsync(read, CancellationToken.None).GetAwaiter().GetResult();
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>
    /// What is sent was hashed a moment ago and lies in the system's cache: a read that waits for nothing costs less
    /// than handing it to another thread.
    /// </summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Rate is null)
        {
            return ReadOn(buffer.Span);
        }

        int read = ReadOn(buffer.Span[..Rate.Most(buffer.Length)]);
        await Rate.TakeAsync(read, cancellationToken);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) =>
        Position =
            offset
            + origin switch
            {
                SeekOrigin.Begin => 0,
                SeekOrigin.Current => _position,
                _ => Length,
            };

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int ReadOn(Span<byte> buffer)
    {
        int most = (int)Math.Clamp(Length - _position, 0, buffer.Length);
        if (most == 0)
        {
            return 0;
        }

        int read = ReadAt(buffer[..most], _position);
        Position += read;
        return read;
    }

    /// <summary>Reads at least one byte.</summary>
    /// <param name="buffer">Not empty, and no longer than what is left from the position.</param>
    /// <param name="position">From where.</param>
    protected abstract int ReadAt(Span<byte> buffer, long position);
}

/// <summary>
/// A stretch of an open file as a stream of its own, so that the parts of a file can be sent at once and none is held
/// in memory. Reads at its own position, never at the file's.
/// </summary>
/// <param name="handle">The file; not closed with the slice.</param>
/// <param name="offset">Where the slice begins.</param>
/// <param name="length">Its bytes.</param>
internal class FileSlice(SafeFileHandle handle, long offset, long length) : BodyStream
{
    public override long Length => length;

    protected override int ReadAt(Span<byte> buffer, long position) =>
        RandomAccess.Read(handle, buffer, offset + position) is > 0 and int read
            ? read
            : throw new GlacierTransferException("FileChanged", "The file became shorter while it was being read.");
}
