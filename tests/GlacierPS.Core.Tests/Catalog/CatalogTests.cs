using GlacierPS.Core.Catalog;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using static GlacierPS.Core.Tests.Catalog.CatalogScene;

namespace GlacierPS.Core.Tests.Catalog;

public sealed class CatalogTests : IDisposable
{
    private readonly CatalogScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_vault_that_nothing_is_known_of_is_empty_and_says_so()
    {
        Assert.False(_scene.Catalog.Exists);
        Assert.Empty(_scene.Ids());
        Assert.Null(_scene.Catalog.ReadState().InventoryDate);
        Assert.False(Directory.Exists(_scene.Folder));
    }

    [Fact]
    public void An_upload_is_known_at_once_with_all_that_it_told()
    {
        _scene.Upload("-a", Day, "директория/файл", 12345);

        CatalogArchive archive = Assert.Single(_scene.Again().Read());
        Assert.Equal(
            ("-a", Vault, "директория/файл", 12345L),
            (archive.ArchiveId, archive.VaultName, archive.Name, archive.SizeInBytes)
        );
        Assert.Equal(
            (CatalogEvidence.Upload, Day, Day, Day),
            (archive.Evidence, archive.KnownAt, archive.CreationDate, archive.ModifiedTime)
        );
        Assert.Equal(ArchiveTool.MtAwsGlacier, archive.WrittenBy);
        Assert.Equal(GlacierPS.Core.Hashing.Sha256Digest.Of("-a"u8).ToString(), archive.SHA256TreeHash);
    }

    [Fact]
    public void A_deletion_is_known_at_once()
    {
        _scene.Upload("a", Day);
        _scene.Upload("b", Day);
        _scene.Catalog.Remove(["a", "never-known"], Day.AddMinutes(1));

        Assert.Equal(["b"], _scene.Ids());
        CatalogState state = _scene.Again().ReadState();
        Assert.Equal((1, 2), (state.Added, state.Removed));
    }

    [Fact]
    public async Task An_inventory_says_all_that_is_there_on_its_day()
    {
        _scene.Upload("deleted-by-others", Day.AddDays(-3));
        CatalogState state = await _scene.UpdateAsync(Day, "a", "b");

        Assert.Equal(["a", "b"], _scene.Ids());
        Assert.Equal(
            (Day, 2, 14, 0, 0),
            (state.InventoryDate!.Value, state.Archives, state.SizeInBytes, state.Added, state.Removed)
        );
        Assert.All(
            _scene.Catalog.Read(),
            archive => Assert.Equal((CatalogEvidence.Inventory, Day), (archive.Evidence, archive.KnownAt))
        );
        Assert.Equal(["listed/a", "listed/b"], _scene.Catalog.Read().Select(archive => archive.Name));
    }

    [Fact]
    public async Task What_an_inventory_would_make_of_it_can_be_seen_elsewhere()
    {
        await _scene.UpdateAsync(Day, "a", "b");
        _scene.Upload("sent", Day.AddDays(1));
        _scene.Catalog.Remove(["b"], Day.AddDays(1), default);
        string before = string.Join(
            "\n",
            Directory.GetFiles(_scene.Folder).Order().Select(file => file + File.ReadAllText(file))
        );
        using var elsewhere = new TempFolder();

        VaultCatalog other = _scene.Catalog.Rehearse(elsewhere.File("other"));
        Assert.Equal(["a", "sent"], other.Read().Select(archive => archive.ArchiveId).Order());
        await other.UpdateAsync(CatalogScene.Inventory(Day.AddDays(1), "a", "b", "c"), null, null, default);

        Assert.Equal(["a", "c", "sent"], other.Read().Select(archive => archive.ArchiveId).Order());
        Assert.Equal(
            before,
            string.Join("\n", Directory.GetFiles(_scene.Folder).Order().Select(file => file + File.ReadAllText(file)))
        );
    }

    [Fact]
    public void The_beginning_of_an_ID_is_another_way_to_be_wanted()
    {
        _scene.Upload("-Ab1", Day, "x");
        _scene.Upload("c", Day, "-ab.txt");
        _scene.Upload("d", Day, "y");

        Assert.Equal(
            ["-Ab1", "c"],
            _scene.Ids(
                new CatalogFilter
                {
                    Name = name => name.StartsWith("-ab", StringComparison.Ordinal),
                    OrIdPrefix = "-aB",
                }
            )
        );
    }

    [Fact]
    public async Task What_an_inventory_may_not_list_yet_stays()
    {
        _scene.Upload("just-before", Day.AddHours(-5));
        _scene.Upload("after", Day.AddHours(3));
        await _scene.UpdateAsync(Day, "a");
        Assert.Equal(["a", "after", "just-before"], _scene.Ids());

        // The next one lists what is there, and settles it.
        await _scene.UpdateAsync(Day.AddDays(2), "a", "after");
        Assert.Equal(["a", "after"], _scene.Ids());
        Assert.All(_scene.Catalog.Read(), archive => Assert.Equal(CatalogEvidence.Inventory, archive.Evidence));
    }

    [Fact]
    public async Task What_was_deleted_stays_so_though_an_inventory_of_the_same_day_lists_it()
    {
        await _scene.UpdateAsync(Day, "a", "b");
        _scene.Catalog.Remove(["a"], Day.AddHours(1));
        await _scene.UpdateAsync(Day.AddHours(2), "a", "b");
        Assert.Equal(["b"], _scene.Ids());

        // Days later it is listed still: it was not deleted then.
        await _scene.UpdateAsync(Day.AddDays(3), "a", "b");
        Assert.Equal(["a", "b"], _scene.Ids());
    }

    [Fact]
    public async Task An_older_inventory_is_refused()
    {
        await _scene.UpdateAsync(Day, "a");
        var error = await Assert.ThrowsAsync<GlacierInputException>(() => _scene.UpdateAsync(Day.AddDays(-1), "b"));

        Assert.Equal("InventoryOlder", error.ErrorId);
        Assert.Equal(["a"], _scene.Ids());
    }

    [Fact]
    public async Task An_inventory_that_breaks_off_changes_nothing()
    {
        await _scene.UpdateAsync(Day, "a");
        await Assert.ThrowsAsync<IOException>(() =>
            _scene.Catalog.UpdateAsync(Broken(Day.AddDays(5), ["b", "c"]), null, null, default)
        );

        Assert.Equal(["a"], _scene.Ids());
        Assert.Equal(Day, _scene.Catalog.ReadState().InventoryDate);
        await _scene.UpdateAsync(Day.AddDays(5), "b");
        Assert.Equal(["b"], _scene.Ids());
    }

    [Fact]
    public async Task Filters_choose_by_name_age_and_size()
    {
        await _scene.UpdateAsync(Day, "old");
        _scene.Upload("new", Day, "2026/b.jpg", 100);
        _scene.Upload("small", Day, "2026/c.jpg", 1);

        Assert.Equal(
            ["new", "small"],
            _scene.Ids(new CatalogFilter { Name = name => name.EndsWith(".jpg", StringComparison.Ordinal) })
        );
        Assert.Equal(["old"], _scene.Ids(new CatalogFilter { Name = name => name == "listed/old" }));
        Assert.Equal(["new", "small"], _scene.Ids(new CatalogFilter { NewerThan = Day.AddDays(-1) }));
        Assert.Equal(["old"], _scene.Ids(new CatalogFilter { OlderThan = Day.AddDays(-1) }));
        Assert.Equal(["new", "old"], _scene.Ids(new CatalogFilter { LargerThan = 1 }));
        Assert.Equal(["small"], _scene.Ids(new CatalogFilter { SmallerThan = 7 }));
    }

    [Fact]
    public void Forgetting_leaves_nothing()
    {
        _scene.Upload("a", Day);
        _scene.Catalog.Forget();
        Assert.Empty(_scene.Ids());
        _scene.Catalog.Forget();
    }
}
