using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Tests.Hashing;

/// <summary>The statements on tree hashes and alignment: glacier-api.md §11, C030 to C039.</summary>
public sealed class TreeHashStatementTests
{
    private const int MiB = 1 << 20;

    [Fact]
    public void C030_No_data_has_the_hash_of_nothing() =>
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", TreeOf('a', 0));

    [Fact]
    public void C031_Two_MiB_of_a_have_the_published_hashes()
    {
        Assert.Equal(
            "5256ec18f11624025905d057d6befb03d77b243511ac5f77ed5e0221ce6d84b5",
            Sha256Digest.Of(Repeat('a', 2 * MiB)).ToString()
        );
        Assert.Equal("560c2c9333c719cb00cfdffee3ba293db17f58743cdd1f7e4055373ae6300afa", TreeOf('a', 2 * MiB));
    }

    [Fact]
    public void C032_Four_MiB_and_20_bytes_of_a_have_the_published_tree_hash() =>
        Assert.Equal("12f3cbd6101b981cde074039f6f728071da8879d6f632de8afc7cdf00661b08f", TreeOf('a', 4 * MiB + 20));

    [Fact]
    public void C033_Five_and_a_half_MiB_of_0_have_the_published_hashes()
    {
        Assert.Equal(
            "68aff0c5a91aa0491752bfb96e3fef33eb74953804f6a2f7b708d5bcefa8ff6b",
            Sha256Digest.Of(Repeat('0', 11 * MiB / 2)).ToString()
        );
        Assert.Equal("154e26c78fd74d0c2c9b3cc4644191619dc4f2cd539ae2a74d5fd07957a3ee6a", TreeOf('0', 11 * MiB / 2));
    }

    [Fact]
    public void C034_The_guides_4608000_NUL_bytes_have_their_tree_hash() =>
        Assert.Equal("3d760edb291bfc9d90d35809243de092aea4c47b308290ad12d084f69988ae0c", TreeOf('\0', 4608000));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void C038_The_tree_hash_over_equal_parts_is_that_of_the_whole(int partMiB)
    {
        byte[] whole = new byte[13 * MiB / 2];
        new Random(1).NextBytes(whole);
        Sha256Digest[] parts = [.. whole.Chunk(partMiB * MiB).Select(part => TreeHash.Of(part))];

        Assert.Equal(TreeHash.Of(whole), TreeHash.Combine(parts));
    }

    [Fact]
    public void C039_Of_seven_chunks_exactly_thirteen_ranges_are_aligned()
    {
        const long size = 13 * MiB / 2;
        IEnumerable<string> aligned =
            from start in Enumerable.Range(0, 7)
            from end in Enumerable.Range(start + 1, 7 - start)
            where
                RangeAlignment.IsTreeHashAligned(
                    new ByteRange((long)start * MiB, Math.Min((long)end * MiB, size) - 1),
                    size
                )
            select $"{start}-{end}";

        Assert.Equal(
            ["0-1", "0-2", "0-4", "0-7", "1-2", "2-3", "2-4", "3-4", "4-5", "4-6", "4-7", "5-6", "6-7"],
            aligned
        );
    }

    private static string TreeOf(char value, int length) => TreeHash.Of(Repeat(value, length)).ToString();

    private static byte[] Repeat(char value, int length)
    {
        byte[] data = new byte[length];
        Array.Fill(data, (byte)value);
        return data;
    }
}
