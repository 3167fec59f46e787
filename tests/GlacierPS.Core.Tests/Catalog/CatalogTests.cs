using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
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
        using var elsewhere = new TempFolder();

        VaultCatalog other = _scene.Catalog.DryRun(elsewhere.File("other"));
        Assert.Equal(["a", "sent"], other.Read().Select(archive => archive.ArchiveId).Order());
        await other.UpdateAsync(CatalogScene.Inventory(Day.AddDays(1), "a", "b", "c"), new InventoryOrigin(), default);

        Assert.Equal(["a", "c", "sent"], other.Read().Select(archive => archive.ArchiveId).Order());
        Assert.Equal(["a", "sent"], _scene.Ids());
        Assert.Equal(Day, _scene.Catalog.ReadState().InventoryDate);
    }

    [Theory]
    [InlineData("-aB", "-Ab1,c")]
    [InlineData("-ab1", "-Ab1")]
    [InlineData("PS/dü", "e")]
    [InlineData("maps/", "e,f")]
    [InlineData("", "-Ab1,c,d,e,f")]
    [InlineData("1", "f")]
    [InlineData("-b", "")]
    public void The_beginning_of_an_ID_or_a_part_of_a_name_finds_archives(string text, string found)
    {
        _scene.Upload("-Ab1", Day, "x");
        _scene.Upload("c", Day, "-ab.txt");
        _scene.Upload("d", Day, "y");
        _scene.Upload("e", Day, "Maps/Düne.png");
        _scene.Upload("f", Day, "Maps/old/-ac 1.png");
        Assert.Equal(
            found,
            string.Join(
                ',',
                _scene.Catalog.Containing(text).Select(archive => archive.ArchiveId).Order(StringComparer.Ordinal)
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
            _scene.Catalog.UpdateAsync(Broken(Day.AddDays(5), ["b", "c"]), new InventoryOrigin(), default)
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

    [Fact]
    public void A03_Another_vault_of_the_same_name_is_another_vault()
    {
        DateTime made = Day.AddDays(-10);
        Assert.Null(_scene.Catalog.Recognise(made, remember: true));
        _scene.Upload("a", Day);
        Assert.Null(_scene.Again().Recognise(made, remember: false));
        Assert.Equal(["a"], _scene.Ids());

        CatalogState? old = _scene.Again().Recognise(Day.AddDays(1), remember: false);
        Assert.Equal((1, Day.AddDays(-10)), (old!.KnownArchives, old.VaultCreationDate));
        Assert.Empty(_scene.Ids());
        _scene.Upload("b", Day.AddDays(2));
        Assert.Equal(["b"], _scene.Ids());
        Assert.Null(_scene.Again().Recognise(Day.AddDays(1), remember: false));

        IReadOnlyList<CatalogState> all = VaultCatalog.All(_scene.Folder);
        Assert.Equal([1L, 1L], all.Select(state => state.KnownArchives));
        Assert.Equal([false, true], all.Select(state => state.SetAside is null));
        _scene.Catalog.Forget(all[0].SetAside);
        Assert.Equal(["b"], _scene.Ids());
        Assert.Single(VaultCatalog.All(_scene.Folder));
    }

    [Fact]
    public void A03_An_upload_from_before_the_vault_was_made_tells_where_nobody_had_asked()
    {
        _scene.Upload("a", Day);
        Assert.NotNull(_scene.Catalog.Recognise(Day.AddHours(1), remember: false));
        Assert.Empty(_scene.Ids());
    }

    [Fact]
    public void A03_What_was_sent_since_the_vault_was_made_is_in_the_new_one()
    {
        Assert.Null(_scene.Catalog.Recognise(Day.AddDays(-10), remember: true));
        _scene.Upload("old", Day, "a/old.txt");
        _scene.Upload("new", Day.AddDays(2), "a/new.txt", size: 7);
        _scene.Upload("newer", Day.AddDays(3), size: 8);

        CatalogState? old = _scene.Again().Recognise(Day.AddDays(1), remember: false);

        Assert.Equal((1, 5), (old!.KnownArchives, old.KnownBytes));
        Assert.Equal(["new", "newer"], _scene.Ids());
        Assert.Equal(["a/new.txt"], _scene.Catalog.NamesAt("a/", 9));
        CatalogState now = _scene.Again().ReadState();
        Assert.Equal((2, 15, Day.AddDays(1)), (now.KnownArchives, now.KnownBytes, now.VaultCreationDate));
        Assert.Null(_scene.Again().Recognise(Day.AddDays(1), remember: false));
    }

    [Fact]
    public async Task B02_A_guessed_day_never_outranks_one_that_was_said()
    {
        var guess = new InventoryOrigin { IsGuessed = true };
        IAsyncEnumerable<InventoryArchive> Dateless(params string[] ids) => Listed(ids).ToAsyncEnumerable();

        CatalogState state = await _scene.Catalog.UpdateAsync(Dateless("a", "b"), guess, default);
        Assert.True(state.IsInventoryDateGuessed);
        Assert.Equal(Day, state.InventoryDate);

        // The service's own counts for more, though it is older than the guess.
        state = await _scene.UpdateAsync(Day.AddDays(-1), "a");
        Assert.Equal((false, Day.AddDays(-1)), (state.IsInventoryDateGuessed, state.InventoryDate));
        await _scene.UpdateAsync(Day.AddDays(1), "a");

        var error = await Assert.ThrowsAsync<GlacierInputException>(() =>
            _scene.Catalog.UpdateAsync(Dateless("x"), guess, default)
        );
        Assert.Equal("InventoryOlder", error.ErrorId);
        Assert.Contains("-InventoryDate", error.Message, StringComparison.Ordinal);
        Assert.Equal(["a"], _scene.Ids());
        await _scene.Catalog.UpdateAsync(Dateless("x"), guess with { Force = true }, default);
        Assert.Equal(["x"], _scene.Ids());
    }

    private static IEnumerable<InventoryArchive> Listed(params string[] ids) =>
        ids.Select(id => new InventoryArchive(Vault, id, 1, id, Day));

    [Fact]
    public void B01_Equal_files_that_are_stored_once_keep_all_their_names()
    {
        CatalogImportResult result = _scene.Catalog.Import(
            [
                Mapped("A", "photo/2014/img1.jpg"),
                Mapped("A", "photo/albums/best/img1.jpg"),
                Mapped("B", "photo/2014/img2.jpg"),
            ],
            default
        );

        Assert.Equal(2, result.Added);
        CatalogArchive[] archives = [.. _scene.Again().Read().OrderBy(archive => archive.ArchiveId)];
        Assert.Equal(["photo/2014/img1.jpg", "photo/albums/best/img1.jpg"], archives[0].Names.Order());
        Assert.Equal(["photo/2014/img2.jpg"], archives[1].Names);
        Assert.Equal(["A"], Named("photo/albums/*"));
        Assert.Equal(["A", "B"], Named("photo/2014/*"));
        Assert.Equal(["A"], Named("*img1.jpg"));
    }

    [Theory]
    [InlineData("Caf\u00e9/Gr\u00f6\u00dfe.TXT", "Cafe\u0301/gro\u0308\u00dfe.txt")]
    [InlineData("Cafe\u0301/Gro\u0308\u00dfe.TXT", "CAF\u00c9/*")]
    [InlineData("FILM.mkv", "*film*")]
    [InlineData("film.mkv", "*FILM*")]
    public void B08_Names_compare_in_form_C_and_in_any_case(string name, string pattern)
    {
        _scene.Upload("a", Day, name);
        Assert.Equal(["a"], Named(pattern));
        Assert.Empty(Named("other*"));
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("a/*", true)]
    [InlineData("a/b/C.t?t", true)]
    [InlineData("a/b/[a-c].txt", true)]
    [InlineData("*/b/*", true)]
    [InlineData("*`[*", false)]
    [InlineData("a/b", false)]
    [InlineData("b/*", false)]
    [InlineData("a/b/c.txt.*", false)]
    [InlineData("*c.txt*b*", false)]
    public void Names_that_may_fit_a_wildcard_are_found(string pattern, bool found)
    {
        _scene.Upload("a", Day, "a/b/c.txt");
        Assert.Equal(found, Named(pattern).Length > 0);
    }

    [Fact]
    public void Names_are_listed_a_folder_at_a_time()
    {
        foreach (string name in new[] { "a/b.txt", "a/bc/d.txt", "a/bc/e/f.txt", "a/x.txt", "top.txt" })
        {
            _scene.Upload(name, Day, name);
        }

        Assert.Equal(["a/", "top.txt"], _scene.Catalog.NamesAt("", 10));
        Assert.Equal(["a/b.txt", "a/bc/"], _scene.Catalog.NamesAt("A/B", 10));
        Assert.Equal(["a/bc/d.txt", "a/bc/e/"], _scene.Catalog.NamesAt("a/bc/", 10));
        Assert.Empty(_scene.Catalog.NamesAt("z", 10));
    }

    private static ImportedRecord Mapped(string id, string name) =>
        new()
        {
            ArchiveId = id,
            At = Day,
            Name = new ArchiveName { Name = name, WrittenBy = ArchiveTool.Synology },
        };

    private string[] Named(string pattern) =>
        [.. _scene.Ids(new CatalogFilter { Name = _ => true, NamePatterns = [pattern] })];
}
