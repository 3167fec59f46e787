using GlacierPS.Core.Hashing;
using GlacierPS.Core.Storage;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Storage;

/// <summary>
/// Writes a body to a blob, once, while both of its hashes are taken from the same buffers. Behind the data go the
/// hashes of its MiBs, by which every one can be checked alone when it is read again.
/// </summary>
internal sealed class BlobWriter : IDisposable
{
    /// <summary>Bytes that are hashed, twice, while they still lie in the processor's own cache.</summary>
    private const int HashedPiece = 128 * 1024;

    /// <summary>
    /// What a large body is written in: a tenth less of the system's time than in pieces of 1 MiB; more gains nothing.
    /// </summary>
    private const int LargeWrite = 2 * AlignedBuffer.Size;

    private readonly IBlobFile _file;
    private readonly long _length;

    /// <summary>Begins a blob aside.</summary>
    /// <param name="storage">Where it goes.</param>
    /// <param name="key">Its name.</param>
    /// <param name="length">Bytes of data that it will have, at least 1.</param>
    public BlobWriter(IVaultStorage storage, ResourceKey key, long length)
    {
        _length = length;
        _file = storage.CreateBlob(key, new BlobRef(key, length, default).FileLength);
    }

    /// <summary>Takes the body in.</summary>
    /// <returns>Its hashes; null if it ended early.</returns>
    public async Task<BodyHashes?> FillAsync(Stream body, CancellationToken cancellationToken)
    {
        var leaves = new List<Sha256Digest>();
        using var hasher = new BodyHasher(leaves.Add);
        int size = _length < 2 * LargeWrite ? AlignedBuffer.Size : LargeWrite;
        AlignedBuffer filling = AlignedBuffer.Rent(size);
        AlignedBuffer? other = null;
        Task writing = Task.CompletedTask;
        try
        {
            for (long left = _length; left > 0; )
            {
                Memory<byte> room = filling.Memory[..(int)Math.Min(left, size)];
                for (int filled = 0; filled < room.Length; )
                {
                    Memory<byte> piece = room.Slice(filled, Math.Min(HashedPiece, room.Length - filled));
                    if (await ReadAsync(body, piece, cancellationToken) < piece.Length)
                    {
                        return null;
                    }

                    hasher.Append(piece.Span);
                    filled += piece.Length;
                }

                // While the disk takes this buffer, the next one comes in and is hashed.
                await writing;
                left -= room.Length;
                if (other is null && left == 0)
                {
                    // A small body, in one piece.
                    _file.Append(room.Span);
                    break;
                }

                writing = Task.Run(() => _file.Append(room.Span), CancellationToken.None);
                (filling, other) = (other ?? AlignedBuffer.Rent(size), filling);
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
        BodyHashes hashes = hasher.Finish();
        AppendTrailer(leaves);
        return hashes;
    }

    /// <summary>
    /// Makes the blob last. It is still nobody's, and removed again on disposal, until it is <see cref="Used"/>.
    /// </summary>
    public void Keep() => _file.Keep();

    /// <summary>Says that the metadata now refer to the blob.</summary>
    public void Used() => _file.PutInPlace();

    /// <summary>Removes the blob unless it is used.</summary>
    public void Dispose() => _file.Dispose();

    private static async ValueTask<int> ReadAsync(Stream body, Memory<byte> room, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAtLeastAsync(room, room.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (IOException exception)
        {
            // Told apart from trouble with the disk, which is this side's.
            throw new BodyReadException(exception);
        }
    }

    /// <summary>
    /// From a buffer like those of the data: that of many leaves is of a length that may be written directly.
    /// </summary>
    private void AppendTrailer(List<Sha256Digest> leaves)
    {
        using AlignedBuffer buffer = AlignedBuffer.Rent();
        Span<byte> trailer = buffer.Memory.Span[..(leaves.Count * Sha256Digest.Size)];
        for (int i = 0; i < leaves.Count; i++)
        {
            leaves[i].Bytes.CopyTo(trailer[(i * Sha256Digest.Size)..]);
        }

        _file.Append(trailer);
    }
}
