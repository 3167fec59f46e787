using System.Text.Json;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Durability;

/// <summary>What was answered with success is there after the service was closed and opened again.</summary>
public class RestartTests
{
    private static readonly byte[] Five = TestData.Bytes(5 * TestData.MiB + 5);

    [Fact]
    public async Task Vaults_and_archives_survive()
    {
        await using Service service = await Service.StartAsync(Transport.Disk);
        await service.Client.CreateVaultAsync("Photos");
        await service.Client.CreateVaultAsync("photos");
        string one = await service.Client.UploadAsync(Five, "in one", "Photos");
        string parts = await service.Client.UploadInPartsAsync(Five, TestData.MiB, "in parts", "Photos");
        string deleted = await service.Client.UploadAsync([1], vault: "Photos");
        await service.Client.DeleteAsync($"/-/vaults/Photos/archives/{deleted}");
        string inventory = (
            await service.Client.OutputAsync(await service.Client.InventoryJobAsync("Photos"), vault: "Photos")
        ).Text;
        string listed = (await service.Client.GetAsync("/-/vaults")).Text;

        await service.RestartAsync();

        Assert.Equal(listed, (await service.Client.GetAsync("/-/vaults")).Text);
        Assert.Equal(
            inventory,
            (await service.Client.OutputAsync(await service.Client.InventoryJobAsync("Photos"), vault: "Photos")).Text
        );
        Assert.Equal(Five, await service.Client.DownloadAsync(one, "Photos"));
        Assert.Equal(Five, await service.Client.DownloadAsync(parts, "Photos"));
        Assert.Equal(204, (await service.Client.DeleteAsync($"/-/vaults/Photos/archives/{deleted}")).Code);
        Assert.Empty(service.Glacier.Reports);
    }

    [Fact]
    public async Task An_upload_goes_on_where_it_was()
    {
        await using Service service = await Service.StartAsync(Transport.Disk);
        await service.Client.CreateVaultAsync();
        string upload = await service.Client.BeginUploadAsync(2 * TestData.MiB, "resumed");
        await service.Client.PartAsync(upload, 0, Five[..(2 * TestData.MiB)]);
        await service.Client.PartAsync(upload, 4 * TestData.MiB, Five[(4 * TestData.MiB)..]);
        string parts = (await service.Client.GetAsync($"/-/vaults/v/multipart-uploads/{upload}")).Text;

        await service.RestartAsync();

        Assert.Equal(parts, (await service.Client.GetAsync($"/-/vaults/v/multipart-uploads/{upload}")).Text);
        await service.Client.PartAsync(upload, 2 * TestData.MiB, Five[(2 * TestData.MiB)..(4 * TestData.MiB)]);
        Answer completed = await service.Client.TryCompleteAsync(upload, Five);
        completed.ShouldBe(201);

        await service.RestartAsync();

        Assert.Equal(Five, await service.Client.DownloadAsync(completed["x-amz-archive-id"]!));
        Answer repeated = await service.Client.TryCompleteAsync(upload, Five);
        Assert.Equal(completed["x-amz-archive-id"], repeated["x-amz-archive-id"]);
    }

    [Fact]
    public async Task Jobs_survive_running_and_ended()
    {
        await using Service service = await Service.StartAsync(
            Transport.Disk,
            options => options with { JobTimes = new JobTimes { Standard = TimeSpan.FromHours(4) } }
        );
        await service.Client.CreateVaultAsync();
        string archive = await service.Client.UploadAsync(Five);
        string running = await service.Client.ArchiveJobAsync(archive);
        string ended = await service.Client.ArchiveJobAsync(archive, "0-1048575", "Expedited");
        string inventory = await service.Client.InventoryJobAsync();
        string listed = (await service.Client.GetAsync("/-/vaults/v/jobs")).Text;
        await service.Client.DeleteAsync($"/-/vaults/v/archives/{archive}");
        await service.Client.UploadAsync([1]);

        await service.RestartAsync();

        Assert.Equal(listed, (await service.Client.GetAsync("/-/vaults/v/jobs")).Text);
        Assert.Equal(Five[..TestData.MiB], (await service.Client.OutputAsync(ended)).Body);
        JsonElement only = Assert.Single(
            (await service.Client.OutputAsync(inventory)).Json.GetProperty("ArchiveList").EnumerateArray()
        );
        Assert.Equal(archive, only.GetProperty("ArchiveId").GetString());
        service.Clock.Advance(TimeSpan.FromHours(4));
        Assert.Equal("Failed", (await service.Client.DescribeJobAsync(running)).GetProperty("StatusCode").GetString());
    }

    [Fact]
    public async Task An_inventory_that_was_taken_stays_as_it_was()
    {
        await using Service service = await Service.StartAsync(
            Transport.Disk,
            options => options with { InventoryInterval = TimeSpan.FromHours(24) }
        );
        await service.Client.CreateVaultAsync();
        await service.Client.UploadAsync([1]);
        service.Clock.Advance(TimeSpan.FromHours(24));
        string described = (await service.Client.GetAsync("/-/vaults/v")).Text;
        await service.Client.UploadAsync([2]);

        await service.RestartAsync();

        Assert.Equal(described, (await service.Client.GetAsync("/-/vaults/v")).Text);
        Assert.Single(await service.Client.InventoryAsync());
        service.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(2, (await service.Client.InventoryAsync()).Count);
    }

    [Fact]
    public async Task A_deleted_vault_stays_deleted_and_leaves_nothing_behind()
    {
        await using Service service = await Service.StartAsync(Transport.Disk);
        await service.Client.CreateVaultAsync();
        string archive = await service.Client.UploadAsync([1]);
        await service.Client.DeleteAsync($"/-/vaults/v/archives/{archive}");
        Assert.Equal(204, (await service.Client.DeleteAsync("/-/vaults/v")).Code);
        await service.RestartAsync(folder =>
            Assert.DoesNotContain(
                Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories),
                file => Path.GetFileName(file) is not ("store.lock" or "store.owner" or "metadata.db" or "reserve")
            )
        );
        (await service.Client.GetAsync("/-/vaults/v")).ShouldFail(404, "ResourceNotFoundException");
    }

    [Fact]
    public async Task The_bytes_of_a_deleted_archive_go_when_no_job_needs_them()
    {
        await using Service service = await Service.StartAsync(Transport.Disk);
        await service.Client.CreateVaultAsync();
        string free = await service.Client.UploadAsync([1]);
        string held = await service.Client.UploadAsync([2]);
        await service.Client.ArchiveJobAsync(held);
        await service.Client.DeleteAsync($"/-/vaults/v/archives/{free}");
        await AssertBlobsAsync(1, service.Folder);
        await service.Client.DeleteAsync($"/-/vaults/v/archives/{held}");
        await service.RestartAsync();
        Assert.Equal(1, Blobs(service.Folder));
        service.Clock.Advance(TimeSpan.FromHours(26));
        await service.Client.GetAsync("/-/vaults/v");
        await AssertBlobsAsync(0, service.Folder);
    }

    [Fact]
    public async Task The_bytes_of_deleted_archives_are_gone_when_the_store_is_closed()
    {
        await using Service service = await Service.StartAsync(Transport.Disk);
        await service.Client.CreateVaultAsync();
        string[] archives = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(i => service.Client.UploadAsync([(byte)i]))
        );
        await Task.WhenAll(archives.Select(id => service.Client.DeleteAsync($"/-/vaults/v/archives/{id}")));
        await service.CloseAsync();
        Assert.Equal(0, Blobs(service.Folder));
        await service.OpenAsync();
    }

    [Fact]
    public async Task A_multipart_upload_writes_its_bytes_once()
    {
        await using Service service = await Service.StartAsync(Transport.Disk);
        await service.Client.CreateVaultAsync();
        string upload = await service.Client.BeginUploadAsync(TestData.MiB);
        await service.Client.PartAsync(upload, 0, TestData.Bytes(TestData.MiB, seed: 9));
        await service.Client.PartsAsync(upload, Five, TestData.MiB);
        Assert.Equal(6, Blobs(service.Folder));
        DateTime[] written = WriteTimes(service.Folder);
        (await service.Client.TryCompleteAsync(upload, Five)).ShouldBe(201);
        Assert.Equal(written, WriteTimes(service.Folder));
    }

    /// <summary>They are removed behind the answers.</summary>
    private static async Task AssertBlobsAsync(int count, string folder)
    {
        for (int tries = 0; Blobs(folder) != count && tries < 500; tries++)
        {
            await Task.Delay(20);
        }

        Assert.Equal(count, Blobs(folder));
    }

    private static int Blobs(string folder) => BlobFiles(folder).Count();

    private static DateTime[] WriteTimes(string folder) =>
        [.. BlobFiles(folder).Order().Select(File.GetLastWriteTimeUtc)];

    private static IEnumerable<string> BlobFiles(string folder) =>
        Directory
            .EnumerateDirectories(folder, "blobs", SearchOption.AllDirectories)
            .SelectMany(blobs => Directory.EnumerateFiles(blobs, "*", SearchOption.AllDirectories));
}
