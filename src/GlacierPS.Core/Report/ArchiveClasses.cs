using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Report;

/// <summary>The classes that archives are counted by. Their texts stand in the page's data.</summary>
internal static class ArchiveClasses
{
    private const long KiB = 1 << 10;
    private const long MiB = 1 << 20;
    private const long GiB = 1 << 30;

    private static readonly long[] s_sizes = [128 * KiB, MiB, 10 * MiB, 100 * MiB, GiB, 10 * GiB];
    private static readonly double[] s_days = [90, 365.25, 2 * 365.25, 3 * 365.25, 5 * 365.25, 7 * 365.25, 10 * 365.25];

    /// <summary>What the classes of size are called.</summary>
    public static string[] Sizes { get; } =
    ["< 128 KiB", "< 1 MiB", "< 10 MiB", "< 100 MiB", "< 1 GiB", "< 10 GiB", "≥ 10 GiB"];

    /// <summary>What the classes of age are called.</summary>
    public static string[] Ages { get; } =
    ["< 90 days", "< 1 year", "< 2 years", "< 3 years", "< 5 years", "< 7 years", "< 10 years", "≥ 10 years"];

    /// <summary>What the tools are called, by their number.</summary>
    public static string[] Tools { get; } =
    [.. Enum.GetValues<ArchiveTool>().Select(tool => tool == ArchiveTool.Unknown ? "none known" : $"{tool}")];

    /// <summary>The class of a size.</summary>
    public static int OfSize(long bytes)
    {
        int index = 0;
        while (index < s_sizes.Length && bytes >= s_sizes[index])
        {
            index++;
        }

        return index;
    }

    /// <summary>The class of an age.</summary>
    public static int OfAge(double days)
    {
        int index = 0;
        while (index < s_days.Length && days >= s_days[index])
        {
            index++;
        }

        return index;
    }
}

/// <summary>A count and the bytes that go with it.</summary>
internal record struct Amount(long Count, long Bytes)
{
    public readonly Amount With(long bytes) => new(Count + 1, Bytes + bytes);
}
