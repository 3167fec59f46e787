using GlacierPS.Core.Catalog;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Tests.Catalog;

/// <summary>A vault's names as folders: what lies where, under which path, and that nothing is lost.</summary>
public sealed class CatalogFoldersTests : IDisposable
{
    private readonly CatalogScene _scene = new();
    private readonly CatalogFolders _folders;

    public CatalogFoldersTests() => _folders = new CatalogFolders(_scene.Again());

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_folder_lists_its_folders_then_its_archives_then_what_is_below_each()
    {
        Names("b/2.txt", "b/1.txt", "a/deep/x.txt", "a/y.txt", "top.txt");
        Assert.Equal(["a", "b", "top.txt"], Paths("", 0));
        Assert.Equal(["a", "b", "top.txt", "a/deep", "a/y.txt", "b/1.txt", "b/2.txt"], Paths("", 1));
        Assert.Equal(["a/deep", "a/y.txt", "a/deep/x.txt"], Paths("a", long.MaxValue));
        Assert.Empty(Paths("c", long.MaxValue));
    }

    [Fact]
    public void A_folder_counts_the_names_in_it_and_below()
    {
        Names("a/1", "a/b/2", "a/b/3", "ab/4");
        Assert.Equal(3, _folders.FindFolder("a", default)!.Archives);
        Assert.Equal(2, _folders.FindFolder("A/B", default)!.Archives);
        Assert.Equal(3, _folders.List("", 0, default).Single(entry => entry.Path == "a").Archives);
        Assert.Null(_folders.FindFolder("a/1", default));
        Assert.Null(_folders.FindFolder("a/", default));
    }

    [Fact]
    public void Folders_whose_names_begin_alike_are_not_taken_for_each_other()
    {
        Names("a/1", "a-b/2", "a.b/3", "a0/4", "ab/5", "a b/6");
        Assert.Equal(["a/1"], Paths("a", long.MaxValue));
        Assert.Equal(6, _folders.List("", 0, default).Count(entry => entry.Archive is null));
        Assert.True(_folders.HasFolder("a-b", default));
        Assert.False(_folders.HasFolder("a-", default));
    }

    [Fact]
    public void Names_that_differ_by_capitals_alone_are_one_path_and_several_archives()
    {
        Names("Same/a", "same/A", "SAME/b");
        CatalogEntry folder = Assert.Single(_folders.List("", 0, default));
        Assert.Equal(3, folder.Archives);
        Assert.Equal(["SAME/b", "Same/a", "same/A"], Written("same").Order(StringComparer.Ordinal));
        Assert.Equal(2, _folders.FindArchives("same/a", default).Count);
        Assert.Equal(["SAME/", "Same/", "same/"], _folders.SpellingsOf("sAmE", default).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(@"a\b:c/d", "a＼b：c", "a＼b：c/d")]
    [InlineData("../up", "．．", "．．/up")]
    [InlineData("./here", "．", "．/here")]
    [InlineData("/rooted//empty/", "∅", "∅/rooted/∅/empty/∅")]
    [InlineData("esc\u001b[31m/x", "esc␛[31m", "esc␛[31m/x")]
    [InlineData("*?[x]/y", "*?[x]", "*?[x]/y")]
    [InlineData(" / ", " ", " / ")]
    public void A_name_is_found_by_the_path_that_it_is_shown_under_and_keeps_its_own(
        string name,
        string top,
        string path
    )
    {
        Names(name);
        Assert.Equal(top, _folders.List("", 0, default).First().Path);
        CatalogEntry listed = _folders.List("", long.MaxValue, default).Single(entry => entry.Archive is not null);
        Assert.Equal(path, listed.Path);
        Assert.Equal(name, listed.Name);
        Assert.True(_folders.HasArchive(path, default));
        CatalogEntry found = Assert.Single(_folders.FindArchives(path, default));
        Assert.Equal((path, name), (found.Path, found.Name));
        Assert.Equal(name[..(name.IndexOf('/') + 1)], Assert.Single(_folders.SpellingsOf(top, default)));
    }

    [Fact]
    public void An_archive_with_several_names_lies_under_each_of_them()
    {
        _scene.Catalog.Import(
            ((string[])["x/first", "x/y/second", "z/third"]).Select(name => new ImportedRecord
            {
                ArchiveId = "one",
                SizeInBytes = 5,
                Name = new ArchiveName { Name = name },
            }),
            default
        );
        CatalogEntry[] all = [.. _folders.List("", long.MaxValue, default).Where(entry => entry.Archive is not null)];
        Assert.Equal(["x/first", "x/y/second", "z/third"], all.Select(entry => entry.Name!).Order());
        Assert.Equal("one", Assert.Single(all.Select(entry => entry.Archive!.ArchiveId).Distinct()));
        Assert.Equal(2, _folders.FindFolder("x", default)!.Archives);
    }

    [Fact]
    public void What_is_noted_meanwhile_is_seen_at_the_next_question()
    {
        Names("a/1");
        Assert.False(_folders.HasFolder("b", default));
        _scene.Upload("late", CatalogScene.Day, "b/2");
        Assert.True(_folders.HasFolder("b", default));
        Assert.Equal(["b/2"], Written("b"));
        _scene.Catalog.Remove(["late"], CatalogScene.Day);
        Assert.False(_folders.HasFolder("b", default));
        Assert.False(_folders.HasArchive("b/2", default));
    }

    [Fact]
    public void A_name_that_is_missing_is_damage_and_no_smaller_folder()
    {
        Names("a/1", "a/2", "b/3");
        Change("DELETE FROM names WHERE key = '2'");
        var error = Assert.Throws<DatabaseException>(() => Paths("a", 0));
        Assert.Equal("DatabaseDamaged", error.ErrorId);
        Assert.Equal(["b/3"], Paths("b", 0));
    }

    [Fact]
    public void A_folder_that_is_missing_or_changed_is_damage()
    {
        Names("a/1", "b/3");
        Change("UPDATE folders SET path = 'c/' WHERE path = 'a/'");
        Assert.Equal("DatabaseDamaged", Assert.Throws<DatabaseException>(() => Paths("", 0)).ErrorId);
        Change("DELETE FROM folders WHERE path = 'c/'");
        Assert.Equal(
            "DatabaseDamaged",
            Assert.Throws<DatabaseException>(() => _folders.HasFolder("b", default)).ErrorId
        );
    }

    [Fact]
    public void Of_a_vault_that_nothing_is_known_of_there_is_nothing()
    {
        Assert.False(_folders.HasFolder("", default));
        Assert.False(_folders.HasArchive("a", default));
        Assert.Null(_folders.FindFolder("a", default));
        Assert.Empty(_folders.FindArchives("a", default));
        Assert.Empty(_folders.SpellingsOf("a", default));
        Assert.Empty(Paths("", long.MaxValue));
    }

    [Fact]
    public void Any_set_of_names_is_walked_by_hand_as_at_once()
    {
        var random = new Random(20);
        string[] parts = ["a", "A", "b", "", ".", "..", "c:", "d\\e", "é", "e\u0301", "[x]", "‹U+202E›", "\u202e"];
        Names([.. Enumerable.Range(0, 300).Select(_ => string.Join('/', Some())).Select(Named)]);
        string[] walked = [.. Step("").Distinct().Order(StringComparer.Ordinal)];
        string[] listed = [.. Written("").Order(StringComparer.Ordinal)];
        Assert.Equal(listed.Distinct(), walked);
        Assert.Equal(300, listed.Length);
        foreach (CatalogEntry entry in _folders.List("", long.MaxValue, default).Where(entry => entry.Name is not null))
        {
            Assert.Contains(
                _folders.FindArchives(entry.Path, default),
                found => found.Archive!.ArchiveId == entry.Archive!.ArchiveId
            );
        }

        static string Named(string name) => name.Length == 0 ? "x" : name;

        IEnumerable<string> Some() =>
            Enumerable.Range(0, 1 + random.Next(4)).Select(_ => parts[random.Next(parts.Length)]);

        IEnumerable<string> Step(string path) =>
            _folders
                .List(path, 0, default)
                .ToList()
                .SelectMany(entry => entry.Archive is null ? Step(entry.Path) : [entry.Name!]);
    }

    private void Names(params string[] names)
    {
        for (int i = 0; i < names.Length; i++)
        {
            _scene.Upload($"id{i}", CatalogScene.Day, names[i]);
        }
    }

    private string[] Paths(string path, long depth) =>
        [.. _folders.List(path, depth, default).Select(entry => entry.Path)];

    private string[] Written(string path) =>
        [
            .. _folders
                .List(path, long.MaxValue, default)
                .Where(entry => entry.Archive is not null)
                .Select(entry => entry.Name!),
        ];

    private void Change(string sql)
    {
        using var database = Database.Open(Path.Join(_scene.Folder, CatalogSchema.FileName), CatalogSchema.Schema);
        database.Execute(sql);
    }
}
