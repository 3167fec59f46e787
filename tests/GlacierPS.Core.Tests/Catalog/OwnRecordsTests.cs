using System.Text;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using static GlacierPS.Core.Tests.Catalog.CatalogScene;

namespace GlacierPS.Core.Tests.Catalog;

/// <summary>Journals and lists as people have them: in other encodings, torn, with IDs for names.</summary>
public sealed class OwnRecordsTests : IDisposable
{
    private const string Hash = "6b9d4cf8697bd3af6aa1b590a0b27b337da5b18988dbcc619a3e608a554a1e62";
    private static readonly string s_id = new('A', 138);

    private readonly CatalogScene _scene = new();

    [Fact]
    public void B05_a_name_that_is_the_archives_ID_overwrites_no_good_one()
    {
        _scene.Catalog.Import([Record("id", "photos/good.jpg")], default);
        CatalogImportResult result = _scene.Catalog.Import([Record("id", "id")], default);
        Assert.Equal((0, 1), (result.Named, result.Known));
        Assert.Equal("photos/good.jpg", Assert.Single(_scene.Catalog.Read()).Name);

        // Nor where the good one comes first within one journal.
        _scene.Catalog.Import([Record("other", "good"), Record("other", "other")], default);
        Assert.Equal("good", _scene.Catalog.Find(["other"]).Single().Name);
    }

    [Fact]
    public async Task B05_a_journal_that_is_not_UTF8_is_refused_with_the_line_and_read_with_its_encoding()
    {
        string text =
            $"B\t1351924178\tCREATED\tid-1\t5\tNONE\t{Hash}\tplain\n"
            + $"B\t1351924179\tCREATED\tid-2\t5\tNONE\t{Hash}\tдиректория/файл\n";
        Encoding koi8 = CodePagesEncodingProvider.Instance.GetEncoding("koi8-r")!;
        byte[] bytes = koi8.GetBytes(text);

        var error = await Assert.ThrowsAsync<GlacierInputException>(() => ReadAsync(new MemoryStream(bytes)));
        Assert.Equal("EncodingNeeded", error.ErrorId);
        Assert.Contains("Line 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("-Encoding", error.Message, StringComparison.Ordinal);

        foreach (
            (Encoding? encoding, byte[] written) in new[]
            {
                (koi8, bytes),
                (null, [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)]),
                (null, Encoding.UTF8.GetBytes(text)),
                (null, [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text)]),
                (Encoding.Unicode, Encoding.Unicode.GetBytes(text)),
            }
        )
        {
            List<ImportedRecord> records = await ReadAsync(TextInput.AsUtf8(new MemoryStream(written), encoding));
            Assert.Equal(["plain", "директория/файл"], records.Select(record => record.Name!.Name));
        }
    }

    [Fact]
    public async Task B05_bytes_that_the_named_encoding_has_not_are_told()
    {
        byte[] shiftJis = [0x42, 0x81, 0xFF, 0x0A];
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding("shift_jis")!;
        var error = await Assert.ThrowsAsync<GlacierInputException>(() =>
            ReadAsync(TextInput.AsUtf8(new MemoryStream(shiftJis), encoding))
        );
        Assert.Equal("EncodingWrong", error.ErrorId);
    }

    [Fact]
    public async Task B05_torn_lines_in_the_middle_are_counted()
    {
        string good = $"B\t1351924179\tCREATED\tid-{{0}}\t5\tNONE\t{Hash}\tname {{0}}\n";
        string text =
            good.Replace("{0}", "1", StringComparison.Ordinal)
            + "B\t1351924179\tCREATED\tid-torn\t5\n"
            + "B\t1351924179\tCREA\n"
            + "B\t13519241\n"
            + "B\t1351924179\tRETRIEVE_JOB\tid-1\n"
            + "B\t1351924179\tDELETED\n"
            + $"B\t1351924179\tCREATED\tid\t5\tNONE\t{Hash[..30]}B\t1351924179\tCREATED\tid\t5\tNONE\t{Hash}\tjoined\n"
            + "B\t1351924179\tRETRIEVE_JOB\tid-1\tjob\n"
            + good.Replace("{0}", "2", StringComparison.Ordinal);
        var damaged = new List<long>();

        List<ImportedRecord> records = await ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), damaged.Add);
        Assert.Equal(["id-1", "id-2"], records.Select(record => record.ArchiveId));
        Assert.Equal([2, 3, 4, 5, 6, 7], damaged);
    }

    [Theory]
    [InlineData("Dear Sir,\nyours\n")]
    [InlineData("")]
    [InlineData("\n\n")]
    public async Task B05_a_file_without_a_line_of_a_journal_is_an_error_all_the_same(string text)
    {
        var error = await Assert.ThrowsAsync<GlacierInputException>(() =>
            ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), _ => { })
        );
        Assert.Equal("JournalDamaged", error.ErrorId);
    }

    [Theory]
    [InlineData("ArchiveId,Name\r\n{0},\"a, \"\"b\"\".txt\"\r\n")]
    [InlineData("Name;GlacierArchiveID\n\"a, \"\"b\"\".txt\";{0}\n")]
    [InlineData("\"#\"\t\"GlacierArchiveID\"\t\"FileName\"\n1\t{0}\t\"a, \"\"b\"\".txt\"\n")]
    [InlineData("\"{0}\",\"a, \"\"b\"\".txt\",\"7\",\"photos\",\"eu-west-1\",\"2014-01-02T03:04:05Z\",\"{1}\"\n")]
    public void B06_a_list_of_ones_own_gives_names(string form)
    {
        string text = form.Replace("{0}", s_id, StringComparison.Ordinal)
            .Replace("{1}", Hash, StringComparison.Ordinal);
        string first = text.Split('\n')[0].TrimEnd('\r');
        Assert.True(NameList.IsList(first));

        ImportedRecord record = Assert.Single(Read(text, out List<(long, string)> leftOut));
        Assert.Empty(leftOut);
        Assert.Equal((s_id, "a, \"b\".txt"), (record.ArchiveId, record.Name!.Name));

        _scene.Catalog.Import([record], default);
        Assert.Equal("a, \"b\".txt", Assert.Single(_scene.Catalog.Read()).Name);
    }

    [Fact]
    public void B06_all_that_a_list_says_is_taken()
    {
        ImportedRecord record = Assert.Single(
            Read($"{s_id},a b.txt,7,photos,eu-west-1,2014-01-02T03:04:05Z,{Hash}\n", out _)
        );
        Assert.Equal((7, Hash), (record.SizeInBytes, record.SHA256TreeHash));
        Assert.Equal(new DateTime(2014, 1, 2, 3, 4, 5, DateTimeKind.Utc), record.At);

        record = Assert.Single(Read($"ArchiveId,Name,ModifiedTime\n{s_id},a,2013-01-02T03:04:05Z\n", out _));
        Assert.Equal(new DateTime(2013, 1, 2, 3, 4, 5, DateTimeKind.Utc), record.Name!.ModifiedTime);
    }

    [Fact]
    public void B06_what_Export_GlacierCatalog_wrote_is_such_a_list()
    {
        _scene.Upload("id", Day, "a/b.txt");
        using var folder = new TempFolder();
        CatalogExport.Write(_scene.Catalog, folder.File("own.csv"), InventoryFormat.Csv, default);
        ImportedRecord record = Assert.Single(Read(File.ReadAllText(folder.File("own.csv")), out _));
        Assert.Equal(("id", "a/b.txt", 5), (record.ArchiveId, record.Name!.Name, record.SizeInBytes));
    }

    [Fact]
    public void B06_rows_without_an_ID_or_a_name_or_of_another_vault_are_told()
    {
        List<ImportedRecord> records = Read(
            "ArchiveId,Name,Vault\na,x,photos\n,y,photos\nb,,photos\nc,z,other\nd e,z,photos\nf,w,\n",
            out List<(long Line, string Why)> leftOut
        );
        Assert.Equal(["a", "f"], records.Select(record => record.ArchiveId));
        Assert.Equal([3, 4, 5, 6], leftOut.Select(line => line.Line));
        Assert.Contains("vault 'other'", leftOut[2].Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ArchiveId,ArchiveDescription,CreationDate,Size,SHA256TreeHash")]
    [InlineData("B\t1351924178\tCREATED\tid\t5\tNONE\thash\tname")]
    [InlineData("Dear Sir, yours")]
    [InlineData("")]
    public void B06_other_files_are_no_such_lists(string line) => Assert.False(NameList.IsList(line));

    public void Dispose() => _scene.Dispose();

    private static List<ImportedRecord> Read(string text, out List<(long Line, string Why)> leftOut)
    {
        var told = new List<(long, string)>();
        leftOut = told;
        return
        [
            .. NameList.Read(
                new MemoryStream(Encoding.UTF8.GetBytes(text)),
                text.Split('\n')[0].TrimEnd('\r'),
                Vault,
                (line, why) => told.Add((line, why))
            ),
        ];
    }

    private static async Task<List<ImportedRecord>> ReadAsync(Stream stream, Action<long>? damaged = null)
    {
        var records = new List<ImportedRecord>();
        await foreach (ImportedRecord record in MtAwsJournal.ReadAsync(stream, default, damaged))
        {
            records.Add(record);
        }

        return records;
    }

    private static ImportedRecord Record(string id, string name) =>
        new()
        {
            ArchiveId = id,
            At = Day,
            Name = new ArchiveName { Name = name, WrittenBy = ArchiveTool.MtAwsGlacier },
        };
}
