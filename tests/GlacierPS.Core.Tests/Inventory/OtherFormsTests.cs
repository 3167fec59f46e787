using System.Globalization;
using System.Text;
using GlacierPS.Core.Inventory;
using static GlacierPS.Core.Tests.Inventory.InventorySamples;

namespace GlacierPS.Core.Tests.Inventory;

/// <summary>Inventories that went through other programs are read, or told as what they are.</summary>
public sealed class OtherFormsTests
{
    private const string Cloud = """{"Path":"a\\b, c.txt"}""";

    public static TheoryData<string, string> Tables =>
        new()
        {
            {
                "a spreadsheet, quotes doubled",
                $"ArchiveId,ArchiveDescription,CreationDate,Size,SHA256TreeHash\r\nid-1,\"{Doubled(Cloud)}\",2012-05-15T17:19:46Z,7,{Hash}\r\n"
            },
            {
                "Export-Csv, all quoted and in another order",
                $"\"SHA256TreeHash\",\"Size\",\"CreationDate\",\"ArchiveDescription\",\"ArchiveId\"\r\n\"{Hash}\",\"7\",\"2012-05-15T17:19:46Z\",\"{Doubled(Cloud)}\",\"id-1\"\r\n"
            },
            {
                "semicolons",
                $"ArchiveId;ArchiveDescription;CreationDate;Size;SHA256TreeHash\nid-1;\"{Doubled(Cloud)}\";2012-05-15 17:19:46;7;{Hash}\n"
            },
            {
                "tabs, beside other columns",
                $"No\tArchiveId\tArchiveDescription\tCreationDate\tSize\tSHA256TreeHash\n1\tid-1\t\"{Doubled(Cloud)}\"\t2012-05-15T17:19:46Z\t7\t{Hash}\n"
            },
            {
                "our objects",
                $"VaultName,ArchiveId,Description,CreationDate,SizeInBytes,SHA256TreeHash,Name\nphotos,id-1,\"{Doubled(Cloud)}\",2012-05-15T17:19:46Z,7,{Hash},x\n"
            },
        };

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task B07_a_table_is_read(string what, string text)
    {
        foreach (Encoding encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
            (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(
                new MemoryStream(bytes)
            );

            Assert.Null(error);
            InventoryArchive archive = Assert.Single(archives);
            Assert.True(
                archive is { ArchiveId: "id-1", Description: Cloud, Name: "a/b, c.txt", SizeInBytes: 7 },
                $"{what}: {archive.ArchiveId} {archive.Description}"
            );
            Assert.Equal(new DateTime(2012, 5, 15, 17, 19, 46, DateTimeKind.Utc), archive.CreationDate);
            Assert.Equal(Hash, archive.SHA256TreeHash);
        }
    }

    [Fact]
    public void B07_fields_in_quotes_are_read_whole_and_rows_end_where_their_lines_do()
    {
        var rows = new CsvRows(new StringReader("a, \"b\n\n\r\n\"\"c,\" ,d \r\r\n\"\",e\"f\ng"), ',');

        Assert.Equal(["a", "b\n\n\r\n\"c,", "d "], rows.Read()!);
        Assert.Equal(4, rows.Line);
        Assert.Equal([""], rows.Read()!);
        Assert.Equal(["", "e\"f"], rows.Read()!);
        Assert.Equal(["g"], rows.Read()!);
        Assert.Equal(7, rows.Line);
        Assert.Null(rows.Read());
        foreach (string bad in new[] { "x\n\"a\"b,c", "x\n\"a,b", "x\n\"a\n\"\"" })
        {
            rows = new CsvRows(new StringReader(bad), ',');
            rows.Read();
            var error = Assert.Throws<InventoryFormatException>(() => rows.Read());
            Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("en-US", "5/4/2012 5:19:46 PM", 5)]
    [InlineData("en-GB", "04/05/2012 17:19:46", 5)]
    [InlineData("de-DE", "04.05.2012 17:19:46", 5)]
    public async Task B07_dates_as_a_culture_writes_them_are_read_so_and_that_is_said(
        string culture,
        string date,
        int month
    )
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            var said = new List<string>();
            (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(
                $"ArchiveId,Description,CreationDate,Size,SHA256TreeHash,x\na,,{date},7,{Hash},\nb,,{date},7,{Hash},\n",
                source: new InventorySource("v") { Warn = said.Add }
            );
            Assert.Null(error);
            Assert.Equal(new DateTime(2012, month, 4, 17, 19, 46, DateTimeKind.Utc), archives[1].CreationDate);
            Assert.Equal(2, said.Count);
            Assert.Contains("column 'x' is not understood", said[0], StringComparison.Ordinal);
            Assert.Contains(culture, said[1], StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task B07_a_date_that_could_be_any_is_refused_with_its_line()
    {
        (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(
            $"ArchiveId,Description,CreationDate,Size,SHA256TreeHash,x\na,,2012-05-15T17:19:46Z,7,{Hash},\nb,,yesterday,7,{Hash},\n"
        );
        Assert.Single(archives);
        Assert.Equal("InventoryDamaged", error!.ErrorId);
        Assert.Contains("CreationDate 'yesterday'", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B07_the_services_JSON_in_UTF16_is_read()
    {
        byte[] bytes = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Guide + "\r\n")];
        (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(
            new MemoryStream(bytes)
        );
        Assert.Null(error);
        Assert.Equal(["my archive1", ""], archives.Select(archive => archive.Description));
        Assert.Equal("examplevault", archives[0].VaultName);
    }

    [Theory]
    [InlineData("[{0},{1}]")]
    [InlineData(" [ {0} ,\n {1} ]\n")]
    [InlineData("{0}\n{1}\n")]
    [InlineData("{0}\r\n\r\n{1}")]
    public async Task B07_a_list_alone_and_an_archive_a_line_are_read(string form)
    {
        string list = Guide[(Guide.IndexOf('[', StringComparison.Ordinal) + 1)..Guide.LastIndexOf(']')];
        int between = list.IndexOf("},{", StringComparison.Ordinal);
        string text = form.Replace("{0}", list[..(between + 1)], StringComparison.Ordinal)
            .Replace("{1}", list[(between + 2)..], StringComparison.Ordinal);
        foreach (int piece in new[] { 1, 7, 4096 })
        {
            (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(
                new PieceStream([Encoding.UTF8.GetBytes(text)], piece)
            );
            Assert.Null(error);
            Assert.Equal(["my archive1", ""], archives.Select(archive => archive.Description));
        }

        // One that ends within an archive is cut off.
        (List<InventoryArchive> cut, InventoryFormatException? end) = await ReadAllAsync(text.TrimEnd()[..^20]);
        Assert.Single(cut);
        Assert.Equal("InventoryTruncated", end!.ErrorId);
    }

    [Theory]
    [InlineData("[1]", "something else than archives")]
    [InlineData("[{\"JobId\":\"x\"}]", "no ArchiveId")]
    [InlineData("[] x", "behind its end")]
    [InlineData("PK\u0003\u0004xxxx", "a workbook of Excel")]
    public async Task B07_what_is_none_is_told_as_what_it_is(string text, string says)
    {
        (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(text);
        Assert.Empty(archives);
        Assert.Contains(says, error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B07_a_list_without_archives_is_an_empty_inventory()
    {
        (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync("[]\n");
        Assert.Empty(archives);
        Assert.Null(error);
    }

    private static string Doubled(string text) => text.Replace("\"", "\"\"", StringComparison.Ordinal);
}
