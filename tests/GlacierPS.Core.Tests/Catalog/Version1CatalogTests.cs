using GlacierPS.Core.Catalog;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Storage;
using static GlacierPS.Core.Tests.Catalog.CatalogScene;

namespace GlacierPS.Core.Tests.Catalog;

/// <summary>
/// A catalogue that version 0.1 wrote: an inventory of four archives, four uploads, two imported names, and deletions.
/// </summary>
public sealed class Version1CatalogTests : IDisposable
{
    private const string Sample = "version1/";
    private const string Archives = "000002.archives.jsonl";
    private const string Changes = "000002.changes.jsonl";

    private readonly CatalogScene _scene = new();
    private readonly string _old;

    public Version1CatalogTests()
    {
        _old = Path.Join(_scene.Folder, CatalogLocation.FolderName(Vault));
        WriteSample();
    }

    private void WriteSample()
    {
        Directory.CreateDirectory(_old);
        foreach (string name in typeof(Version1CatalogTests).Assembly.GetManifestResourceNames())
        {
            if (name.StartsWith(Sample, StringComparison.Ordinal))
            {
                using Stream sample = typeof(Version1CatalogTests).Assembly.GetManifestResourceStream(name)!;
                using FileStream file = File.Create(Path.Join(_old, name[Sample.Length..]));
                sample.CopyTo(file);
            }
        }
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Archives_names_and_deletions_of_version_0_1_come_over_once_and_the_folder_is_kept()
    {
        var kept = FilesOf(_old);
        AssertAllIsThere();
        Assert.False(Directory.Exists(_old));
        Assert.Equal(kept, FilesOf(_old + ".moved"));

        CatalogConnections.Close(Path.Join(_scene.Folder, CatalogSchema.FileName));
        AssertAllIsThere();
        Assert.False(Directory.Exists(_old + ".moved2"));
    }

    [Fact]
    public void What_version_0_1_notes_when_it_is_used_again_later_is_taken_in_as_well()
    {
        AssertAllIsThere();
        WriteSample();
        AppendLine(
            """{"k":"u","t":"2026-06-02T10:00:00Z","i":"late","c":"2026-06-02T10:00:00Z","s":5,"d":"late.txt"}"""
        );
        AppendLine("""{"k":"g","t":"2026-06-02T11:00:00Z","i":"sent-1"}""");

        Assert.Equal(
            ["Größe-4", "imported-1", "late", "listed-1", "listed-2", "sent-3", "sent-4"],
            _scene.Again().Read().Select(archive => archive.ArchiveId).Order(StringComparer.Ordinal)
        );
        Assert.False(Directory.Exists(_old));
        Assert.True(Directory.Exists(_old + ".moved2"));
    }

    [Fact]
    public async Task What_was_uploaded_deleted_and_named_under_version_0_1_counts_in_the_next_inventory()
    {
        // It lists what was deleted shortly before, and not yet what was uploaded.
        await _scene.UpdateAsync(Day.AddHours(4), "listed-1", "listed-2", "listed-3", "Größe-4", "sent-2");

        Assert.Equal(
            ["Größe-4", "imported-1", "listed-1", "listed-2", "sent-1", "sent-3", "sent-4"],
            _scene.Ids().Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            "photo/two.jpg",
            _scene.Catalog.Read().Single(archive => archive.ArchiveId == "listed-2").Names.Single()
        );
    }

    [Fact]
    public void Uploads_alone_before_any_inventory_come_over()
    {
        File.Delete(Path.Join(_old, "catalog.json"));
        File.Delete(Path.Join(_old, Archives));
        File.Move(Path.Join(_old, Changes), Path.Join(_old, "000000.changes.jsonl"));

        Assert.Equal(["sent-4"], _scene.Ids());
        Assert.Null(_scene.Catalog.ReadState().InventoryDate);
    }

    [Fact]
    public void A_last_line_that_was_never_written_to_its_end_is_passed_over()
    {
        File.AppendAllText(Path.Join(_old, Changes), "12345678 {\"k\":\"u\",\"t\":\"2026-06-01T1");
        AssertAllIsThere();
    }

    [Theory]
    [InlineData("a changed byte of an archive", "1 of its lines")]
    [InlineData("a changed byte of a deletion", "1 of its lines")]
    [InlineData("an archive's line lost", "7 archives")]
    [InlineData("no list", "0 archives")]
    [InlineData("no head", "catalog.json is missing")]
    [InlineData("a damaged head", "catalog.json cannot be read")]
    public void One_that_is_damaged_is_an_error_that_says_how_to_go_on_never_a_smaller_vault(string fault, string told)
    {
        string archives = Path.Join(_old, Archives);
        string head = Path.Join(_old, "catalog.json");
        switch (fault)
        {
            case "a changed byte of an archive":
                Change(archives);
                break;
            case "a changed byte of a deletion":
                Change(Path.Join(_old, Changes));
                break;
            case "an archive's line lost":
                File.WriteAllLines(archives, File.ReadAllLines(archives)[..^1]);
                break;
            case "no list":
                File.Delete(archives);
                break;
            case "no head":
                File.Delete(head);
                break;
            default:
                File.WriteAllText(head, "{\"Generation\":");
                break;
        }

        var kept = FilesOf(_old);
        for (int i = 0; i < 2; i++)
        {
            var error = Assert.Throws<DatabaseException>(() => _scene.Ids().Count());
            Assert.Equal("DatabaseDamaged", error.ErrorId);
            Assert.Contains(told, error.Message, StringComparison.Ordinal);
            Assert.Contains(_old, error.Message, StringComparison.Ordinal);
            Assert.Contains("Update-GlacierCatalog", error.Message, StringComparison.Ordinal);
            Assert.Throws<DatabaseException>(() => _scene.Upload("new", Day.AddDays(1)));
        }

        Assert.Equal(kept, FilesOf(_old));
        Directory.Delete(_old, recursive: true);
        Assert.Empty(_scene.Ids());
    }

    private void AssertAllIsThere()
    {
        CatalogArchive[] archives = [.. _scene.Again().Read().OrderBy(a => a.ArchiveId, StringComparer.Ordinal)];
        Assert.Equal(
            [
                "Größe-4|listed/Größe-4|7|Inventory",
                "imported-1|photo/one.jpg|99|Import",
                "listed-1|listed/listed-1|7|Inventory",
                "listed-2|photo/two.jpg|7|Inventory",
                "sent-1|folder/Größe \"1\".bin|11|Upload",
                "sent-3|sent-3.txt|13|Upload",
                "sent-4|sent-4.txt|14|Upload",
            ],
            archives.Select(a => $"{a.ArchiveId}|{a.Name}|{a.SizeInBytes}|{a.Evidence}")
        );
        Assert.All(
            archives.Where(a => a.ArchiveId != "imported-1"),
            a => Assert.Equal(Hash(a.ArchiveId), a.SHA256TreeHash)
        );
        Assert.Null(archives[1].SHA256TreeHash);
        Assert.Equal(
            (new DateTime(2019, 5, 4, 3, 2, 1, DateTimeKind.Utc), ArchiveTool.MtAwsGlacier),
            (archives[3].ModifiedTime, archives[1].WrittenBy)
        );
        Assert.Equal(
            [Day, Day.AddHours(4), Day, Day, Day.AddHours(2), Day.AddHours(3), Day.AddHours(6)],
            archives.Select(a => a.KnownAt)
        );
        CatalogState state = _scene.Again().ReadState();
        Assert.Equal(
            (Day, Day.AddHours(1), 3L, 7L),
            (state.InventoryDate, state.NewestAt, state.Removed, state.KnownArchives)
        );
    }

    private void AppendLine(string json)
    {
        var line = new System.Buffers.ArrayBufferWriter<byte>();
        Core.Hashing.CheckedLine.Write(line, System.Text.Encoding.UTF8.GetBytes(json));
        using FileStream file = File.Open(Path.Join(_old, Changes), FileMode.Append);
        file.Write(line.WrittenSpan);
    }

    private static string Hash(string id) =>
        Core.Hashing.Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(id)).ToString();

    private static void Change(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[40] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private static SortedDictionary<string, string> FilesOf(string folder) =>
        new(Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllText));
}
