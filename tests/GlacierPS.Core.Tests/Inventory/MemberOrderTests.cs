using System.Text;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;
using static GlacierPS.Core.Tests.Inventory.InventorySamples;

namespace GlacierPS.Core.Tests.Inventory;

/// <summary>A JSON object's members have no order: jq -S writes the list of archives before the day.</summary>
public sealed class MemberOrderTests : IDisposable
{
    private const string Arn = "arn:aws:glacier:us-west-2:012345678901:vaults/examplevault";
    private const string Archive =
        $$"""{"ArchiveDescription":"d","ArchiveId":"a","CreationDate":"2020-01-01T00:00:00Z","SHA256TreeHash":"{{Hash}}","Size":7}""";

    private static readonly DateTime s_day = new(2021, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();
    private readonly List<string> _warnings = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task B02_what_stands_behind_the_list_is_read_before_it()
    {
        string text = Sorted(Archive + "," + Archive.Replace("\"a\"", "\"b\"", StringComparison.Ordinal));
        (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(
            text,
            source: Source() with
            {
                Again = () => new MemoryStream(Encoding.UTF8.GetBytes(text)),
            }
        );

        Assert.Null(error);
        Assert.Empty(_warnings);
        Assert.Equal(["a", "b"], archives.Select(archive => archive.ArchiveId));
        Assert.All(
            archives,
            archive =>
                Assert.Equal((Arn, "examplevault", s_day), (archive.VaultARN, archive.VaultName, archive.InventoryDate))
        );
    }

    [Fact]
    public async Task B02_what_stands_behind_the_list_is_told_where_it_comes_too_late()
    {
        (List<InventoryArchive> archives, _) = await ReadAllAsync(Sorted(Archive), source: Source());

        Assert.Null(Assert.Single(archives).InventoryDate);
        Assert.Equal(2, _warnings.Count);
        Assert.Contains(
            "InventoryDate, '2021-02-03T04:05:06Z', behind its list: 1 archive was read without it.",
            _warnings[0]
        );
        Assert.Contains("VaultARN", _warnings[1]);
    }

    [Theory]
    [InlineData(Archive)]
    [InlineData("")]
    public async Task B02_the_catalogue_takes_the_day_from_behind_the_list_and_of_one_without_archives(string list)
    {
        VaultCatalog catalog = Catalog();
        CatalogState state = await TakeAsync(catalog, Sorted(list));

        Assert.Equal(s_day, state.InventoryDate);
        Assert.False(state.IsInventoryDateGuessed);
        Assert.Equal(list.Length > 0 ? 1 : 0, state.KnownArchives);
        Assert.Empty(_warnings);

        // An older one replaces nothing, and of one that lists nothing the day cannot be guessed.
        string older = Sorted("").Replace("2021", "2020", StringComparison.Ordinal);
        await AssertRefusedAsync("InventoryOlder", catalog, older);
        await AssertRefusedAsync("InventoryOlder", catalog, """{"ArchiveList":[]}""");
        Assert.Equal(state, catalog.ReadState());
    }

    [Theory]
    [InlineData("\"InventoryDate\":\"2021-02-03T04:05:06Z\"", "\"InventoryDate\":\"2022-02-03T04:05:06Z\"")]
    [InlineData("\"VaultARN\":\"arn:a\"", "\"VaultARN\":\"arn:b\"")]
    [InlineData("\"ArchiveList\":[]", "\"ArchiveList\":[]")]
    public async Task B02_what_an_inventory_says_twice_and_otherwise_is_damage(string one, string other)
    {
        (_, InventoryFormatException? error) = await ReadAllAsync(
            $$"""{ {{one}}, "X":[{{one.Split(':')[0]}}], {{other}}, "ArchiveList":[] }"""
        );
        Assert.Contains("two", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B02_what_an_inventory_says_twice_in_the_same_words_is_read()
    {
        string day = "\"InventoryDate\":\"2021-02-03T04:05:06Z\"";
        (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(
            $$"""{ {{day}}, {{day}}, "ArchiveList":[{{Archive}}], {{day}} }"""
        );
        Assert.Null(error);
        Assert.Equal(s_day, Assert.Single(archives).InventoryDate);
    }

    [Theory]
    [InlineData("ArchiveId", "\"b\"")]
    [InlineData("ArchiveDescription", "\"x\"")]
    [InlineData("CreationDate", "\"2020-01-01T00:00:00Z\"")]
    [InlineData("Size", "8")]
    [InlineData("SHA256TreeHash", $"\"{Hash}\"")]
    public async Task B02_an_archive_that_says_something_twice_is_damage(string name, string value)
    {
        (_, InventoryFormatException? error) = await ReadAllAsync(
            $$"""{"ArchiveList":[{{Archive.TrimEnd('}')}},"{{name}}":{{value}}}]}"""
        );
        Assert.Contains($"has its {name} twice", error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"yesterday\"", "'yesterday' is no date")]
    [InlineData("7", "is no text")]
    public async Task B02_a_day_that_is_none_is_told(string day, string says)
    {
        (List<InventoryArchive> archives, _) = await ReadAllAsync(
            $$"""{"InventoryDate":{{day}},"ArchiveList":[{{Archive}}]}""",
            source: Source()
        );
        Assert.Null(Assert.Single(archives).InventoryDate);
        Assert.Contains(says, Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arn:aws:glacier:us-west-2:012345678901:vaults/other")]
    [InlineData("arn:aws:glacier:us-west-1:012345678901:vaults/examplevault")]
    [InlineData("arn:aws:glacier:us-west-2:112345678901:vaults/examplevault")]
    public async Task A03_an_inventory_of_another_vault_is_not_taken_for_this_one(string arn)
    {
        VaultCatalog catalog = Catalog();
        await TakeAsync(catalog, Sorted(Archive));
        CatalogState state = catalog.ReadState();

        string newer = Sorted(Archive).Replace("2021", "2022", StringComparison.Ordinal);
        string other = newer.Replace(Arn, arn, StringComparison.Ordinal);
        await AssertRefusedAsync("InventoryElsewhere", catalog, other);
        await AssertRefusedAsync("InventoryElsewhere", catalog, other.Replace(Archive, "", StringComparison.Ordinal));
        await AssertRefusedAsync(
            "InventoryElsewhere",
            catalog,
            $$"""{"VaultARN":"{{arn}}","InventoryDate":"2022-02-03T04:05:06Z","ArchiveList":[{{Archive}}]}"""
        );
        Assert.Equal(state, catalog.ReadState());

        Assert.Equal(1, (await TakeAsync(catalog, newer)).KnownArchives);
    }

    [Fact]
    public async Task A03_rows_of_another_vault_in_a_table_are_not_taken_for_this_ones()
    {
        const string Table =
            $"VaultName;ArchiveId;ArchiveDescription;CreationDate;Size;SHA256TreeHash\nexamplevault;a;d;2020-01-01T00:00:00Z;7;{Hash}\nother;b;d;2020-01-01T00:00:00Z;7;{Hash}\n";
        await AssertRefusedAsync("InventoryElsewhere", Catalog(), Table);
    }

    private static string Sorted(string list) =>
        $$"""{"ArchiveList":[{{list}}],"InventoryDate":"2021-02-03T04:05:06Z","VaultARN":"{{Arn}}"}""";

    private InventorySource Source() => new("examplevault") { Warn = _warnings.Add };

    private VaultCatalog Catalog() => new(_folder.File("catalog"), "examplevault");

    private Task<CatalogState> TakeAsync(VaultCatalog catalog, string text)
    {
        var head = new InventoryHead();
        return catalog.UpdateAsync(
            InventoryReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), Source() with { Head = head }),
            new InventoryOrigin
            {
                IsGuessed = true,
                Head = head,
                VaultARN = Arn,
            },
            default
        );
    }

    private async Task AssertRefusedAsync(string errorId, VaultCatalog catalog, string text)
    {
        var error = await Assert.ThrowsAsync<GlacierInputException>(() => TakeAsync(catalog, text));
        Assert.Equal(errorId, error.ErrorId);
    }
}
