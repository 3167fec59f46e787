using System.Runtime.InteropServices;
using GlacierPS.Core.Catalog;

namespace GlacierPS.Core.Copy;

/// <summary>
/// The archives that are wanted, in windows, oldest first. The catalogue is read once (twice where more were stored in
/// an hour than a window takes); 8 bytes are kept of each archive until the windows are cut, the second in which it
/// was stored and its row, and the row from then on. A window reads its own rows alone, as they are by then. Archives
/// that are of no catalogue are kept as they are.
/// </summary>
internal sealed class WindowedArchives
{
    private readonly VaultCatalog? _catalog;
    private readonly List<uint> _rows;

    // Which of the rows each window has, by its beginning.
    private readonly Dictionary<DateTime, (int First, int Count)> _stretches;
    private readonly long _firstRow;
    private readonly List<CatalogArchive> _others;

    private WindowedArchives(VaultCatalog? catalog, IReadOnlyList<CopyWindow> windows, Rows rows)
    {
        (_catalog, Windows) = (catalog, windows);
        (_rows, _firstRow, _others) = (rows.Numbers, rows.First, rows.Others);
        _stretches = windows.ToDictionary(window => window.From, rows.Stretch);
    }

    /// <summary>The windows, the oldest first.</summary>
    public IReadOnlyList<CopyWindow> Windows { get; }

    /// <summary>Reads which there are.</summary>
    /// <param name="catalog">The catalogue; null where they are all in memory, and are kept as they are.</param>
    /// <param name="read">The archives of it that are wanted.</param>
    /// <param name="mostArchives">Archives of a window.</param>
    public static WindowedArchives Read(
        VaultCatalog? catalog,
        Func<IEnumerable<CatalogArchive>> read,
        long mostArchives = CopyWindows.MaxArchives
    )
    {
        var rows = new Rows(catalog is null ? null : (int)Math.Min(catalog.ReadState().KnownArchives, Array.MaxLength));
        IReadOnlyList<CopyWindow> windows = CopyWindows.Cut(
            () => (rows.IsRead ? read() : rows.Note(read())).Select(one => (one.CreationDate, one.SizeInBytes)),
            mostArchives
        );
        rows.Sort();
        return new WindowedArchives(catalog, windows, rows);
    }

    /// <summary>
    /// The archives of a window, the oldest first. What left the catalogue since then is left out, and so is what came.
    /// </summary>
    /// <exception cref="Storage.DatabaseException">The catalogue is damaged, or cannot be read.</exception>
    public CatalogArchive[] Read(CopyWindow window, CancellationToken cancellationToken)
    {
        (int first, int count) = _stretches[window.From];
        long[] numbers = [.. _rows.GetRange(first, count).Select(row => _firstRow + row)];
        // In the order in which they lie in the file.
        Array.Sort(numbers);
        IEnumerable<CatalogArchive> rows =
            _catalog?.Stream(
                (database, vault) => Rows.Read(new CatalogReader(database, vault, cancellationToken), numbers)
            )
            ?? [];
        CatalogArchive[] archives =
        [
            .. rows.Concat(_others)
                .Where(archive => archive.CreationDate >= window.From && archive.CreationDate < window.Until),
        ];
        // IDs only of those of one moment: each is made as a text when it is asked for, and kept.
        Array.Sort(
            archives,
            (one, other) =>
                one.CreationDate.CompareTo(other.CreationDate) is not 0 and var order
                    ? order
                    : string.CompareOrdinal(one.ArchiveId, other.ArchiveId)
        );
        return archives;
    }

    /// <summary>Seconds since 1970; what is beyond them lies at their ends.</summary>
    private static uint SecondOf(DateTime time) =>
        (uint)Math.Clamp((time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond, 0, uint.MaxValue);

    /// <summary>The rows as they are noted.</summary>
    /// <param name="most">
    /// How many there are at most; what is not used of that takes no memory. Null where none are rows of a catalogue.
    /// </param>
    private sealed class Rows(int? most)
    {
        private readonly List<uint> _seconds = new(most ?? 0);

        public List<uint> Numbers { get; } = new(most ?? 0);

        /// <summary>Archives that have no row.</summary>
        public List<CatalogArchive> Others { get; } = [];

        /// <summary>The number that is added to all of <see cref="Numbers"/>.</summary>
        public long First { get; private set; }

        public bool IsRead { get; private set; }

        public IEnumerable<CatalogArchive> Note(IEnumerable<CatalogArchive> archives)
        {
            IsRead = true;
            foreach (CatalogArchive archive in archives)
            {
                if (most is null || archive.Number == 0)
                {
                    Others.Add(archive);
                }
                else
                {
                    if (_seconds.Count == 0)
                    {
                        First = archive.Number >> CatalogSchema.VaultBits << CatalogSchema.VaultBits;
                    }

                    _seconds.Add(SecondOf(archive.CreationDate));
                    Numbers.Add(checked((uint)(archive.Number - First)));
                }

                yield return archive;
            }
        }

        public static IEnumerable<CatalogArchive> Read(CatalogReader reader, long[] numbers)
        {
            using (reader)
            {
                foreach (CatalogArchive archive in reader.Read(numbers))
                {
                    yield return archive;
                }
            }
        }

        public void Sort() => CollectionsMarshal.AsSpan(_seconds).Sort(CollectionsMarshal.AsSpan(Numbers));

        /// <summary>Where the rows of a window are, once all are sorted.</summary>
        public (int First, int Count) Stretch(CopyWindow window)
        {
            int first = Before(SecondOf(window.From));
            // With the second in which it ends: before 1970, all lie in one.
            return (first, Before(SecondOf(window.Until) + 1L) - first);
        }

        /// <summary>How many archives were stored before a second.</summary>
        private int Before(long second)
        {
            (int first, int last) = (0, _seconds.Count);
            while (first < last)
            {
                int middle = (int)(((long)first + last) / 2);
                (first, last) = _seconds[middle] < second ? (middle + 1, last) : (first, middle);
            }

            return first;
        }
    }
}
