using System.Buffers;
using System.Text;
using System.Text.Json;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Durability;

/// <summary>A data folder of version 1 is moved to the present layout, and kept.</summary>
public sealed class UpgradeTests : IDisposable
{
    private const string Archive = "0102030405060708090a0b0c0d0e0f10";
    private const string Multipart = "1112131415161718191a1b1c1d1e1f20";
    private const string Deleted = "2122232425262728292a2b2c2d2e2f30";
    private const string Upload = "3132333435363738393a3b3c3d3e3f40";
    private const string Completed = "4142434445464748494a4b4c4d4e4f50";
    private const string FirstPart = "5152535455565758595a5b5c5d5e5f60";
    private const string LastPart = "6162636465666768696a6b6c6d6e6f70";
    private const string OpenPart = "7172737475767778797a7b7c7d7e7f80";
    private const string JobKey = "8182838485868788898a8b8c8d8e8f90";

    private readonly TempFolder _folder = new();
    private readonly byte[] _parts = TestData.Bytes(TestData.MiB + 5, 3);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_older_folder_is_refused_with_the_way_to_go_on()
    {
        WriteVault();
        GlacierInputException refused = await Assert.ThrowsAsync<GlacierInputException>(() => OpenAsync(false));
        Assert.Equal("StoreOutdated", refused.ErrorId);
        Assert.Contains("--upgrade", refused.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(_folder.Path, "vaults")));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "accounts")));
    }

    [Fact]
    public async Task An_upgraded_folder_has_all_that_the_old_one_had()
    {
        WriteVault();
        WriteAccount();
        for (int start = 0; start < 2; start++)
        {
            using LocalGlacier service = await OpenAsync(upgrade: start == 0);
            await service.Checked;
            Assert.Empty(service.Reports);
            using Client client = ClientOf(service);
            await CheckAsync(client);
            Notification sent = Assert.Single(await service.NotificationsAsync());
            Assert.Equal("told", sent.MessageJson);
        }

        string old = Path.Combine(_folder.Path, "vaults.version1");
        Assert.Single(Directory.EnumerateFiles(old, "journal.jsonl", SearchOption.AllDirectories));
        Assert.Equal(4, StoreFiles.Blobs(old).Length);
    }

    [Fact]
    public async Task W07_The_old_folder_gets_its_other_name_when_it_can()
    {
        WriteVault();
        WriteAccount();
        string old = Path.Combine(_folder.Path, "vaults.version1");
        string inTheWay = Directory.CreateDirectory(Path.Combine(old, "of another")).FullName;
        for (int start = 0; start < 3; start++)
        {
            if (start == 2)
            {
                Directory.Delete(inTheWay);
                Directory.Delete(old);
            }

            using LocalGlacier service = await OpenAsync(upgrade: start == 0);
            await service.Checked;
            Assert.Empty(service.Reports);
            using Client client = ClientOf(service);
            await CheckAsync(client);
            Assert.Equal(start < 2, Directory.Exists(Path.Combine(_folder.Path, "vaults")));
        }

        Assert.Single(Directory.EnumerateFiles(old, "journal.jsonl", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "upgrade")));
    }

    [Fact]
    public async Task A_damaged_journal_ends_the_upgrade_and_nothing_is_changed()
    {
        WriteVault();
        string journal = Assert.Single(
            Directory.EnumerateFiles(_folder.Path, "journal.jsonl", SearchOption.AllDirectories)
        );
        StoreFiles.Flip(journal, "\"tags-changed\"");
        for (int tries = 0; tries < 2; tries++)
        {
            GlacierInputException refused = await Assert.ThrowsAsync<GlacierInputException>(() => OpenAsync(true));
            Assert.Equal("StoreNotUpgraded", refused.ErrorId);
            Assert.Contains(journal, refused.Message, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(journal));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "accounts")));
    }

    private async Task CheckAsync(Client client)
    {
        List<JsonElement> listed = await client.InventoryAsync();
        Assert.Equal(["one", ""], listed.Select(one => one.GetProperty("ArchiveDescription").GetString()));
        Assert.Equal([7], await client.DownloadAsync(listed[0].GetProperty("ArchiveId").GetString()!));
        Assert.Equal(_parts, await client.DownloadAsync(listed[1].GetProperty("ArchiveId").GetString()!));
        Assert.Equal("""{"Tags":{"a":"1"}}""", (await client.GetAsync("/-/vaults/v/tags")).Text);
        JsonElement upload = Assert.Single(
            (await client.GetAsync("/-/vaults/v/multipart-uploads")).Json.GetProperty("UploadsList").EnumerateArray()
        );
        Assert.Equal("open", upload.GetProperty("ArchiveDescription").GetString());
        string id = upload.GetProperty("MultipartUploadId").GetString()!;
        Assert.Equal(
            "0-0",
            Assert
                .Single(
                    (await client.GetAsync($"/-/vaults/v/multipart-uploads/{id}"))
                        .Json.GetProperty("Parts")
                        .EnumerateArray()
                )
                .GetProperty("RangeInBytes")
                .GetString()
        );
        Assert.Equal(
            "Locked",
            (await client.GetAsync("/-/vaults/v/lock-policy")).Json.GetProperty("State").GetString()
        );
        (await client.DeleteAsync($"/-/vaults/v/archives/{listed[0].GetProperty("ArchiveId").GetString()}")).ShouldFail(
            403,
            "AccessDeniedException"
        );
        Assert.Contains(
            "10737418240",
            (await client.GetAsync("/-/policies/data-retrieval")).Text,
            StringComparison.Ordinal
        );
        Assert.Contains("an old job", (await client.GetAsync("/-/vaults/v/jobs")).Text, StringComparison.Ordinal);
    }

    private void WriteVault()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        string one = Hash([7]);
        string first = Hash(_parts[..TestData.MiB]);
        string last = Hash(_parts[TestData.MiB..]);
        string policy = JsonSerializer.Serialize(SomePolicy.KeepForAYear);
        string vault = Path.Combine(Account, "v.0123456789abcdef");
        Write(
            Path.Combine(vault, "journal.jsonl"),
            $$"""{"event":"vault-created","name":"v","at":{{now}}}""",
            $$"""{"event":"archive-stored","archive":"{{Archive}}","size":1,"hash":"{{one}}","description":"one","at":{{now}}}""",
            $$"""{"event":"upload-begun","upload":"{{Completed}}","partSize":1048576,"at":{{now}}}""",
            $$"""{"event":"part-stored","upload":"{{Completed}}","start":1048576,"blob":{"key":"{{LastPart}}","size":5,"hash":"{{last}}"},"at":{{now}}}""",
            $$"""{"event":"part-stored","upload":"{{Completed}}","start":0,"blob":{"key":"{{FirstPart}}","size":1048576,"hash":"{{first}}"},"at":{{now}}}""",
            $$"""{"event":"upload-completed","upload":"{{Completed}}","archive":"{{Multipart}}","size":1048581,"hash":"{{Hash(_parts)}}","at":{{now}}}""",
            $$"""{"event":"archive-stored","archive":"{{Deleted}}","size":1,"hash":"{{one}}","at":{{now}}}""",
            $$"""{"event":"archive-deleted","archive":"{{Deleted}}","at":{{now}}}""",
            $$"""{"event":"upload-begun","upload":"{{Upload}}","partSize":1048576,"description":"open","at":{{now}}}""",
            $$"""{"event":"part-stored","upload":"{{Upload}}","start":0,"blob":{"key":"{{OpenPart}}","size":1,"hash":"{{one}}"},"at":{{now}}}""",
            $$"""{"event":"job-started","job":"{{JobKey}}","due":{{now}},"description":"an old job","tier":"Standard","retrieval":{"archive":"{{Archive}}","size":1,"hash":"{{one}}","first":0,"last":0,"rangeHash":"{{one}}"},"at":{{now}}}""",
            $$"""{"event":"job-ended","job":"{{JobKey}}","topics":["arn:aws:sns:us-east-1:111122223333:t"],"message":"told","at":{{now}}}""",
            $$"""{"event":"tags-changed","tags":{"a":"1"},"at":{{now}}}""",
            $$"""{"event":"lock-initiated","lock":"AAAAAAAAAAAAAAAAAAAAAAAA","policy":{{policy}},"at":{{now}}}""",
            $$"""{"event":"lock-completed","at":{{now}}}"""
        );
        File.AppendAllText(Path.Combine(vault, "journal.jsonl"), "0123abcd {\"event\":\"archive-sto");
        WriteBlob(vault, Archive, [7]);
        WriteBlob(vault, FirstPart, _parts[..TestData.MiB]);
        WriteBlob(vault, LastPart, _parts[TestData.MiB..]);
        WriteBlob(vault, OpenPart, [7]);
    }

    private void WriteAccount() =>
        Write(
            Path.Combine(Account, "account.jsonl"),
            """{"event":"retrieval-policy-set","strategy":"BytesPerHour","bytesPerHour":10737418240,"at":1}""",
            """{"event":"capacity-purchased","capacity":"AAAAAAAAAAAAAAAAAAAAAAAB","at":1}"""
        );

    private string Account => Path.Combine(_folder.Path, "vaults", "us-east-1", "111122223333");

    private static string Hash(byte[] bytes) => TreeHash.Of(bytes).ToString();

    private static void Write(string path, params string[] lines)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (string line in lines)
        {
            CheckedLine.Write(output, Encoding.UTF8.GetBytes(line));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, output.WrittenSpan.ToArray());
    }

    /// <summary>A blob: its bytes, then the SHA-256 of each MiB.</summary>
    private static void WriteBlob(string vault, string key, byte[] bytes)
    {
        string folder = Directory.CreateDirectory(Path.Combine(vault, "blobs", key[..2])).FullName;
        File.WriteAllBytes(Path.Combine(folder, key), [.. bytes, .. Sha256Digest.Of(bytes).Bytes]);
    }

    private Task<LocalGlacier> OpenAsync(bool upgrade) =>
        LocalGlacier.OpenAsync(new LocalGlacierOptions { DataFolder = _folder.Path, Upgrade = upgrade });

    private static Client ClientOf(LocalGlacier service) =>
        new(new HttpClient(new LocalGlacierHandler(service)) { BaseAddress = new Uri("http://localhost") });
}
