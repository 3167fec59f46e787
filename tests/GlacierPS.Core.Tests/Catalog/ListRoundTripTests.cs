using System.Globalization;
using System.Text;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using static GlacierPS.Core.Tests.Catalog.CatalogScene;

namespace GlacierPS.Core.Tests.Catalog;

/// <summary>What Export-GlacierCatalog writes is read again, whole; what a list has and nobody reads is told.</summary>
public sealed class ListRoundTripTests : IDisposable
{
    private const string Hash = "6b9d4cf8697bd3af6aa1b590a0b27b337da5b18988dbcc619a3e608a554a1e62";

    private const string FastGlacier =
        "<m><v>4</v><p>Z2xhY2llci1kZy5wZGY=</p><lm>20120821T170824Z</lm>"
        + "<ce>1:1:4340ebcf79712dc5e3ef7d50bab98ba5:54687</ce></m>";

    private readonly CatalogScene _scene = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _scene.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(InventoryFormat.Csv)]
    [InlineData(InventoryFormat.Json)]
    public async Task B06_a_catalogue_that_was_exported_is_read_again_whole(InventoryFormat format)
    {
        await FillAsync();
        string file = _folder.File("own");
        CatalogExport.Write(_scene.Catalog, file, format, default);
        var again = new VaultCatalog(_folder.File("again"), Vault);
        if (format == InventoryFormat.Csv)
        {
            List<ImportedRecord> records = Read(await File.ReadAllTextAsync(file), out List<string> told);
            Assert.Empty(told);
            again.Import(records, default);
        }
        else
        {
            var named = new List<ImportedRecord>();
            var source = new InventorySource
            {
                Named = (id, names) => named.AddRange(names.Select(name => NameList.Record(id, name))),
            };
            await using FileStream stream = InventoryReader.OpenFile(file);
            await again.UpdateAsync(InventoryReader.ReadAsync(stream, source), new InventoryOrigin(), default);
            again.Import(named, default);
        }

        string[] before = [.. Described(_scene.Catalog, format)];
        Assert.Equal(6, before.Length);
        Assert.Equal(before, Described(again, format));
    }

    [Fact]
    public void B06_columns_that_are_not_understood_are_named_once()
    {
        Assert.Null(
            NameList.NotUnderstood(
                "ArchiveId,Name,Size,CreationDate,ModifiedTime,SHA256TreeHash,Description,Evidence,Compressed,Encrypted,"
                    + "OriginalSize,OriginalMD5,WrittenBy"
            )
        );
        Assert.Null(NameList.NotUnderstood("\"#\";GlacierArchiveID;FileName"));
        Assert.Contains("column 'Shelf' is", NameList.NotUnderstood("ArchiveId,Name,Shelf"), StringComparison.Ordinal);
        Assert.Contains(
            "columns 'Shelf', 'x y' are",
            NameList.NotUnderstood("ArchiveId;Shelf;Name;x y"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Size", "1,234", "no number of bytes")]
    [InlineData("CreationDate", "3/4/2020 5:06", "no time in ISO 8601")]
    [InlineData("ModifiedTime", "yesterday", "no time in ISO 8601")]
    [InlineData("SHA256TreeHash", "12", "no tree hash")]
    [InlineData("Encrypted", "True", "its description does not say")]
    [InlineData("Compressed", "True", "its description does not say")]
    [InlineData("OriginalSize", "7", "its description does not say")]
    [InlineData("OriginalMD5", "4340ebcf79712dc5e3ef7d50bab98ba5", "its description does not say")]
    public void B06_values_that_are_not_understood_are_told_with_their_line(string column, string value, string says)
    {
        List<ImportedRecord> records = Read($"ArchiveId,Name,{column}\na,x,\nb,y,\"{value}\"\n", out List<string> told);
        Assert.Equal(["a", "b"], records.Select(record => record.ArchiveId));
        Assert.Contains("3: ", Assert.Single(told), StringComparison.Ordinal);
        Assert.Contains(says, told[0], StringComparison.Ordinal);
    }

    [Fact]
    public void B04_an_imported_name_does_not_hide_that_the_bytes_are_not_the_files()
    {
        _scene.Catalog.Import(
            [
                new ImportedRecord
                {
                    ArchiveId = "packed",
                    Description = FastGlacier,
                    Name = new ArchiveName { Name = "mine.pdf" },
                },
            ],
            default
        );
        CatalogArchive archive = Assert.Single(_scene.Catalog.Read());
        Assert.Equal("mine.pdf", archive.Name);
        Assert.Equal((true, true, 54687), (archive.Compressed, archive.Encrypted, archive.OriginalSize));
    }

    private async Task FillAsync()
    {
        string names = Path.GetRandomFileName();
        string list = string.Join(
            ",",
            new[]
            {
                ("packed", FastGlacier),
                ("plain", "no tool's text"),
                ("none", ""),
                ("many", ""),
                ("listed", ArchiveDescription.Write("dir/\"a, b\"\n.txt", Day)),
            }.Select(one =>
                $$"""{"ArchiveId":"{{one.Item1}}","ArchiveDescription":{{System.Text.Json.JsonSerializer.Serialize(one.Item2)}},"CreationDate":"2020-01-01T00:00:00Z","Size":7,"SHA256TreeHash":"{{Hash}}"}"""
            )
        );
        string text = $$"""{"InventoryDate":"2026-06-01T12:00:00Z","ArchiveList":[{{list}}]}""";
        await _scene.Catalog.UpdateAsync(
            InventoryReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text))),
            new InventoryOrigin(),
            default
        );
        _scene.Catalog.Import(
            from name in new[] { "/photo/img \"1\".jpg", " /photo/\r\n\r\nimg;2.jpg ", $"x/{names}" }
            select new ImportedRecord
            {
                ArchiveId = "many",
                Name = new ArchiveName
                {
                    Name = name,
                    ModifiedTime = Day.AddSeconds(0.25),
                    WrittenBy = ArchiveTool.Synology,
                },
            },
            default
        );
        _scene.Upload("sent", Day.AddMilliseconds(1), "täglich/{x}.txt");
    }

    /// <summary>
    /// All that is known of each archive but how and since when, which is another matter where it was imported. An
    /// inventory has times in seconds and names without theirs.
    /// </summary>
    private static IEnumerable<string> Described(VaultCatalog catalog, InventoryFormat format) =>
        from archive in catalog.Read()
        orderby archive.ArchiveId
        select string.Join(
            '|',
            archive.ArchiveId,
            archive.SizeInBytes,
            archive.CreationDate.ToString(format == InventoryFormat.Csv ? "O" : "s", CultureInfo.InvariantCulture),
            archive.SHA256TreeHash,
            archive.Description,
            archive.Compressed,
            archive.Encrypted,
            archive.OriginalSize,
            archive.OriginalMD5,
            string.Join(
                '+',
                archive
                    .AllNames.OrderBy(name => name.Name, StringComparer.Ordinal)
                    .Select(name =>
                        format == InventoryFormat.Csv || archive.Names.Count == 1 ? name.ToString() : name.Name
                    )
            )
        );

    private static List<ImportedRecord> Read(string text, out List<string> told)
    {
        var all = new List<string>();
        told = all;
        return
        [
            .. NameList.Read(
                new MemoryStream(Encoding.UTF8.GetBytes(text)),
                text.Split('\n')[0].TrimEnd('\r'),
                Vault,
                (line, why) => all.Add($"left out {line}: {why}"),
                (line, why) => all.Add($"{line}: {why}")
            ),
        ];
    }
}
