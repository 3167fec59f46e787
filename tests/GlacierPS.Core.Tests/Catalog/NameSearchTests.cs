using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Storage;
using static GlacierPS.Core.Tests.Catalog.CatalogScene;

namespace GlacierPS.Core.Tests.Catalog;

/// <summary>A search of all names, which is done in parts side by side where there are many.</summary>
public sealed class NameSearchTests : IDisposable
{
    private const int Folders = 40;
    private const int Archives = 2_000;

    private static readonly NamePattern[] s_patterns = [new("*7.txt")];

    private readonly CatalogScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Parts_side_by_side_find_what_one_search_finds_in_its_order()
    {
        await FillAsync();
        Read(
            (database, vault) =>
            {
                long[] one = [.. new NameSearch(database, vault, default, long.MaxValue).Find(s_patterns)];
                Assert.Equal(Archives / 10, one.Length);
                Assert.Equal(one, new NameSearch(database, vault, default, namesOfPart: 1).Find(s_patterns));
            }
        );
    }

    [Theory]
    [InlineData("77.TXT")]
    [InlineData("folder3")]
    [InlineData("lder3/name1")]
    [InlineData("folder3/name1234.txt")]
    [InlineData("/")]
    [InlineData("absent")]
    [InlineData("%")]
    public async Task A_text_is_found_in_the_names_that_contain_it(string text)
    {
        await FillAsync();
        string[] expected =
        [
            .. _scene
                .Catalog.Read()
                .Where(archive => archive.Name.Contains(text, StringComparison.OrdinalIgnoreCase))
                .Select(archive => archive.ArchiveId)
                .Order(),
        ];
        foreach (long namesOfPart in new[] { long.MaxValue, 1 })
        {
            Read(
                (database, vault) =>
                {
                    using var reader = new CatalogReader(database, vault, default);
                    IEnumerable<long> found = new NameSearch(database, vault, default, namesOfPart).Containing(text);
                    Assert.Equal(
                        expected,
                        found.Distinct().Select(number => reader.ReadNumber(number).ArchiveId).Order()
                    );
                }
            );
        }
    }

    [Fact]
    public async Task What_another_process_writes_meanwhile_is_in_no_part()
    {
        await FillAsync();
        Read(
            (database, vault) =>
            {
                long[] before = [.. new NameSearch(database, vault, default, long.MaxValue).Find(s_patterns)];
                _scene.Again().Remove(["archive7"], Day.AddDays(1));
                _scene.Upload("new7", Day.AddDays(1), "z/new7.txt");
                Assert.Equal(before, new NameSearch(database, vault, default, namesOfPart: 1).Find(s_patterns));
            }
        );
    }

    [Theory]
    [InlineData("min")]
    [InlineData("max")]
    public async Task A_name_that_is_missing_in_any_part_is_told(string which)
    {
        await FillAsync();
        using (
            Database database = Database.Open(Path.Combine(_scene.Folder, CatalogSchema.FileName), CatalogSchema.Schema)
        )
        {
            database.Execute(
                $"DELETE FROM names WHERE folder = (SELECT {which}(folder) FROM names) AND key LIKE '%7.txt'"
            );
        }

        Read(
            (database, vault) =>
            {
                DatabaseException error = Assert.Throws<DatabaseException>(() =>
                    new NameSearch(database, vault, default, namesOfPart: 1).Find(s_patterns).Count()
                );
                Assert.Equal("DatabaseDamaged", error.ErrorId);
            }
        );
    }

    [Fact]
    public async Task Who_takes_no_more_leaves_no_part_behind()
    {
        await FillAsync();
        string path = Path.Combine(_scene.Folder, CatalogSchema.FileName);
        Read(
            (database, vault) =>
            {
                Assert.Single(new NameSearch(database, vault, default, namesOfPart: 1).Find(s_patterns).Take(1));
                using var cancelled = new CancellationTokenSource();
                IEnumerable<long> search = new NameSearch(database, vault, cancelled.Token, 1).Find(s_patterns);
                cancelled.Cancel();
                Assert.ThrowsAny<OperationCanceledException>(() => search.Count());
            }
        );
        CatalogConnections.Close(path);
        using FileStream alone = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Fact]
    public void Parts_have_every_folder_once_and_about_as_many_names()
    {
        List<Folder> folders = [.. Enumerable.Range(1, 100).Select(id => new Folder(id, $"f{id}/") { Names = id % 7 })];
        List<FolderRange> parts = new FolderRange(folders, 1, 1000).Split(4);
        Assert.Equal(4, parts.Count);
        Assert.Equal(folders, parts.SelectMany(part => part.Folders));
        Assert.All(parts, part => Assert.InRange(part.Names, 65, 85));
        Assert.Equal((1, 1000), (parts[0].First, parts[^1].Last));
        Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.Equal(pair.First.Last + 1, pair.Second.First));
        Assert.Single(new FolderRange([folders[0]], 1, 1000).Split(4));
    }

    private Task<CatalogState> FillAsync() => _scene.Catalog.UpdateAsync(Inventory(), new InventoryOrigin(), default);

    private static async IAsyncEnumerable<InventoryArchive> Inventory()
    {
        await Task.CompletedTask;
        for (int i = 0; i < Archives; i++)
        {
            yield return new InventoryArchive(
                Vault,
                $"archive{i}",
                1,
                ArchiveDescription.Write($"folder{i / 10 % Folders}/name{i:d4}.txt", null),
                Day,
                Sha256Digest.Of([1]).ToString()
            );
        }
    }

    private void Read(Action<Database, VaultRow> read) =>
        Assert.True(
            _scene
                .Again()
                .TryRead(
                    (database, vault) =>
                    {
                        read(database, vault);
                        return true;
                    }
                )
        );
}
