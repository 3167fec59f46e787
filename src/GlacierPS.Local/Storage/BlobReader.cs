using System.Runtime.InteropServices;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Local.Storage;

/// <summary>
/// Reads a blob a MiB at a time, each checked against its hash before anyone sees it, and the hashes themselves
/// against the tree hash that the metadata keep.
/// </summary>
internal sealed class BlobReader : IDisposable
{
    private readonly IBlobFile _file;
    private readonly BlobRef _blob;
    private readonly Sha256Digest[] _leaves;

    private BlobReader(IBlobFile file, BlobRef blob, Sha256Digest[] leaves)
    {
        _file = file;
        _blob = blob;
        _leaves = leaves;
    }

    /// <summary>The hashes of the blob's MiBs.</summary>
    public ReadOnlySpan<Sha256Digest> Leaves => _leaves;

    /// <exception cref="DamagedDataException">The blob is missing, of another length, or its hashes are not as they
    /// were written.</exception>
    /// <exception cref="IOException">It cannot be opened now, which does not say that it is damaged: another program
    /// may hold it, or too many files are open.</exception>
    public static BlobReader Open(IVaultStorage storage, in BlobRef blob)
    {
        IBlobFile file;
        try
        {
            file = storage.OpenBlob(blob.Key);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DamagedDataException($"The data {blob.Key} are missing.", exception);
        }

        try
        {
            return new BlobReader(file, blob, ReadLeaves(file, blob));
        }
        catch (Exception)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a MiB, or what there is of the last one.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="buffer">Room for a MiB.</param>
    /// <returns>Bytes read.</returns>
    /// <exception cref="DamagedDataException">The data are not as they were written.</exception>
    public int ReadLeaf(int index, Span<byte> buffer)
    {
        long offset = (long)index * TreeHash.ChunkSize;
        Span<byte> data = buffer[..(int)Math.Min(TreeHash.ChunkSize, _blob.Length - offset)];
        if (_file.Read(offset, data) != data.Length || Sha256Digest.Of(data) != _leaves[index])
        {
            throw new DamagedDataException($"The data {_blob.Key} are damaged within the MiB from byte {offset}.");
        }

        return data.Length;
    }

    public void Dispose() => _file.Dispose();

    private static Sha256Digest[] ReadLeaves(IBlobFile file, in BlobRef blob)
    {
        if (file.Length != blob.FileLength)
        {
            throw new DamagedDataException(
                $"The data {blob.Key} have {Quantity.Of(file.Length, "byte")} on disk instead of the "
                    + $"{Digits.Of(blob.FileLength)} written."
            );
        }

        byte[] trailer = new byte[blob.LeafCount * Sha256Digest.Size];
        file.Read(blob.Length, trailer);
        Sha256Digest[] leaves = MemoryMarshal.Cast<byte, Sha256Digest>(trailer).ToArray();
        if (TreeHash.Combine(leaves) != blob.TreeHash.Digest)
        {
            throw new DamagedDataException($"The hashes behind the data {blob.Key} are damaged.");
        }

        return leaves;
    }
}
