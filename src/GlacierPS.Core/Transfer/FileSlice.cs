using GlacierPS.Core.Protocol;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// A stretch of an open file as a stream of its own, so that the parts of a file can be sent at once and none is held in
/// memory. Reads at its own position, never at the file's.
/// </summary>
/// <param name="handle">The file; not closed with the slice.</param>
/// <param name="offset">Where the slice begins.</param>
/// <param name="length">Its bytes.</param>
/// <param name="moved">Told by how many bytes the position has changed.</param>
internal sealed class FileSlice(SafeFileHandle handle, long offset, long length, Action<long>? moved = null) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

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
                moved?.Invoke(change);
            }
        }
    }

    public override int Read(Span<byte> buffer)
    {
        int most = Most(buffer.Length);
        return most == 0 ? 0 : Advance(RandomAccess.Read(handle, buffer[..most], offset + _position));
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int most = Most(buffer.Length);
        return most == 0
            ? 0
            : Advance(await RandomAccess.ReadAsync(handle, buffer[..most], offset + _position, cancellationToken));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => _position,
        _ => length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Most(int count) => (int)Math.Clamp(length - _position, 0, count);

    private int Advance(int read)
    {
        if (read == 0)
        {
            throw new GlacierTransferException("FileChanged", "The file became shorter while it was being read.");
        }

        Position += read;
        return read;
    }
}
