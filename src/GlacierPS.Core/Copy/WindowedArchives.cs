using GlacierPS.Core.Catalog;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Copy;

/// <summary>
/// The archives that are wanted, in windows, oldest first. The catalogue is read twice (three times where more were
/// stored in an hour than a window takes): once to cut the windows, and once to note the rows of each, of which about a
/// byte is kept. A window reads its own rows alone, as they are by then. Archives that are of no catalogue are kept as
/// they are.
/// </summary>
internal sealed class WindowedArchives
{
    private readonly VaultCatalog? _catalog;

    // By the window's beginning.
    private readonly Dictionary<DateTime, Content> _contents;

    private WindowedArchives(VaultCatalog? catalog, IReadOnlyList<CopyWindow> windows)
    {
        (_catalog, Windows) = (catalog, windows);
        _contents = windows.ToDictionary(window => window.From, window => new Content(window));
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
        IReadOnlyList<CopyWindow> windows = CopyWindows.Cut(
            () => read().Select(one => (one.CreationDate, one.SizeInBytes)),
            mostArchives
        );
        var archives = new WindowedArchives(catalog, windows);
        if (windows.Count > 0)
        {
            archives.Note(read());
        }

        return archives;
    }

    /// <summary>
    /// The archives of a window, the oldest first. What left the catalogue since then is left out, and so is what came.
    /// </summary>
    /// <exception cref="DatabaseException">The catalogue is damaged, or cannot be read.</exception>
    public IReadOnlyList<CatalogArchive> Read(CopyWindow window, CancellationToken cancellationToken)
    {
        Content content = _contents[window.From];
        long[] numbers = content.Rows.ToArray();
        // In the order in which they lie in the file.
        Array.Sort(numbers);
        IEnumerable<CatalogArchive> rows =
            _catalog?.Stream((database, vault) => Read(database, vault, numbers, cancellationToken)) ?? [];
        // Of the size that is needed: arrays that grow are large objects, of which .NET collects none for long.
        var archives = new List<CatalogArchive>(numbers.Length + content.Others.Count);
        // A row may be another archive's by now.
        archives.AddRange(rows.Where(archive => Contains(window, archive)));
        archives.AddRange(content.Others);
        // IDs only of those of one moment: each is made as a text when it is asked for, and kept.
        archives.Sort(
            (one, other) =>
                one.CreationDate.CompareTo(other.CreationDate) is not 0 and var order
                    ? order
                    : string.CompareOrdinal(one.ArchiveId, other.ArchiveId)
        );
        return archives;
    }

    private static bool Contains(CopyWindow window, CatalogArchive archive) =>
        archive.CreationDate >= window.From && archive.CreationDate < window.Until;

    private static IEnumerable<CatalogArchive> Read(
        Database database,
        VaultRow vault,
        long[] numbers,
        CancellationToken cancellationToken
    )
    {
        // The rows of a window lie all over the file, and none is read twice.
        using IDisposable _ = database.KeepLittle();
        using var reader = new CatalogReader(database, vault, cancellationToken);
        foreach (CatalogArchive archive in reader.Read(numbers))
        {
            yield return archive;
        }
    }

    private void Note(IEnumerable<CatalogArchive> archives)
    {
        foreach (CatalogArchive archive in archives)
        {
            // What came since the windows were cut may be in none.
            if (WindowAt(archive.CreationDate) is not { } window || !Contains(window, archive))
            {
                continue;
            }

            Content content = _contents[window.From];
            if (_catalog is null || archive.Number == 0)
            {
                content.Others.Add(archive);
            }
            else
            {
                content.Rows.Add(archive.Number);
            }
        }
    }

    /// <summary>The last window that begins at a time or before it; null if all begin later.</summary>
    private CopyWindow? WindowAt(DateTime time)
    {
        (int first, int last) = (0, Windows.Count);
        while (first < last)
        {
            int middle = (first + last) / 2;
            (first, last) = Windows[middle].From <= time ? (middle + 1, last) : (first, middle);
        }

        return first == 0 ? null : Windows[first - 1];
    }

    /// <summary>What a window has.</summary>
    private sealed class Content(CopyWindow window)
    {
        /// <summary>Rows of the catalogue.</summary>
        public RowNumbers Rows { get; } = new((int)Math.Min(window.Archives, CopyWindows.MaxArchives));

        /// <summary>Archives that have no row.</summary>
        public List<CatalogArchive> Others { get; } = [];
    }
}
