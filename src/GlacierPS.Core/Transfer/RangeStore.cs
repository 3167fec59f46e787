using GlacierPS.Core.Hashing;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// Stores the body of a range while hashing it. Two buffers take turns: while the disk takes one, the other is filled.
/// </summary>
internal sealed class RangeStore(DownloadOptions options, PartialFile file)
{
    /// <summary>Bytes that are taken from the wire at once, and hashed while they are in the processor's own cache.</summary>
    private const int Piece = 128 << 10;

    /// <summary>Takes a body in.</summary>
    /// <param name="body">As many bytes as the range has.</param>
    /// <param name="range">Where they belong; begins at a multiple of 1 MiB.</param>
    /// <param name="moved">Told the bytes as they come.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The tree hash of what is stored.</returns>
    /// <exception cref="EndOfStreamException">The body is too short.</exception>
    public async Task<Sha256Digest> StoreAsync(
        Stream body, ByteRange range, Action<int> moved, CancellationToken cancellationToken)
    {
        AlignedBuffer filling = AlignedBuffer.Rent();
        AlignedBuffer? other = null;
        Task writing = Task.CompletedTask;
        using var stall = new StallGuard(options.StallTimeout, cancellationToken);
        using var hasher = new TreeHasher();
        try
        {
            for (long offset = range.First; offset <= range.Last;)
            {
                int wanted = (int)Math.Min(AlignedBuffer.Size, range.Last - offset + 1);
                for (int filled = 0; filled < wanted;)
                {
                    Memory<byte> piece = filling.Memory[filled..Math.Min(wanted, filled + Piece)];
                    int read = await ReadAsync(stall, body, piece, cancellationToken);
                    if (read == 0)
                    {
                        throw new EndOfStreamException(
                            $"The connection ended {range.Last - offset - filled + 1:N0} bytes too early.");
                    }

                    hasher.Append(piece.Span[..read]);
                    filled += read;
                    moved(read);
                }

                await writing;
                if (range.Length <= AlignedBuffer.Size)
                {
                    file.Write(filling, wanted, offset);
                    break;
                }

                writing = WriteAsync(filling, wanted, offset);
                (filling, other) = (other ?? AlignedBuffer.Rent(), filling);
                offset += wanted;
            }
        }
        finally
        {
            // Its buffer is not ours before it has ended, however it ends.
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            filling.Dispose();
            other?.Dispose();
        }

        await writing;
        return hasher.Finish();
    }

    private Task WriteAsync(AlignedBuffer buffer, int length, long offset) =>
        Task.Run(() => file.Write(buffer, length, offset), CancellationToken.None);

    private async ValueTask<int> ReadAsync(
        StallGuard stall, Stream body, Memory<byte> piece, CancellationToken cancellationToken)
    {
        if (options.Rate is not { } rate)
        {
            return await stall.ReadAsync(body, piece);
        }

        int read = await stall.ReadAsync(body, piece[..rate.Most(piece.Length)]);
        await rate.TakeAsync(read, cancellationToken);
        return read;
    }
}
