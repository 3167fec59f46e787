using System.Runtime.CompilerServices;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using static GlacierPS.Core.Tests.Catalog.CatalogScene;

namespace GlacierPS.Core.Tests.Catalog;

/// <summary>Damage, and several writers at once.</summary>
public sealed class CatalogSafetyTests : IDisposable
{
    private const int Faults = 300;

    private readonly CatalogScene _scene = new();

    private string DatabaseFile => Path.Join(_scene.Folder, "catalog.db");

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task B10_A_damaged_catalogue_is_an_error_that_says_how_to_make_it_anew_never_a_smaller_vault()
    {
        string[] before = await FillAsync();
        byte[] sound = File.ReadAllBytes(DatabaseFile);
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        int told = 0;
        for (int fault = 0; fault < Faults; fault++)
        {
            byte[] damaged = Damaged(sound, fault % 5, random, out string what);
            File.WriteAllBytes(DatabaseFile, damaged);
            File.SetCreationTimeUtc(DatabaseFile, DateTime.UtcNow);
            foreach (CatalogFilter filter in Filters())
            {
                try
                {
                    string[] after = [.. Lines(filter)];
                    string[] expected = [.. before.Where(line => filter.Name?.Invoke(line.Split('|')[1]) ?? true)];
                    Assert.True(expected.SequenceEqual(after), $"Seed {seed}, fault {fault}: {what} was not noticed.");
                }
                catch (DatabaseException error)
                {
                    told++;
                    Assert.Contains(error.ErrorId, new[] { "DatabaseDamaged", "DatabaseNewer", "DatabaseUnavailable" });
                    if (error.ErrorId == "DatabaseDamaged")
                    {
                        Assert.Contains("Update-GlacierCatalog", error.Message, StringComparison.Ordinal);
                    }
                }
            }

            CatalogConnections.Close(DatabaseFile);
            DeleteBeside();
        }

        Assert.InRange(told, Faults / 5, Faults * 3);
    }

    [Fact]
    public Task Writers_at_once_and_inventories_between_them_lose_nothing() => WritersAsync();

    [Fact]
    public async Task A_reader_is_not_disturbed_by_a_new_inventory()
    {
        await _scene.UpdateAsync(Day, [.. Enumerable.Range(0, 200).Select(i => $"a{i}")]);
        using IEnumerator<CatalogArchive> reading = _scene.Catalog.Read().GetEnumerator();
        Assert.True(reading.MoveNext());
        await _scene.UpdateAsync(Day.AddDays(3), "b");

        int count = 1;
        while (reading.MoveNext())
        {
            count++;
        }

        Assert.Equal(200, count);
        Assert.Equal(["b"], _scene.Ids());
    }

    [Fact]
    public async Task B02_An_exported_inventory_says_no_day_that_was_guessed_and_is_none_where_nothing_is_known()
    {
        string file = _scene.Folder + ".json";
        _scene.Upload("a", Day);
        var error = Assert.Throws<GlacierInputException>(() =>
            CatalogExport.Write(_scene.Catalog, file, InventoryFormat.Json, default)
        );
        Assert.Contains("-Format Csv", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(file));

        var listed = new[] { new InventoryArchive(Vault, "a", 1, "a", Day) };
        await _scene.Catalog.UpdateAsync(listed.ToAsyncEnumerable(), new InventoryOrigin { IsGuessed = true }, default);
        CatalogExport.Write(_scene.Catalog, file, InventoryFormat.Json, default);
        Assert.DoesNotContain("InventoryDate", await File.ReadAllTextAsync(file), StringComparison.Ordinal);

        await _scene.UpdateAsync(Day.AddDays(1), "a");
        CatalogExport.Write(_scene.Catalog, file, InventoryFormat.Json, default);
        Assert.Contains("\"InventoryDate\":\"", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task W05_An_export_waits_for_who_reads_the_file_that_it_replaces()
    {
        await _scene.UpdateAsync(Day, "a");
        string list = _scene.Folder + ".csv";
        await File.WriteAllTextAsync(list, "old");
        var reader = new FileStream(list, FileMode.Open, FileAccess.Read, FileShare.Read);
        Task gone = Task.Delay(300).ContinueWith(_ => reader.Dispose(), TaskScheduler.Default);

        CatalogExport.Write(_scene.Catalog, list, InventoryFormat.Csv, default);

        await gone;
        Assert.StartsWith("ArchiveId,", await File.ReadAllTextAsync(list), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(list)!, "*.csv*"));
    }

    [Fact]
    public async Task W05_An_export_that_may_not_replace_a_file_says_so_and_leaves_nothing()
    {
        await _scene.UpdateAsync(Day, "a");
        string list = Directory.CreateDirectory(_scene.Folder + ".csv").FullName;
        Directory.CreateDirectory(Path.Join(list, "in the way"));

        Exception error = Assert.ThrowsAny<SystemException>(() =>
            CatalogExport.Write(_scene.Catalog, list, InventoryFormat.Csv, default)
        );

        Assert.True(error is IOException or UnauthorizedAccessException);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(list)!, "*.new"));
    }

    [MovableFact]
    public async Task A_catalogue_that_was_replaced_under_an_open_one_is_opened_anew()
    {
        await _scene.UpdateAsync(Day, "a", "b");
        Assert.Equal(["a", "b"], _scene.Ids());
        Directory.Move(_scene.Folder, _scene.Folder + "-aside");
        Assert.Empty(_scene.Ids());
        _scene.Upload("c", Day);
        Assert.Equal(["c"], _scene.Ids());
    }

    private async Task WritersAsync()
    {
        await _scene.UpdateAsync(Day, "base");
        const int writers = 4,
            each = 40;
        Task[] writing =
        [
            .. Enumerable
                .Range(0, writers)
                .Select(writer =>
                    Task.Run(() =>
                    {
                        VaultCatalog catalog = _scene.Again();
                        for (int i = 0; i < each; i++)
                        {
                            catalog.Remove([$"gone-{writer}-{i}"], Day.AddDays(1));
                            _scene.Upload($"{writer}-{i}", Day.AddDays(1));
                        }
                    })
                ),
        ];
        using var done = new CancellationTokenSource();
        Task taking = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await _scene.UpdateAsync(Day.AddHours(1), "base");
                Assert.Contains("base", _scene.Ids());
                await Task.Delay(3);
            }
        });
        await Task.WhenAll(writing);
        await done.CancelAsync();
        await taking;
        Assert.Equal(writers * each + 1, _scene.Ids().Count());
    }

    /// <summary>A vault of several folders, with names that were imported and deletions.</summary>
    private async Task<string[]> FillAsync()
    {
        await _scene.UpdateAsync(Day, [.. Enumerable.Range(0, 300).Select(i => $"listed-{i:d3}")]);
        for (int i = 0; i < 30; i++)
        {
            _scene.Upload($"sent-{i:d2}", Day.AddHours(2), $"folder {i % 5}/Größe {i}.bin");
        }

        _scene.Catalog.Import(
            [
                new ImportedRecord
                {
                    ArchiveId = "imported",
                    At = Day.AddHours(3),
                    Name = new Core.Naming.ArchiveName { Name = "photo/one.jpg" },
                },
                new ImportedRecord
                {
                    ArchiveId = "imported",
                    At = Day.AddHours(3),
                    Name = new Core.Naming.ArchiveName { Name = "albums/ONE.jpg" },
                },
            ],
            default
        );
        _scene.Catalog.Remove(["sent-07"], Day.AddHours(4));
        string[] lines = [.. Lines(new CatalogFilter())];
        Assert.Equal(330, lines.Length);
        CatalogConnections.Close(DatabaseFile);
        Assert.Equal([DatabaseFile], Directory.GetFiles(_scene.Folder));
        return lines;
    }

    private static CatalogFilter[] Filters() =>
        [
            new(),
            new() { Name = name => name.EndsWith(".bin", StringComparison.Ordinal), NamePatterns = ["*.bin"] },
            new() { Name = name => name.StartsWith("listed/", StringComparison.Ordinal), NamePatterns = ["listed/*"] },
        ];

    private IEnumerable<string> Lines(CatalogFilter filter) =>
        _scene
            .Again()
            .Read(filter)
            .Select(a =>
                $"{a.ArchiveId}|{a.Name}|{string.Join(',', a.Names)}|{a.SizeInBytes}|{a.CreationDate:O}|{a.KnownAt:O}|"
                + $"{a.SHA256TreeHash}|{a.Description}|{a.Evidence}"
            )
            .Order(StringComparer.Ordinal);

    private static byte[] Damaged(byte[] sound, int kind, Random random, out string what)
    {
        byte[] bytes = [.. sound];
        int at = random.Next(bytes.Length);
        what = $"{new[] { "bit", "byte", "64 NULs", "truncation", "deletion" }[kind]} at {at}";
        switch (kind)
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                bytes.AsSpan(at, Math.Min(64, bytes.Length - at)).Clear();
                return bytes;
            case 3:
                return bytes[..at];
            default:
                int length = Math.Min(random.Next(1, 5000), bytes.Length - at);
                return [.. bytes[..at], .. bytes[(at + length)..]];
        }
    }

    private void DeleteBeside()
    {
        foreach (string file in Directory.GetFiles(_scene.Folder).Where(file => file != DatabaseFile))
        {
            File.Delete(file);
        }
    }
}

/// <summary>A test that moves a folder in which a file is open.</summary>
public sealed class MovableFactAttribute : FactAttribute
{
    public MovableFactAttribute(
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1
    )
        : base(sourceFilePath, sourceLineNumber)
    {
        // Under Wine it can be moved, and what reads the file then reads nothing.
        Skip = OperatingSystem.IsWindows() ? "Windows moves no folder in which a file is open." : null;
    }
}
