using System.Text.Json;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Durability;

/// <summary>What a crash, a bad sector or a careless hand leaves behind.</summary>
public class DamageTests
{
    [Fact]
    public async Task A_torn_last_line_is_dropped_and_the_journal_goes_on()
    {
        await using Service service = await Started();
        string kept = await service.Client.UploadAsync([1]);
        string next = "";
        await service.RestartAsync(folder => File.AppendAllText(Journal(folder), "498d21a8 {\"event\":\"archive-sto"));
        Assert.Empty(service.Glacier.Reports);
        next = await service.Client.UploadAsync([2]);
        await service.RestartAsync();
        Assert.Empty(service.Glacier.Reports);
        Assert.Equal([kept, next], await Ids(service));
    }

    [Fact]
    public async Task A_damaged_line_is_reported_and_what_follows_it_is_kept()
    {
        await using Service service = await Started();
        string lost = await service.Client.UploadAsync([1]);
        string kept = await service.Client.UploadAsync([2]);
        string[] blobs = [];
        await service.RestartAsync(folder =>
        {
            blobs = BlobFiles(folder);
            string[] lines = File.ReadAllLines(Journal(folder));
            lines[1] = lines[1].Replace("\"size\":1", "\"size\":7", StringComparison.Ordinal);
            File.WriteAllText(Journal(folder), string.Join('\n', lines) + "\n");
        });
        string report = Assert.Single(service.Glacier.Reports);
        Assert.Contains("line 2 of the journal is damaged", report, StringComparison.Ordinal);
        Assert.Equal([kept], await Ids(service));
        Assert.NotEqual(lost, kept);

        // The lost line's data stay: someone may still want to have them.
        Assert.Equal(blobs, BlobFiles(service.Folder));
    }

    [Fact]
    public async Task A_journal_without_its_first_line_is_reported_and_its_folder_left_alone()
    {
        await using Service service = await Started();
        await service.Client.UploadAsync([1]);
        await service.RestartAsync(folder =>
        {
            string text = File.ReadAllText(Journal(folder));
            File.WriteAllText(Journal(folder), "x" + text);
        });
        Assert.Contains(
            service.Glacier.Reports,
            report => report.Contains("does not tell the vault's name", StringComparison.Ordinal)
        );
        Assert.Equal(404, (await service.Client.GetAsync("/-/vaults/v")).Code);
        Assert.Single(BlobFiles(service.Folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_missing_or_short_blob_is_reported_at_the_start_and_its_archive_not_served(bool cut)
    {
        await using Service service = await Started();
        string good = await service.Client.UploadAsync([1]);
        string bad = await service.Client.UploadInPartsAsync(TestData.Bytes(2 * TestData.MiB), TestData.MiB);
        await service.RestartAsync(folder =>
        {
            string blob = BlobFiles(folder).First(file => new FileInfo(file).Length > TestData.MiB);
            if (cut)
            {
                using FileStream file = File.OpenWrite(blob);
                file.SetLength(1000);
            }
            else
            {
                File.Delete(blob);
            }
        });
        Assert.Contains(bad, Assert.Single(service.Glacier.Reports), StringComparison.Ordinal);
        string job = await service.Client.ArchiveJobAsync(bad);
        Assert.Equal("Failed", (await service.Client.DescribeJobAsync(job)).GetProperty("StatusCode").GetString());
        (await service.Client.OutputAsync(job)).ShouldFail(400, "InvalidParameterValueException");
        Assert.Equal([1], await service.Client.DownloadAsync(good));
        Assert.Equal(204, (await service.Client.DeleteAsync($"/-/vaults/v/archives/{bad}")).Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_500_000)]
    public async Task A_flipped_bit_is_noticed_before_its_megabyte_is_served(int at)
    {
        await using Service service = await Started();
        string archive = await service.Client.UploadAsync(TestData.Bytes(2 * TestData.MiB));
        string job = await service.Client.ArchiveJobAsync(archive);
        Flip(Assert.Single(BlobFiles(service.Folder)), at);
        if (at == 0)
        {
            (await service.Client.OutputAsync(job)).ShouldFail(500, "ServiceUnavailableException");
        }
        else
        {
            // The first MiB is good and sent; then the answer breaks off.
            await Assert.ThrowsAnyAsync<Exception>(() => service.Client.OutputAsync(job));
        }

        // From then on the service knows.
        JsonElement described = await service.Client.DescribeJobAsync(job);
        Assert.Equal("Failed", described.GetProperty("StatusCode").GetString());
    }

    [Fact]
    public async Task Over_HTTP_an_answer_that_proves_damaged_is_cut_off()
    {
        await using Service service = await Service.StartAsync(Transport.Http);
        await service.Client.CreateVaultAsync();
        string archive = await service.Client.UploadAsync(TestData.Bytes(3 * TestData.MiB));
        string job = await service.Client.ArchiveJobAsync(archive);
        Flip(Assert.Single(BlobFiles(service.Folder)), 2 * TestData.MiB + 1);
        await Assert.ThrowsAsync<HttpRequestException>(() => service.Client.OutputAsync(job));
    }

    [Fact]
    public async Task Damaged_hashes_behind_the_data_are_noticed()
    {
        await using Service service = await Started();
        string archive = await service.Client.UploadAsync(TestData.Bytes(2 * TestData.MiB));
        string job = await service.Client.ArchiveJobAsync(archive);
        Flip(Assert.Single(BlobFiles(service.Folder)), 2 * TestData.MiB + 40);
        (await service.Client.OutputAsync(job)).ShouldFail(500, "ServiceUnavailableException");
    }

    [Fact]
    public async Task A_lost_part_of_an_open_upload_has_to_be_sent_again()
    {
        await using Service service = await Started();
        byte[] archive = TestData.Bytes(2 * TestData.MiB);
        string upload = await service.Client.BeginUploadAsync(TestData.MiB);
        await service.Client.PartsAsync(upload, archive, TestData.MiB);
        await service.RestartAsync(folder => File.Delete(BlobFiles(folder)[0]));
        Assert.Contains("has to be sent again", Assert.Single(service.Glacier.Reports), StringComparison.Ordinal);
        Assert.Equal(
            1,
            (await service.Client.GetAsync($"/-/vaults/v/multipart-uploads/{upload}"))
                .Json.GetProperty("Parts")
                .GetArrayLength()
        );
        await service.Client.PartsAsync(upload, archive, TestData.MiB);
        (await service.Client.TryCompleteAsync(upload, archive)).ShouldBe(201);
    }

    [Fact]
    public async Task What_a_crash_left_half_written_is_cleared_away()
    {
        await using Service service = await Started();
        await service.Client.UploadAsync([1]);
        await service.RestartAsync(folder =>
        {
            string blob = Assert.Single(BlobFiles(folder));
            string fan = Directory.CreateDirectory(Path.Combine(VaultFolder(folder), "blobs", "aa")).FullName;
            File.Copy(blob, Path.Combine(fan, new string('a', 32)));
            File.WriteAllText(Path.Combine(VaultFolder(folder), "aside", new string('b', 32)), "half");
            Directory.CreateDirectory(
                Path.Combine(Path.GetDirectoryName(VaultFolder(folder))!, "new.0123456789abcdef")
            );
            Directory.CreateDirectory(Path.Combine(folder, "removed", "old.0123456789abcdef", "blobs"));
        });
        Assert.Single(BlobFiles(service.Folder));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(VaultFolder(service.Folder), "aside")));
        Assert.Single(Directory.EnumerateDirectories(Path.GetDirectoryName(VaultFolder(service.Folder))!));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(service.Folder, "removed")));
        Assert.Empty(service.Glacier.Reports);
    }

    private static async Task<Service> Started()
    {
        Service service = await Service.StartAsync(Transport.Disk);
        await service.Client.CreateVaultAsync();
        return service;
    }

    private static string VaultFolder(string folder) => Path.GetDirectoryName(Journal(folder))!;

    private static string Journal(string folder) =>
        Assert.Single(Directory.EnumerateFiles(folder, "journal.jsonl", SearchOption.AllDirectories));

    private static string[] BlobFiles(string folder) =>
        [
            .. Directory
                .EnumerateDirectories(folder, "blobs", SearchOption.AllDirectories)
                .SelectMany(blobs => Directory.EnumerateFiles(blobs, "*", SearchOption.AllDirectories))
                .Order(),
        ];

    private static void Flip(string file, int at)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[at] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static async Task<List<string?>> Ids(Service service) =>
        [.. (await service.Client.InventoryAsync()).Select(archive => archive.GetProperty("ArchiveId").GetString())];
}
