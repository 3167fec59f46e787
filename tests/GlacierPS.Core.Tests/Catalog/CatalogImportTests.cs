using System.IO.Compression;
using System.Text;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using static GlacierPS.Core.Tests.Catalog.CatalogScene;

namespace GlacierPS.Core.Tests.Catalog;

public sealed class CatalogImportTests : IDisposable
{
    private const string Hash = "6b9d4cf8697bd3af6aa1b590a0b27b337da5b18988dbcc619a3e608a554a1e62";

    private readonly CatalogScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Every_version_of_mt_aws_glaciers_journal_is_read()
    {
        List<ImportedRecord> records = await ReadAsync(
            $"A\t1351924178\tCREATED\tid-1\t5\t1351924100\t{Hash}\tfile/a b\n"
                + $"B\t1351924179\tCREATED\tid-2\t6\tNONE\t{Hash}\tдиректория/файл\r\n"
                + "B\t1351924180\tDELETED\tid-1\tfile/a b\n"
                + "C\t1351924181\tRETRIEVE_JOB\tid-2\tjob\n\n"
                + $"1351924182 CREATED id-3 7 {Hash} old name with spaces.txt\n"
                + "1351924183 DELETED id-3 old name with spaces.txt\n"
        );

        Assert.Equal(["id-1", "id-2", "id-1", "id-3", "id-3"], records.Select(record => record.ArchiveId));
        Assert.Equal([false, false, true, false, true], records.Select(record => record.Deleted));
        Assert.Equal(
            ["file/a b", "директория/файл", "old name with spaces.txt"],
            records.Select(record => record.Name?.Name).OfType<string>()
        );
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1351924178).UtcDateTime, records[0].At);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1351924100).UtcDateTime, records[0].Name!.ModifiedTime);
        Assert.Equal(
            (6, null, Hash),
            (records[1].SizeInBytes, records[1].Name!.ModifiedTime, records[1].SHA256TreeHash)
        );
    }

    [Theory]
    [InlineData("hello")]
    [InlineData(
        "B\t1351924178\tCREATED\tid\tfive\tNONE\t6b9d4cf8697bd3af6aa1b590a0b27b337da5b18988dbcc619a3e608a554a1e62\tname"
    )]
    [InlineData("B\tnow\tDELETED\tid\tname")]
    public async Task A_line_that_is_none_is_told_with_its_number(string line)
    {
        var error = await Assert.ThrowsAsync<GlacierInputException>(() =>
            ReadAsync($"B\t1351924180\tDELETED\tid\tname\n{line}\n")
        );
        Assert.Equal("JournalDamaged", error.ErrorId);
        Assert.Contains("Line 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_service_said_counts_for_more_than_an_import()
    {
        await _scene.UpdateAsync(Day, "listed", "listed-too");
        CatalogImportResult result = _scene.Catalog.Import(
            [
                Created("listed", Day.AddYears(-1), "imported/name"),
                Created("gone-since", Day.AddYears(-1), "x"),
                Created("newer", Day.AddHours(1), "imported/newer"),
                Created("deleted", Day.AddHours(1), "y"),
                new ImportedRecord
                {
                    ArchiveId = "deleted",
                    Deleted = true,
                    At = Day.AddHours(2),
                },
                new ImportedRecord
                {
                    ArchiveId = "listed-too",
                    Deleted = true,
                    At = Day.AddHours(2),
                },
            ],
            default
        );

        Assert.Equal(new CatalogImportResult(1, 0, 2, 1), result);
        Assert.Equal(["listed", "newer"], _scene.Ids());
        Assert.Equal(
            ["imported/newer", "listed/listed"],
            _scene.Catalog.Read().Select(archive => archive.Name).Order()
        );
        Assert.Equal(
            CatalogEvidence.Import,
            _scene.Catalog.Read().Single(archive => archive.ArchiveId == "newer").Evidence
        );
    }

    [Fact]
    public async Task A_Synology_mapping_gives_names_to_archives_that_have_none_and_they_stay_through_inventories()
    {
        using var folder = new TempFolder();
        string database = Unpacked(folder);
        Assert.True(SynologyMapping.IsDatabase(database));
        List<ImportedRecord> records = [.. SynologyMapping.Read(database)];

        Assert.Equal(301, records.Count);
        Assert.Equal("photo/2014/путь 7/xxxxxxx.jpg", records[7].Name!.Name);
        Assert.Equal((7000021L, ArchiveTool.Synology), (records[7].SizeInBytes, records[7].Name!.WrittenBy));
        Assert.Equal("video/long/" + new string('y', 3000) + ".mkv", records[300].Name!.Name);
        Assert.Equal(1L << 40, records[300].SizeInBytes);

        string id = records[7].ArchiveId;
        await _scene.Catalog.UpdateAsync(Nameless(Day, id), new InventoryOrigin(), default);
        Assert.Equal("", _scene.Catalog.Read().Single().Name);
        Assert.Equal(1, _scene.Catalog.Import(records.Take(8).Skip(7), default).Named);
        Assert.Equal("photo/2014/путь 7/xxxxxxx.jpg", _scene.Catalog.Read().Single().Name);
        await _scene.Catalog.UpdateAsync(Nameless(Day.AddDays(3), id), new InventoryOrigin(), default);
        CatalogArchive archive = _scene.Catalog.Read().Single();
        Assert.Equal(
            ("photo/2014/путь 7/xxxxxxx.jpg", ArchiveTool.Synology, CatalogEvidence.Inventory),
            (archive.Name, archive.WrittenBy, archive.Evidence)
        );
    }

    [Theory]
    [InlineData("7000021")]
    [InlineData("7000021.0")]
    [InlineData("'7000021'")]
    [InlineData("'7000021.00'")]
    [InlineData("x'37303030303231'")]
    public void A_Synology_mapping_with_a_DECIMAL_column_of_sizes_is_read_whatever_kind_of_value_it_keeps(string size)
    {
        using var folder = new TempFolder();
        string path = folder.File("decimal.db");
        var schema = new DatabaseSchema
        {
            ApplicationId = 0,
            Migrations = [],
            Noun = "the sample",
            Remedy = "",
        };
        using (Database database = Database.Open(path, schema))
        {
            database.Execute(
                "CREATE TABLE file_info_tb (key INTEGER PRIMARY KEY, shareName TEXT, basePath TEXT, archiveID TEXT, "
                    + "fileSize DECIMAL, lastBackupTime DATETIME)"
            );
            database.Execute($"INSERT INTO file_info_tb VALUES (1, 'photo', '/a.jpg', 'id-1', {size}, 0)");
            database.Execute("INSERT INTO file_info_tb VALUES (2, 'photo', '/b.jpg', 'id-2', NULL, 0)");
            database.Execute("INSERT INTO file_info_tb VALUES (3, 'photo', '/c.jpg', NULL, 1, 0)");
            database.Execute("INSERT INTO file_info_tb VALUES (4, 'photo', NULL, 'id-4', 1, 0)");
        }

        long skipped = 0;
        ImportedRecord[] records = [.. SynologyMapping.Read(path, count => skipped = count)];
        Assert.Equal(2, skipped);
        Assert.Equal([7000021L, null], records.Select(record => record.SizeInBytes));
        Assert.Equal(["photo/a.jpg", "photo/b.jpg"], records.Select(record => record.Name!.Name));
    }

    [Fact]
    public void A_damaged_database_is_one_clear_error_wherever_the_damage_is()
    {
        using var folder = new TempFolder();
        byte[] sound = File.ReadAllBytes(Unpacked(folder));
        string path = folder.File("damaged.db");
        var random = new Random(7);
        for (int round = 0; round < 300; round++)
        {
            byte[] bytes = [.. sound];
            for (int i = 0; i < 20; i++)
            {
                bytes[random.Next(16, bytes.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, round % 3 == 0 ? bytes[..random.Next(100, bytes.Length)] : bytes);
            try
            {
                Assert.InRange(SynologyMapping.Read(path).Count(), 0, 2000);
            }
            catch (GlacierException error)
            {
                Assert.Contains(error.ErrorId, new[] { "DatabaseDamaged", "NotAMapping", "NotADatabase" });
            }
        }
    }

    private static ImportedRecord Created(string id, DateTime at, string name) =>
        new()
        {
            ArchiveId = id,
            At = at,
            SizeInBytes = 5,
            SHA256TreeHash = Hash,
            Name = new ArchiveName { Name = name, WrittenBy = ArchiveTool.MtAwsGlacier },
        };

    private static async Task<List<ImportedRecord>> ReadAsync(string text)
    {
        var records = new List<ImportedRecord>();
        await foreach (
            ImportedRecord record in MtAwsJournal.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), default)
        )
        {
            records.Add(record);
        }

        return records;
    }

    private static IAsyncEnumerable<GlacierPS.Core.Inventory.InventoryArchive> Nameless(DateTime day, string id) =>
        GlacierPS.Core.Inventory.InventoryReader.ReadAsync(
            new MemoryStream(
                Encoding.UTF8.GetBytes(
                    $"ArchiveId,ArchiveDescription,CreationDate,Size,SHA256TreeHash\n{id},,2020-01-01T00:00:00Z,7,{Hash}\n"
                )
            ),
            new GlacierPS.Core.Inventory.InventorySource(Vault, null, day)
        );

    private static string Unpacked(TempFolder folder)
    {
        string path = folder.File("mapping.db");
        using Stream packed = typeof(CatalogImportTests).Assembly.GetManifestResourceStream("mapping.db.gz")!;
        using var unpacking = new GZipStream(packed, CompressionMode.Decompress);
        using FileStream file = File.Create(path);
        unpacking.CopyTo(file);
        return path;
    }
}
