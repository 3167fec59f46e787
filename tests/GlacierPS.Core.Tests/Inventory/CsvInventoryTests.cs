using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;
using static GlacierPS.Core.Tests.Inventory.InventorySamples;

namespace GlacierPS.Core.Tests.Inventory;

public sealed class CsvInventoryTests
{
    [Theory]
    [InlineData("my archive description", "my archive description")]
    [InlineData("\"my archive description,1\"", "my archive description,1")]
    [InlineData("\"my archive description,1\\\"2\"", "my archive description,1\"2")]
    [InlineData("\"my archive description,1\\\\\"2\"", "my archive description,1\\\"2")]
    [InlineData("\"\\\"", "\\")]
    [InlineData("\"a\\\"", "a\\")]
    [InlineData("\\", "\\")]
    [InlineData("a\\b", "a\\b")]
    [InlineData("\"a\\b\"", "a\\b")]
    [InlineData("", "")]
    [InlineData("\"\"", "")]
    [InlineData("\",,,,\"", ",,,,")]
    [InlineData("\"a\\\",b,\\\"c\"", "a\",b,\"c")]
    public async Task Descriptions_are_read_by_the_rule_of_the_service(string written, string description)
    {
        (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(
            Csv(CsvLine("id-1", written), CsvLine("id-2", "x")),
            source: new InventorySource("v")
        );

        Assert.Null(error);
        Assert.Equal(description, archives[0].Description);
        Assert.Equal(["id-1", "id-2"], archives.Select(a => a.ArchiveId));
    }

    [Fact]
    public async Task All_five_fields_and_what_the_caller_knows_are_there()
    {
        var date = new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        var source = new InventorySource("v", "arn:aws:glacier:us-west-2:012345678901:vaults/v", date);

        InventoryArchive archive = (
            await ReadAllAsync(Csv(CsvLine("-id", "a/b.txt")), InventoryFormat.Csv, source)
        ).Archives[0];

        Assert.Equal(
            ("v", "arn:aws:glacier:us-west-2:012345678901:vaults/v", date),
            (archive.VaultName, archive.VaultARN, archive.InventoryDate)
        );
        Assert.Equal(("-id", "a/b.txt", "a/b.txt"), (archive.ArchiveId, archive.Description, archive.Name));
        Assert.Equal(new DateTime(2012, 5, 15, 17, 19, 46, DateTimeKind.Utc), archive.CreationDate);
        Assert.Equal((2140123, Hash), (archive.SizeInBytes, archive.SHA256TreeHash));
    }

    [Fact]
    public async Task Every_field_may_be_quoted()
    {
        string line = $"\"id\",\"d\",\"2012-05-15T17:19:46Z\",\"7\",\"{Hash}\"";

        InventoryArchive archive = Assert.Single((await ReadAllAsync(Csv(line))).Archives);

        Assert.Equal(("id", "d", 7), (archive.ArchiveId, archive.Description, archive.SizeInBytes));
    }

    [Theory]
    [InlineData("\n", true)]
    [InlineData("\r\n", true)]
    [InlineData("\n", false)]
    [InlineData("\r\n", false)]
    public async Task Lines_may_end_either_way_and_the_last_without(string lineEnd, bool closed)
    {
        string text = Csv(CsvLine("1", "a"), CsvLine("2", "\"b,c\"")).Replace("\n", lineEnd, StringComparison.Ordinal);

        (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(
            closed ? text : text.TrimEnd()
        );

        Assert.Null(error);
        Assert.Equal(["a", "b,c"], archives.Select(a => a.Description));
    }

    [Fact]
    public async Task An_empty_inventory_is_its_first_line()
    {
        Assert.Equal((0, null), Summary(await ReadAllAsync(Csv())));
        Assert.Equal((0, null), Summary(await ReadAllAsync(Csv().TrimEnd())));
        Assert.Equal((0, "InventoryTruncated"), Summary(await ReadAllAsync("")));
        Assert.Equal((0, "InventoryTruncated"), Summary(await ReadAllAsync("", InventoryFormat.Csv)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(80)]
    public async Task A_last_line_that_is_cut_off_is_told_as_that(int missing)
    {
        string text = Csv(CsvLine("1", "a"), CsvLine("2", "b")).TrimEnd();

        (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(text[..^missing]);

        Assert.Single(archives);
        Assert.Equal("InventoryTruncated", error!.ErrorId);
        Assert.Equal(text.Length - missing, error.Position);
    }

    [Theory]
    [InlineData("2,b,2012-05-15T17:19:46Z,2140123")]
    [InlineData("nonsense")]
    [InlineData("2,b,2012-05-15T17:19:46Z,x,6b9d4cf8697bd3af6aa1b590a0b27b337da5b18988dbcc619a3e608a554a1e62")]
    [InlineData(",b,2012-05-15T17:19:46Z,1,6b9d4cf8697bd3af6aa1b590a0b27b337da5b18988dbcc619a3e608a554a1e62")]
    [InlineData(",,,,")]
    public async Task A_damaged_line_is_told_with_its_place_after_the_good_archives(string line)
    {
        string before = Csv(CsvLine("1", "a"));

        (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(
            before + line + "\n" + CsvLine("3", "c") + "\n"
        );

        Assert.Single(archives);
        Assert.Equal("InventoryDamaged", error!.ErrorId);
        Assert.Equal(before.Length, error.Position);
    }

    private static (int, string?) Summary((List<InventoryArchive> Archives, InventoryFormatException? Error) read) =>
        (read.Archives.Count, read.Error?.ErrorId);
}
