using GlacierPS.Core.Hashing;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Transfer;

/// <summary>Stores the body of a range while hashing it.</summary>
internal sealed class RangeStore(DownloadOptions options, PartialFile file)
{
    /// <summary>
    /// Bytes that are taken from the wire at once: a leaf of the tree, which is hashed where it lies.
    /// </summary>
    private const int Piece = TreeHash.ChunkSize;

    /// <summary>
    /// Written at once, that much costs the system half as much as in pieces of 1 MiB; more gains nothing.
    /// </summary>
    private const int LargestWrite = 4 << 20;

    /// <summary>Bytes that all ranges together may hold, unless there are more of them than MiB.</summary>
    private const int MostMemory = 32 << 20;

    private readonly int _write = Math.Clamp(
        MostMemory / options.ThrottleLimit / AlignedBuffer.Size * AlignedBuffer.Size,
        AlignedBuffer.Size,
        LargestWrite
    );

    /// <summary>Takes a body in.</summary>
    /// <param name="body">As many bytes as the range has.</param>
    /// <param name="range">Where they belong; begins at a multiple of 1 MiB.</param>
    /// <param name="moved">Told the bytes as they come.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The tree hash of what is stored.</returns>
    /// <exception cref="EndOfStreamException">The body is too short.</exception>
    public async Task<Sha256Digest> StoreAsync(
        Stream body,
        ByteRange range,
        Action<int> moved,
        CancellationToken cancellationToken
    )
    {
        using AlignedBuffer buffer = AlignedBuffer.Rent(
            range.Length <= AlignedBuffer.Size ? AlignedBuffer.Size : _write
        );
        using var hasher = new TreeHasher();
        for (long offset = range.First; offset <= range.Last; )
        {
            int wanted = (int)Math.Min(buffer.Memory.Length, range.Last - offset + 1);
            int hashed = 0;
            for (int filled = 0; filled < wanted; )
            {
                int leaf = Math.Min(wanted, (filled / Piece + 1) * Piece);
                int read = await ReadAsync(body, buffer.Memory[filled..leaf], cancellationToken);
                if (read == 0)
                {
                    throw new EndOfStreamException(
                        $"The connection ended {range.Last - offset - filled + 1:N0} bytes too early."
                    );
                }

                filled += read;
                moved(read);
                if (filled == leaf)
                {
                    hasher.Append(buffer.Memory.Span[hashed..leaf]);
                    hashed = leaf;
                }
            }

            file.Write(buffer, wanted, offset);
            offset += wanted;
        }

        return hasher.Finish();
    }

    private async ValueTask<int> ReadAsync(Stream body, Memory<byte> piece, CancellationToken cancellationToken)
    {
        if (options.Rate is not { } rate)
        {
            return await body.ReadAsync(piece, cancellationToken);
        }

        int read = await body.ReadAsync(piece[..rate.Most(piece.Length)], cancellationToken);
        await rate.TakeAsync(read, cancellationToken);
        return read;
    }
}
