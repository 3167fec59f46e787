using System.Buffers;

namespace GlacierPS.Core.Inventory;

/// <summary>
/// A buffer that moves over a stream: consumed bytes are dropped, and it grows only for a single item that is larger
/// than it, so that inventories of gigabytes take constant memory.
/// </summary>
internal sealed class SlidingBuffer(Stream stream, int capacity = 256 * 1024) : IDisposable
{
    // No description has more than 1,024 characters, so that whatever is larger than this is no archive.
    private const int Largest = 1 << 20;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int _start;
    private int _end;

    /// <summary>What was read and not yet consumed.</summary>
    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Offset of <see cref="Unread"/> in the stream.</summary>
    public long Position { get; private set; }

    /// <summary>Whether the stream has ended.</summary>
    public bool Ended { get; private set; }

    /// <summary>Forgets the next bytes.</summary>
    public void Consume(int count)
    {
        _start += count;
        Position += count;
    }

    /// <summary>Reads more, behind what is there.</summary>
    /// <exception cref="InventoryFormatException">A single item has filled the largest window.</exception>
    public async ValueTask ReadMoreAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        int read = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
        _end += read;
        Ended = read == 0;
    }

    /// <summary>Reads until so many bytes are there, or the stream has ended.</summary>
    public async ValueTask ReadAtLeastAsync(int count, CancellationToken cancellationToken)
    {
        while (!Ended && _end - _start < count)
        {
            await ReadMoreAsync(cancellationToken);
        }
    }

    /// <summary>What is unread and what follows, for another reader: nothing else may be read from then on.</summary>
    public Stream Rest() => new RestStream(this, stream);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _start = _end = 0;
    }

    private sealed class RestStream(SlidingBuffer buffer, Stream stream) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] bytes, int offset, int count)
        {
            int ready = Math.Min(count, buffer.Unread.Length);
            if (ready == 0)
            {
                return stream.Read(bytes, offset, count);
            }

            buffer.Unread[..ready].CopyTo(bytes.AsSpan(offset));
            buffer.Consume(ready);
            return ready;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] bytes, int offset, int count) => throw new NotSupportedException();
    }

    private void MakeRoom()
    {
        int unread = _end - _start;
        if (unread == _bytes.Length)
        {
            if (unread >= Largest)
            {
                throw InventoryFormatException.Damaged("an item of more than 1 MiB begins here", Position);
            }

            byte[] larger = ArrayPool<byte>.Shared.Rent(2 * _bytes.Length);
            Unread.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        else if (_start > 0)
        {
            Unread.CopyTo(_bytes);
        }

        (_start, _end) = (0, unread);
    }
}
