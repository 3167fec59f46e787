using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Tests.Hashing;

public sealed class RangeAlignmentTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void A_range_is_tree_hash_aligned_exactly_if_its_hash_is_a_node_of_the_tree_for_every_range_below_40_MiB()
    {
        for (int chunks = 1; chunks < 40; chunks++)
        {
            Sha256Digest[] leaves = Leaves(chunks);
            HashSet<Sha256Digest> nodes = NodesOf(leaves);

            // The last chunk once full, once a single byte.
            foreach (long size in new[] { chunks * MiB, (chunks - 1) * MiB + 1 })
            {
                for (int start = 0; start < chunks; start++)
                {
                    for (int end = start + 1; end <= chunks; end++)
                    {
                        var range = new ByteRange(start * MiB, Math.Min(end * MiB, size) - 1);
                        bool isNode = nodes.Contains(TreeHash.Combine(leaves.AsSpan(start, end - start)));

                        Assert.True(RangeAlignment.IsMegabyteAligned(range, size));
                        Assert.True(
                            isNode == RangeAlignment.IsTreeHashAligned(range, size),
                            $"[{start},{end}) of {chunks} chunks, {size} bytes"
                        );
                    }
                }
            }
        }
    }

    [Fact]
    public void The_aligned_ranges_of_seven_chunks_are_those_of_the_specification() =>
        Assert.Equal(
            [
                "[0,1)",
                "[0,2)",
                "[0,4)",
                "[0,7)",
                "[1,2)",
                "[2,3)",
                "[2,4)",
                "[3,4)",
                "[4,5)",
                "[4,6)",
                "[4,7)",
                "[5,6)",
                "[6,7)",
            ],
            AlignedRanges(13 * MiB / 2)
        );

    [Fact]
    public void The_aligned_ranges_of_four_chunks_are_those_of_the_specification() =>
        Assert.Equal(["[0,1)", "[0,2)", "[0,4)", "[1,2)", "[2,3)", "[2,4)", "[3,4)"], AlignedRanges(4 * MiB));

    [Theory]
    [InlineData(1, MiB, "the start is off by one")]
    [InlineData(0, MiB - 1, "the end is inside a chunk")]
    [InlineData(0, 3 * MiB + 1, "the end is outside the archive")]
    [InlineData(-MiB, MiB, "the start is negative")]
    [InlineData(MiB, 0, "the end is before the start")]
    public void Ranges_off_the_megabyte_grid_are_not_aligned(long first, long end, string why)
    {
        var range = new ByteRange(first, end - 1);

        Assert.False(RangeAlignment.IsMegabyteAligned(range, 3 * MiB), why);
        Assert.False(RangeAlignment.IsTreeHashAligned(range, 3 * MiB), why);
    }

    [Fact]
    public void A_range_may_end_with_the_archive_inside_a_chunk()
    {
        var range = new ByteRange(2 * MiB, 2 * MiB + 6);

        Assert.True(RangeAlignment.IsTreeHashAligned(range, 2 * MiB + 7));
        Assert.False(RangeAlignment.IsMegabyteAligned(range, 2 * MiB + 8));
    }

    [Fact]
    public void The_largest_archive_is_handled_without_overflow()
    {
        const long size = 10_000L * 4096 * MiB;

        Assert.True(RangeAlignment.IsTreeHashAligned(new ByteRange(0, size - 1), size));
        Assert.True(RangeAlignment.IsTreeHashAligned(ByteRange.At(size - 4096 * MiB, 4096 * MiB), size));
        Assert.False(RangeAlignment.IsTreeHashAligned(ByteRange.At(size - 3 * MiB, 3 * MiB), size));
    }

    private static List<string> AlignedRanges(long size)
    {
        long chunks = (size + MiB - 1) / MiB;
        var aligned = new List<string>();
        for (long start = 0; start < chunks; start++)
        {
            for (long end = start + 1; end <= chunks; end++)
            {
                if (RangeAlignment.IsTreeHashAligned(new ByteRange(start * MiB, Math.Min(end * MiB, size) - 1), size))
                {
                    aligned.Add($"[{start},{end})");
                }
            }
        }

        return aligned;
    }

    private static Sha256Digest[] Leaves(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Sha256Digest.Of([(byte)i]))];

    /// <summary>
    /// Every node of the tree, built level by level as the clause is written (glacier-api.md §3, steps 2 and 3).
    /// </summary>
    private static HashSet<Sha256Digest> NodesOf(Sha256Digest[] leaves)
    {
        var nodes = new HashSet<Sha256Digest>(leaves);
        List<Sha256Digest> level = [.. leaves];
        while (level.Count > 1)
        {
            var next = new List<Sha256Digest>();
            for (int i = 0; i + 1 < level.Count; i += 2)
            {
                next.Add(Sha256Digest.OfPair(level[i], level[i + 1]));
            }

            if (level.Count % 2 == 1)
            {
                next.Add(level[^1]);
            }

            nodes.UnionWith(next);
            level = next;
        }

        return nodes;
    }
}
