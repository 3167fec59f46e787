namespace GlacierPS.Core.Copy;

/// <summary>A stretch of time, and what was stored in it.</summary>
/// <param name="From">Its beginning, in UTC.</param>
/// <param name="Until">Its end, in UTC, no longer part of it.</param>
/// <param name="Archives">Archives that were stored in it.</param>
/// <param name="SizeInBytes">Their total size.</param>
internal sealed record CopyWindow(DateTime From, DateTime Until, long Archives, long SizeInBytes);

/// <summary>
/// Cuts a vault by creation date, oldest first, into windows of at most 50,000 archives or 1 TiB: the service works
/// through retrievals in the order of the archives' creation, and a window's archives fit into memory. What is kept of
/// all archives is a count for each hour; an hour with too many is cut by seconds.
/// </summary>
internal static class CopyWindows
{
    /// <summary>Archives of a window; a second in which more were stored is a window of its own.</summary>
    public const long MaxArchives = 50_000;

    /// <summary>Bytes of a window, unless a single archive has more.</summary>
    public const long MaxBytes = 1L << 40;

    /// <summary>Cuts them. They are read once, and again if an hour has more than a window takes.</summary>
    /// <param name="read">Creation date in UTC, and size, of each archive, in any order.</param>
    /// <param name="maxArchives">Archives of a window.</param>
    /// <param name="maxBytes">Bytes of a window.</param>
    public static IReadOnlyList<CopyWindow> Cut(
        Func<IEnumerable<(DateTime Created, long Size)>> read,
        long maxArchives = MaxArchives,
        long maxBytes = MaxBytes
    )
    {
        var hours = new SortedDictionary<long, Stored>();
        Count(read(), hours, TimeSpan.TicksPerHour);
        HashSet<long> crowded = [.. hours.Where(hour => hour.Value.Archives > maxArchives).Select(hour => hour.Key)];
        var slices = new List<(long From, long Until, Stored Stored)>();
        if (crowded.Count > 0)
        {
            var seconds = new SortedDictionary<long, Stored>();
            Count(
                read().Where(archive => crowded.Contains(archive.Created.Ticks / TimeSpan.TicksPerHour)),
                seconds,
                TimeSpan.TicksPerSecond
            );
            slices.AddRange(seconds.Select(second => Slice(second, TimeSpan.TicksPerSecond)));
        }

        slices.AddRange(
            hours.Where(hour => !crowded.Contains(hour.Key)).Select(hour => Slice(hour, TimeSpan.TicksPerHour))
        );
        slices.Sort((one, other) => one.From.CompareTo(other.From));
        var windows = new List<CopyWindow>();
        foreach ((long from, long until, Stored stored) in slices)
        {
            var slice = new CopyWindow(Utc(from), Utc(until), stored.Archives, stored.Bytes);
            if (
                windows.Count > 0
                && windows[^1] is var last
                && last.Archives + slice.Archives <= maxArchives
                && last.SizeInBytes + slice.SizeInBytes <= maxBytes
            )
            {
                windows[^1] = last with
                {
                    Until = slice.Until,
                    Archives = last.Archives + slice.Archives,
                    SizeInBytes = last.SizeInBytes + slice.SizeInBytes,
                };
            }
            else
            {
                windows.Add(slice);
            }
        }

        return windows;
    }

    private static void Count(
        IEnumerable<(DateTime Created, long Size)> archives,
        SortedDictionary<long, Stored> into,
        long ticks
    )
    {
        foreach ((DateTime created, long size) in archives)
        {
            long slice = created.Ticks / ticks;
            if (!into.TryGetValue(slice, out Stored? stored))
            {
                into.Add(slice, stored = new Stored());
            }

            stored.Archives++;
            stored.Bytes += size;
        }
    }

    private static (long From, long Until, Stored Stored) Slice(KeyValuePair<long, Stored> slice, long ticks) =>
        (slice.Key * ticks, (slice.Key + 1) * ticks, slice.Value);

    private static DateTime Utc(long ticks) => new(Math.Min(ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc);

    private sealed class Stored
    {
        public long Archives;
        public long Bytes;
    }
}
