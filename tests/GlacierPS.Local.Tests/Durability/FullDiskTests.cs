using System.Net;
using System.Net.Sockets;
using System.Text;
using GlacierPS.Local.Tests.Fixtures;
using GlacierPS.Server;

namespace GlacierPS.Local.Tests.Durability;

/// <summary>A disk that is full, really: a file system of two megabytes.</summary>
public class FullDiskTests
{
    [SmallDiskFact]
    public async Task An_archive_that_does_not_fit_is_refused_and_nothing_of_it_stays()
    {
        using var disk = new SmallDisk(2 * TestData.MiB);
        using LocalGlacier service = await LocalGlacier.OpenAsync(new LocalGlacierOptions { DataFolder = disk.Path });
        using var client = new Client(
            new HttpClient(new LocalGlacierHandler(service)) { BaseAddress = new Uri("http://localhost") }
        );
        await client.CreateVaultAsync();
        string first = await client.UploadAsync(TestData.Bytes(TestData.MiB));

        Answer refused = await client.TryUploadAsync(TestData.Bytes(TestData.MiB));
        refused.ShouldFail(500, "ServiceUnavailableException");
        Assert.Contains("disk of the service's data folder is full", refused.Text, StringComparison.Ordinal);

        string small = await client.UploadAsync([1]);
        Assert.Equal(
            [first, small],
            (await client.InventoryAsync()).Select(archive => archive.GetProperty("ArchiveId").GetString())
        );
        Assert.Equal(2, StoreFiles.Blobs(disk.Path).Length);
        Assert.Equal(0, Asides(disk.Path));
    }

    [SmallDiskFact]
    public async Task What_the_metadata_could_not_take_did_not_happen()
    {
        using var disk = new SmallDisk(2 * TestData.MiB);
        using LocalGlacier service = await LocalGlacier.OpenAsync(new LocalGlacierOptions { DataFolder = disk.Path });
        using var client = new Client(
            new HttpClient(new LocalGlacierHandler(service)) { BaseAddress = new Uri("http://localhost") }
        );
        await client.CreateVaultAsync();
        string filler = Path.Combine(disk.Path, "filler");
        Fill(filler);

        // Descriptions of 1,024 characters fill up what is left of the last page.
        var begun = new List<string>();
        Answer answer;
        do
        {
            answer = await client.SendAsync(
                HttpMethod.Post,
                "/-/vaults/v/multipart-uploads",
                null,
                ("x-amz-part-size", "1048576"),
                ("x-amz-archive-description", new string('d', 1024))
            );
            begun.Add(answer["x-amz-multipart-upload-id"] ?? "");
        } while (answer.Code == 201);

        answer.ShouldFail(500, "ServiceUnavailableException");
        Assert.Equal(begun[..^1], await Uploads(client));
        File.Delete(filler);
        begun[^1] = await client.BeginUploadAsync(TestData.MiB);
        Assert.Equal(begun, await Uploads(client));
    }

    [SmallDiskFact]
    public async Task A_full_disk_still_deletes_and_takes_archives_again()
    {
        using var disk = new SmallDisk(2 * TestData.MiB);
        using LocalGlacier service = await LocalGlacier.OpenAsync(new LocalGlacierOptions { DataFolder = disk.Path });
        using var client = new Client(
            new HttpClient(new LocalGlacierHandler(service)) { BaseAddress = new Uri("http://localhost") }
        );
        await client.CreateVaultAsync();
        string large = await client.UploadAsync(TestData.Bytes(TestData.MiB));
        string small = await client.UploadAsync([1]);
        Fill(Path.Combine(disk.Path, "filler"));
        Answer refused;
        do
        {
            // Until the log of the database has no room either.
            refused = await client.SendAsync(
                HttpMethod.Post,
                "/-/vaults/v/multipart-uploads",
                null,
                ("x-amz-part-size", "1048576"),
                ("x-amz-archive-description", new string('d', 1024))
            );
        } while (refused.Code == 201);

        (await client.DeleteAsync($"/-/vaults/v/archives/{large}")).ShouldBe(204);
        Answer again;
        for (int tries = 0; (again = await client.TryUploadAsync([2])).Code != 201 && tries < 100; tries++)
        {
            // The bytes go after the response.
            await Task.Delay(20);
        }

        Assert.Equal(
            [small, again["x-amz-archive-id"]],
            (await client.InventoryAsync()).Select(one => one.GetProperty("ArchiveId").GetString())
        );
    }

    [SmallDiskFact]
    public async Task F06_Announced_bytes_take_no_room_before_they_come()
    {
        using var disk = new SmallDisk(4 * TestData.MiB);
        using LocalGlacier service = await LocalGlacier.OpenAsync(new LocalGlacierOptions { DataFolder = disk.Path });
        await using GlacierServer server = await GlacierServer.StartAsync(service, IPAddress.Loopback, 0, default);
        using var client = new Client(new HttpClient { BaseAddress = server.Url });
        await client.CreateVaultAsync();
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, server.Url.Port);
        string hash = new('0', 64);
        await silent
            .GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes(
                    "POST /-/vaults/v/archives HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\n"
                        + $"x-amz-glacier-version: 2012-06-01\r\nx-amz-sha256-tree-hash: {hash}\r\n"
                        + $"x-amz-content-sha256: {hash}\r\n\r\nonly this"
                )
            );
        for (int tries = 0; Asides(disk.Path) == 0 && tries < 500; tries++)
        {
            await Task.Delay(10);
        }

        Assert.Equal(1, Asides(disk.Path));
        await client.UploadAsync(TestData.Bytes(2 * TestData.MiB));
    }

    private static int Asides(string folder) =>
        Directory
            .EnumerateDirectories(folder, "aside", SearchOption.AllDirectories)
            .Sum(aside => Directory.EnumerateFiles(aside).Count());

    private static void Fill(string path)
    {
        using FileStream file = File.Create(path);
        byte[] piece = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(piece);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static async Task<List<string>> Uploads(Client client) =>
        [
            .. (await client.GetAsync("/-/vaults/v/multipart-uploads"))
                .Json.GetProperty("UploadsList")
                .EnumerateArray()
                .Select(upload => upload.GetProperty("MultipartUploadId").GetString()!),
        ];
}
