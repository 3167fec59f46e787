using System.Text.Json;
using GlacierPS.Core.Storage;
using GlacierPS.Local.Archives;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Tests.Fixtures;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Tests.Durability;

/// <summary>What a crash, a bad sector or a careless hand leaves behind.</summary>
public class DamageTests
{
    private const string Unavailable = "ServiceUnavailableException";

    [Fact]
    public async Task F03_A_damaged_record_is_told_and_its_archive_neither_served_nor_deleted()
    {
        await using Service service = await Started();
        string bad = await service.Client.UploadAsync([1], "the archive that will be damaged");
        string good = await service.Client.UploadAsync([2], "another");
        await service.RestartAsync(folder => StoreFiles.Flip(StoreFiles.Metadata(folder), "the archive that"));
        await service.Glacier.Checked;
        Assert.Contains(
            service.Glacier.Reports,
            report =>
                report.Contains(bad, StringComparison.Ordinal) && report.Contains("damaged", StringComparison.Ordinal)
        );
        (await service.Client.TryJobAsync($"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{bad}\"}}")).ShouldFail(
            500,
            Unavailable
        );
        await Assert.ThrowsAnyAsync<Exception>(() => service.Client.InventoryAsync());
        Assert.Equal([2], await service.Client.DownloadAsync(good));

        // Nobody can say what may go.
        (await service.Client.DeleteAsync($"/-/vaults/v/archives/{good}")).ShouldFail(500, Unavailable);
        Assert.Equal(2, StoreFiles.Blobs(service.Folder).Length);
    }

    [Fact]
    public async Task F03_An_index_that_misses_an_archive_is_told_and_its_misses_are_no_answers()
    {
        await using Service service = await Started();
        string archive = await service.Client.UploadAsync([1]);
        await service.RestartAsync(folder =>
        {
            // The key stands in the table, and behind it in the index.
            string file = StoreFiles.Metadata(folder);
            byte[] bytes = File.ReadAllBytes(file);
            byte[] key = Convert.FromHexString(Path.GetFileName(StoreFiles.Blobs(folder)[0]));
            int inTable = bytes.AsSpan().IndexOf(key);
            int inIndex = inTable + 1 + bytes.AsSpan(inTable + 1).IndexOf(key);
            Assert.True(inIndex > inTable);
            StoreFiles.Flip(file, inIndex + 8);
        });
        await service.Glacier.Checked;
        Assert.Contains(service.Glacier.Reports, report => report.Contains("damaged", StringComparison.Ordinal));
        (
            await service.Client.TryJobAsync($"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{archive}\"}}")
        ).ShouldFail(500, Unavailable);
        (await service.Client.DeleteAsync($"/-/vaults/v/archives/{archive}")).ShouldFail(500, Unavailable);
    }

    [Fact]
    public async Task F03_A_miss_before_the_survey_has_ended_is_no_answer_of_a_damaged_index()
    {
        await using Service service = await Started();
        string archive = await service.Client.UploadAsync([1]);
        string gone = await service.Client.UploadAsync([2]);
        (await service.Client.DeleteAsync($"/-/vaults/v/archives/{gone}")).ShouldBe(204);
        await service.RestartAsync(folder =>
        {
            string file = StoreFiles.Metadata(folder);
            byte[] key = Convert.FromHexString(Path.GetFileName(StoreFiles.Blobs(folder)[0]));
            byte[] bytes = File.ReadAllBytes(file);
            int inTable = bytes.AsSpan().IndexOf(key);
            StoreFiles.Flip(file, inTable + 1 + bytes.AsSpan(inTable + 1).IndexOf(key) + 8);
            Fill(file, 60_000);
        });
        string job = $"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{gone}\"}}";
        (await service.Client.TryJobAsync(job)).ShouldBe(404);
        (await service.Client.DeleteAsync($"/-/vaults/v/archives/{archive}")).ShouldFail(500, Unavailable);
        Assert.False(service.Glacier.Checked.IsCompleted, "The survey has ended already.");
    }

    [Fact]
    public async Task F03_A_damaged_lock_closes_its_vault_and_no_other()
    {
        await using Service service = await Started();
        await service.Client.CreateVaultAsync("other");
        string archive = await service.Client.UploadAsync([1]);
        Answer locking = await service.Client.PostJsonAsync(
            "/-/vaults/v/lock-policy",
            SomePolicy.Body(SomePolicy.KeepForAYear)
        );
        string complete = $"/-/vaults/v/lock-policy/{locking["x-amz-lock-id"]}";
        (await service.Client.SendAsync(HttpMethod.Post, complete)).ShouldBe(204);
        await service.RestartAsync(folder => StoreFiles.Flip(StoreFiles.Metadata(folder), locking["x-amz-lock-id"]!));
        Assert.Contains(service.Glacier.Reports, report => report.Contains("'v'", StringComparison.Ordinal));
        (await service.Client.DeleteAsync($"/-/vaults/v/archives/{archive}")).ShouldFail(500, Unavailable);
        (await service.Client.GetAsync("/-/vaults/v")).ShouldFail(500, Unavailable);
        (await service.Client.PutAsync("/-/vaults/v")).ShouldBe(201);
        string stored = await service.Client.UploadAsync([2], vault: "other");
        Assert.Equal([2], await service.Client.DownloadAsync(stored, "other"));
    }

    [Fact]
    public async Task F03_A_vault_whose_record_is_damaged_may_be_any_that_is_not_found()
    {
        await using Service service = await Started();
        await service.Client.CreateVaultAsync("a-vault-of-some-name");
        await service.RestartAsync(folder => StoreFiles.Flip(StoreFiles.Metadata(folder), "a-vault-of-some-name"));
        Assert.NotEmpty(service.Glacier.Reports);
        Assert.Equal(200, (await service.Client.GetAsync("/-/vaults/v")).Code);
        (await service.Client.GetAsync("/-/vaults/a-vault-of-some-name")).ShouldFail(500, Unavailable);
        (await service.Client.PutAsync("/-/vaults/a-vault-of-some-name")).ShouldFail(500, Unavailable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F01_Without_its_metadata_an_account_is_closed_and_its_archives_are_kept(bool empty)
    {
        await using Service service = await Started();
        await service.Client.UploadAsync([1]);
        await service.RestartAsync(folder =>
        {
            File.Delete(StoreFiles.Metadata(folder) + "-wal");
            string metadata = StoreFiles.Metadata(folder);
            File.Delete(metadata);
            if (empty)
            {
                File.WriteAllBytes(metadata, []);
            }
        });
        await service.Glacier.Checked;
        Assert.NotEmpty(service.Glacier.Reports);
        (await service.Client.GetAsync("/-/vaults/v")).ShouldFail(500, Unavailable);
        (await service.Client.PutAsync("/-/vaults/v")).ShouldFail(500, Unavailable);
        Assert.Single(StoreFiles.Blobs(service.Folder));
    }

    [Fact]
    public async Task F01_What_the_service_did_not_make_is_told_and_left_alone()
    {
        await using Service service = await Started();
        await service.Client.UploadAsync([1]);
        string[] foreign = [];
        await service.RestartAsync(folder =>
        {
            string vault = StoreFiles.VaultFolder(folder);
            string account = Path.GetDirectoryName(vault)!;
            string unknown = Directory.CreateDirectory(Path.Combine(vault, "blobs", "aa")).FullName;
            foreign =
            [
                Path.Combine(account, "photos of 2014", "a.jpg"),
                Path.Combine(account, "notes.txt"),
                Path.Combine(vault, "blobs", "notes.txt"),
                Path.Combine(vault, "aside", "notes.txt"),
                Path.Combine(unknown, new string('a', 32)),
            ];
            foreach (string path in foreign)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, "not yours");
                File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-1));
            }
        });
        await service.Glacier.Checked;
        Assert.All(foreign, path => Assert.Equal("not yours", File.ReadAllText(path)));
        Assert.Equal(3, service.Glacier.Reports.Count);
        Assert.All(
            service.Glacier.Reports,
            report => Assert.Contains("left as they are", report, StringComparison.Ordinal)
        );

        // Not even when the vault that they lie in is deleted.
        string id = (await service.Client.InventoryAsync())[0].GetProperty("ArchiveId").GetString()!;
        (await service.Client.DeleteAsync($"/-/vaults/v/archives/{id}")).ShouldBe(204);
        (await service.Client.DeleteAsync("/-/vaults/v")).ShouldBe(204);
        await service.CloseAsync();
        Assert.All(foreign, path => Assert.Equal("not yours", File.ReadAllText(path)));
        await service.OpenAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_missing_or_short_blob_is_reported_and_its_archive_not_served(bool cut)
    {
        await using Service service = await Started();
        string good = await service.Client.UploadAsync([1]);
        string bad = await service.Client.UploadInPartsAsync(TestData.Bytes(2 * TestData.MiB), TestData.MiB);
        await service.RestartAsync(folder =>
        {
            string blob = StoreFiles.Blobs(folder).First(file => new FileInfo(file).Length > TestData.MiB);
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
        await service.Glacier.Checked;
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
        StoreFiles.Flip(Assert.Single(StoreFiles.Blobs(service.Folder)), at);
        if (at == 0)
        {
            (await service.Client.OutputAsync(job)).ShouldFail(500, Unavailable);
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
        StoreFiles.Flip(Assert.Single(StoreFiles.Blobs(service.Folder)), 2 * TestData.MiB + 1);
        await Assert.ThrowsAsync<HttpRequestException>(() => service.Client.OutputAsync(job));
    }

    [Fact]
    public async Task Damaged_hashes_behind_the_data_are_noticed()
    {
        await using Service service = await Started();
        string archive = await service.Client.UploadAsync(TestData.Bytes(2 * TestData.MiB));
        string job = await service.Client.ArchiveJobAsync(archive);
        StoreFiles.Flip(Assert.Single(StoreFiles.Blobs(service.Folder)), 2 * TestData.MiB + 40);
        (await service.Client.OutputAsync(job)).ShouldFail(500, Unavailable);
    }

    [Fact]
    public async Task A_lost_part_of_an_open_upload_has_to_be_sent_again()
    {
        await using Service service = await Started();
        byte[] archive = TestData.Bytes(2 * TestData.MiB);
        string upload = await service.Client.BeginUploadAsync(TestData.MiB);
        await service.Client.PartsAsync(upload, archive, TestData.MiB);
        await service.RestartAsync(folder => File.Delete(StoreFiles.Blobs(folder)[0]));
        await service.Glacier.Checked;
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
            File.WriteAllText(Path.Combine(StoreFiles.VaultFolder(folder), "aside", new string('b', 32)), "half")
        );
        await service.Glacier.Checked;
        Assert.Empty(
            Directory.EnumerateFileSystemEntries(Path.Combine(StoreFiles.VaultFolder(service.Folder), "aside"))
        );
        Assert.Empty(service.Glacier.Reports);
    }

    [Fact]
    public async Task A_blob_that_a_kill_left_aside_after_its_commit_is_served_and_put_into_its_place()
    {
        await using Service service = await Started();
        string archive = await service.Client.UploadAsync([1, 2, 3]);
        string place = "";
        string[] strays = [];
        await service.RestartAsync(folder =>
        {
            string aside = Path.Combine(StoreFiles.VaultFolder(folder), "aside");
            place = StoreFiles.Blobs(folder)[0];
            File.Move(place, Path.Combine(aside, Path.GetFileName(place)));

            // Another upload was whole, and killed before its commit.
            strays = [Path.Combine(aside, new string('c', 32))];
            File.Copy(Path.Combine(aside, Path.GetFileName(place)), strays[0]);
        });
        Assert.Equal([1, 2, 3], await service.Client.DownloadAsync(archive));
        await service.Glacier.Checked;
        Assert.True(File.Exists(place));
        Assert.DoesNotContain(strays, File.Exists);
        Assert.Equal([1, 2, 3], await service.Client.DownloadAsync(archive));
        Assert.Empty(service.Glacier.Reports);
    }

    [Fact]
    public async Task The_folder_of_a_vault_that_no_record_knows_is_told_and_goes_only_if_it_is_empty()
    {
        await using Service service = await Started();
        await service.Client.UploadAsync([1]);
        string full = "";
        string empty = "";
        await service.RestartAsync(folder =>
        {
            string account = Path.GetDirectoryName(StoreFiles.VaultFolder(folder))!;
            full = Path.Combine(account, "gone.0123456789abcdef");
            empty = Path.Combine(account, "gone.fedcba9876543210");
            Directory.CreateDirectory(Path.Combine(empty, "blobs", "0f"));
            Directory.CreateDirectory(Path.Combine(full, "blobs", "0f"));
            File.WriteAllText(Path.Combine(full, "blobs", "0f", "0f" + new string('0', 30)), "of an older backup?");
        });
        await service.Glacier.Checked;
        Assert.Contains(
            service.Glacier.Reports,
            report => report.Contains("gone.0123456789abcdef", StringComparison.Ordinal)
        );
        Assert.Single(service.Glacier.Reports);
        Assert.NotEmpty(Directory.EnumerateFiles(full, "*", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(empty));
    }

    [Fact]
    public async Task What_was_never_acknowledged_stays_where_the_metadata_are_damaged()
    {
        await using Service service = await Started();
        await service.Client.UploadAsync([1]);
        string stray = "";
        await service.RestartAsync(folder =>
        {
            stray = Path.Combine(StoreFiles.VaultFolder(folder), "aside", new string('b', 32));
            File.WriteAllText(stray, "whole, and perhaps of a row that is damaged");
            string file = StoreFiles.Metadata(folder);
            byte[] key = Convert.FromHexString(Path.GetFileName(StoreFiles.Blobs(folder)[0]));
            StoreFiles.Flip(file, File.ReadAllBytes(file).AsSpan().IndexOf(key) + 8);
        });
        await service.Glacier.Checked;
        Assert.NotEmpty(service.Glacier.Reports);
        Assert.True(File.Exists(stray));
    }

    /// <summary>Adds rows of archives: a store of so many is looked through some seconds after its start.</summary>
    private static void Fill(string metadata, int archives)
    {
        using var connection = new StoreConnection(Database.Open(metadata, StoreSchema.Instance));
        using DatabaseTransaction transaction = connection.Database.BeginWrite();
        VaultState vault = VaultRows.Load(connection)[0].State!;
        for (int i = 0; i < archives; i++)
        {
            var archive = new ArchiveRecord
            {
                Vault = vault.Row,
                Key = ResourceKey.New(),
                Size = 1,
                TreeHash = default,
                Created = vault.Created,
                CreatedSequence = ++vault.Sequence,
            };
            ArchiveRows.Insert(connection, archive);
            vault.Totals = vault.Totals.With(archive, 1);
        }

        VaultRows.Update(connection, vault);
        transaction.Commit();
    }

    private static async Task<Service> Started()
    {
        Service service = await Service.StartAsync(Transport.Disk);
        await service.Client.CreateVaultAsync();
        return service;
    }
}
