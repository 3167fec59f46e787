using System.Buffers;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// A part of a stream that cannot be read twice, held in pooled pieces of 1 MiB and read as a stream of its own. Pieces
/// come only as they are needed, so that a small archive with a large part size stays small.
/// </summary>
internal sealed class PartBuffer : Stream
{
    private readonly List<byte[]> _pieces = [];
    private long _length;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <summary>Takes the next bytes of a stream.</summary>
    /// <param name="source">Read from where it stands.</param>
    /// <param name="most">Bytes to take; fewer only if the stream ends.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<PartBuffer> FillAsync(Stream source, long most, CancellationToken cancellationToken)
    {
        var buffer = new PartBuffer();
        try
        {
            while (buffer._length < most)
            {
                byte[] piece = ArrayPool<byte>.Shared.Rent(TreeHash.ChunkSize);
                buffer._pieces.Add(piece);
                int read = await source.ReadAtLeastAsync(
                    piece.AsMemory(0, TreeHash.ChunkSize), TreeHash.ChunkSize, throwOnEndOfStream: false, cancellationToken);
                buffer._length += read;
                if (read < TreeHash.ChunkSize)
                {
                    break;
                }
            }

            return buffer;
        }
        catch
        {
            await buffer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Both hashes of all of it.</summary>
    public BodyHashes Hash(CancellationToken cancellationToken)
    {
        using var hasher = new BodyHasher();
        for (int i = 0; i < _pieces.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long rest = _length - (long)i * TreeHash.ChunkSize;
            hasher.Append(_pieces[i].AsSpan(0, (int)Math.Clamp(rest, 0, TreeHash.ChunkSize)));
        }

        return hasher.Finish();
    }

    public override int Read(Span<byte> buffer)
    {
        int total = 0;
        while (total < buffer.Length && _position < _length)
        {
            (long piece, long at) = Math.DivRem(_position, TreeHash.ChunkSize);
            int take = (int)Math.Min(Math.Min(TreeHash.ChunkSize - at, _length - _position), buffer.Length - total);
            _pieces[(int)piece].AsSpan((int)at, take).CopyTo(buffer[total..]);
            total += take;
            _position += take;
        }

        return total;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => _position,
        _ => _length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        foreach (byte[] piece in _pieces)
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        _pieces.Clear();
        _length = 0;
        base.Dispose(disposing);
    }
}
