using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Tests.Hashing;

/// <summary>Held against the system's SHA-256, which hashes one leaf after the other.</summary>
public class LeafLanesTests
{
    private const int Chunk = TreeHash.ChunkSize;

    [Theory(SkipUnless = nameof(HasLanes), Skip = "This processor has no AVX-512VL.")]
    [InlineData(64)]
    [InlineData(16 << 10)]
    [InlineData(Chunk)]
    public void Eight_leaves_have_the_hashes_that_each_has_alone(int piece)
    {
        byte[] data = Bytes(8 * Chunk);
        var lanes = new LeafLanes();
        var leaves = new Sha256Digest[LeafLanes.Count];
        byte[] pieces = new byte[8 * piece];
        for (int round = 0; round < 2; round++)
        {
            // The second time over the first: nothing of it may be left.
            for (int done = 0; done < Chunk; done += piece)
            {
                for (int lane = 0; lane < 8; lane++)
                {
                    data.AsSpan(lane * Chunk + done, piece).CopyTo(pieces.AsSpan(lane * piece));
                }

                lanes.Append(pieces);
            }

            lanes.Finish(leaves);
            Assert.Equal(Enumerable.Range(0, 8).Select(i => Sha256Digest.Of(data.AsSpan(i * Chunk, Chunk))), leaves);
            data = Bytes(8 * Chunk);
        }
    }

    [Fact]
    public void Pieces_that_are_no_whole_blocks_are_refused() =>
        Assert.Throws<ArgumentException>(() => new LeafLanes().Append(new byte[8 * 64 + 8]));

    [Theory]
    [InlineData(0, 8 * Chunk)]
    [InlineData(5, 8 * Chunk)]
    [InlineData(3, 8 * Chunk - 1)]
    [InlineData(0, 8 * Chunk + 1)]
    [InlineData(7, 17 * Chunk + 3)]
    [InlineData(Chunk, 24 * Chunk)]
    public async Task A_range_of_a_file_has_the_hashes_of_its_bytes(int first, int length)
    {
        byte[] data = Bytes(first + length + 9);
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, data, CancellationToken.None);
            using SafeFileHandle file = File.OpenHandle(path);
            ByteRange range = ByteRange.At(first, length);
            Sha256Digest tree = TreeHash.Of(data.AsSpan(first, length));
            Sha256Digest linear = Sha256Digest.Of(data.AsSpan(first, length));
            long progress = 0;
            Sha256Digest found = await FileHashing.TreeHashAsync(
                file,
                range,
                done => progress += done,
                CancellationToken.None
            );
            Assert.Equal(tree, found);
            Assert.Equal(length, progress);

            // More at once than have their bytes in memory.
            BodyHashes[] bodies = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(_ => FileHashing.BodyHashesAsync(file, range, CancellationToken.None))
            );
            Assert.All(bodies, hashes => Assert.Equal(new BodyHashes(tree, linear), hashes));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_file_that_ends_before_its_range_is_told()
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, Bytes(9 * Chunk), CancellationToken.None);
            using SafeFileHandle file = File.OpenHandle(path);
            ByteRange range = ByteRange.At(0, 16 * Chunk);
            GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() =>
                FileHashing.BodyHashesAsync(file, range, CancellationToken.None)
            );
            Assert.Equal("FileChanged", error.ErrorId);
            await Assert.ThrowsAsync<GlacierTransferException>(() =>
                FileHashing.TreeHashAsync(file, range, progress: null, CancellationToken.None)
            );
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Whether this processor can.</summary>
    public static bool HasLanes => LeafLanes.IsSupported;

    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }
}
