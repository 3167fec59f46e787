using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;

namespace GlacierPS.Core.Tests.Copy;

public sealed class WindowedArchivesTests : IDisposable
{
    private static readonly DateTime s_first = new(2012, 8, 21, 0, 30, 0, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();
    private readonly VaultCatalog _catalog;

    public WindowedArchivesTests() => _catalog = new VaultCatalog(_folder.Path, "photos");

    public void Dispose()
    {
        CatalogConnections.CloseBelow(_folder.Path);
        _folder.Dispose();
    }

    [Fact]
    public void Each_archive_is_in_one_window_and_the_catalogue_is_read_twice_for_all_of_them()
    {
        var random = new Random(1);
        Add([.. Enumerable.Range(0, 2000).Select(_ => s_first.AddSeconds(random.Next(0, 100_000_000)))]);
        int read = 0;
        var wanted = WindowedArchives.Read(_catalog, Read, 100);
        CatalogArchive[] found = [.. wanted.Windows.SelectMany(window => wanted.Read(window, default))];
        Assert.Equal(2, read);
        Assert.True(wanted.Windows.Count >= 20);
        Assert.Equal(
            _catalog
                .Read()
                .OrderBy(archive => archive.CreationDate)
                .ThenBy(archive => archive.ArchiveId, StringComparer.Ordinal)
                .Select(archive => (archive.ArchiveId, archive.CreationDate, archive.SizeInBytes)),
            found.Select(archive => (archive.ArchiveId, archive.CreationDate, archive.SizeInBytes))
        );

        IEnumerable<CatalogArchive> Read()
        {
            read++;
            return _catalog.Read();
        }
    }

    [Fact]
    public void Dates_that_no_service_gives_have_windows_too()
    {
        DateTime[] dates =
        [
            new(1, 1, 2, 0, 0, 0, DateTimeKind.Utc),
            new(1969, 12, 31, 23, 59, 59, DateTimeKind.Utc),
            DateTime.UnixEpoch,
            s_first,
            s_first.AddTicks(9_999_990),
            new(2106, 2, 7, 6, 28, 15, DateTimeKind.Utc),
            new(2106, 2, 7, 6, 28, 16, DateTimeKind.Utc),
            new(9999, 12, 30, 0, 0, 0, DateTimeKind.Utc),
        ];
        Add(dates);
        foreach (int most in (int[])[1, 2, 100])
        {
            var wanted = WindowedArchives.Read(_catalog, () => _catalog.Read(), most);
            Assert.Equal(
                dates,
                wanted.Windows.SelectMany(window => wanted.Read(window, default)).Select(one => one.CreationDate)
            );
        }
    }

    [Fact]
    public void What_is_not_wanted_is_in_no_window_and_what_left_the_catalogue_since_then_is_left_out()
    {
        Add([s_first, s_first.AddDays(1), s_first.AddDays(2)]);
        var wanted = WindowedArchives.Read(_catalog, () => _catalog.Read().Where(one => one.CreationDate > s_first));
        CopyWindow window = Assert.Single(wanted.Windows);
        Assert.Equal(["1", "2"], wanted.Read(window, default).Select(archive => archive.ArchiveId));
        _catalog.Remove(["1"], DateTime.UtcNow);
        Assert.Equal(["2"], wanted.Read(window, default).Select(archive => archive.ArchiveId));
    }

    [Fact]
    public void What_comes_while_the_rows_are_noted_is_in_no_window_that_does_not_have_its_date()
    {
        Add([s_first, s_first.AddDays(2)]);
        int read = 0;
        var wanted = WindowedArchives.Read(
            _catalog,
            () =>
                read++ == 0
                    ? _catalog.Read()
                    : _catalog.Read().Concat(new[] { -1, 1, 3 }.Select(day => Made(s_first.AddDays(day)))),
            1
        );
        Assert.Equal(
            ["0", "1"],
            wanted.Windows.SelectMany(window => wanted.Read(window, default)).Select(archive => archive.ArchiveId)
        );

        static CatalogArchive Made(DateTime date) => new("photos", $"made {date}", 5, creationDate: date);
    }

    [Fact]
    public void Rows_in_any_order_are_kept_as_they_were_added()
    {
        long[] rows = [5, 6, 6, 1, 1L << 40, (1L << 40) + 127, 0, long.MaxValue, 3, .. Enumerable.Range(0, 1000)];
        var kept = new RowNumbers(1);
        foreach (long row in rows)
        {
            kept.Add(row);
        }

        Assert.Equal(rows, kept);
    }

    [Fact]
    public void Archives_that_are_of_no_catalogue_are_in_their_windows()
    {
        Add([s_first, s_first.AddDays(2)]);
        var made = new CatalogArchive("photos", "made", 5, creationDate: s_first.AddDays(1));
        var wanted = WindowedArchives.Read(_catalog, () => _catalog.Read().Append(made), 2);
        Assert.Equal(
            ["0", "made", "1"],
            wanted.Windows.SelectMany(window => wanted.Read(window, default)).Select(archive => archive.ArchiveId)
        );
    }

    [Fact]
    public void A_vault_of_which_nothing_is_known_has_none() =>
        Assert.Empty(WindowedArchives.Read(_catalog, () => _catalog.Read()).Windows);

    private void Add(DateTime[] dates) =>
        _catalog.Import(
            dates.Select(
                (date, i) =>
                    new ImportedRecord
                    {
                        ArchiveId = $"{i}",
                        At = date,
                        SizeInBytes = i + 1,
                    }
            ),
            default
        );
}
