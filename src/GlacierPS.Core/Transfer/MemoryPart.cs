using System.Buffers;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// A part in pooled pieces of 1 MiB. They come only as they are needed, so that a small archive with a large part size
/// stays small.
/// </summary>
internal sealed class MemoryPart : StreamPart
{
    private readonly List<byte[]> _pieces = [];

    public override Task<BodyHashes> HashAsync(CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                using var hasher = new BodyHasher();
                for (int i = 0; i < _pieces.Count; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    long rest = Length - (long)i * TreeHash.ChunkSize;
                    hasher.Append(_pieces[i].AsSpan(0, (int)Math.Clamp(rest, 0, TreeHash.ChunkSize)));
                }

                return hasher.Finish();
            },
            cancellationToken
        );

    public override BodyStream Open(ProgressTally tally, RateLimit? rate) =>
        new Body(_pieces, Length) { Moved = tally.Moved, Rate = rate };

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
