using GlacierPS.Core.Report;

namespace GlacierPS.Core.Tests.Report;

/// <summary>Archives kept by their numbers, whatever gaps these have.</summary>
public sealed class KeptArchivesTests
{
    [Fact]
    public void Each_is_found_by_its_number_and_no_other_number_is()
    {
        var random = new Random(7);
        var kept = new KeptArchives(0);
        var sizes = new Dictionary<long, long>();
        long number = 1L << 40;
        for (int i = 0; i < 5000; i++)
        {
            number += random.Next(4) == 0 ? random.Next(2, 9) : 1;
            sizes[number] = random.Next(3) == 0 ? uint.MaxValue - 1L + random.Next(3) : random.Next();
            kept.Add(number, sizes[number], age: i % 16, tool: (i / 16) % 16);
        }

        int[] found = [.. sizes.Keys.OrderBy(_ => random.Next()).Select(one => kept.IndexOf(one))];
        Assert.Equal(Enumerable.Range(0, 5000), found.Order());
        for (long one = (1L << 40) - 5; one < number + 5; one++)
        {
            int index = kept.IndexOf(one);
            Assert.Equal(sizes.ContainsKey(one), index >= 0);
            if (index >= 0)
            {
                Assert.Equal(sizes[one], kept.SizeAt(index));
                Assert.Equal((index % 16, (index / 16) % 16), (kept.AgeAt(index), kept.ToolAt(index)));
            }
        }
    }

    [Fact]
    public void Each_is_counted_once_which_changes_nothing_else_of_it()
    {
        var kept = new KeptArchives(1);
        kept.Add(5, 9, age: 15, tool: 15);
        Assert.True(kept.TryCount(0));
        Assert.False(kept.TryCount(0));
        Assert.Equal((9, 15, 15), (kept.SizeAt(0), kept.AgeAt(0), kept.ToolAt(0)));
        kept.Clear();
        Assert.Equal(0, kept.Count);
    }
}
