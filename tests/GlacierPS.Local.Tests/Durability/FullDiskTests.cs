using GlacierPS.Local.Tests.Fixtures;

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
        Assert.Equal(
            2,
            Directory.EnumerateFiles(disk.Path, "????????????????????????????????", SearchOption.AllDirectories).Count()
        );
    }

    [SmallDiskFact]
    public async Task What_the_journal_could_not_take_did_not_happen()
    {
        using var disk = new SmallDisk(2 * TestData.MiB);
        using LocalGlacier service = await LocalGlacier.OpenAsync(new LocalGlacierOptions { DataFolder = disk.Path });
        using var client = new Client(
            new HttpClient(new LocalGlacierHandler(service)) { BaseAddress = new Uri("http://localhost") }
        );
        await client.CreateVaultAsync();
        string filler = Path.Combine(disk.Path, "filler");
        Fill(filler);

        // Descriptions of 1,024 characters fill up what is left of the journal's last block.
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
