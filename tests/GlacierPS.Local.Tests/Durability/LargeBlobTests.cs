using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Durability;

/// <summary>Blobs that are written past the page cache, from buffers and by lengths that the disk takes.</summary>
public class LargeBlobTests
{
    [Fact]
    public async Task The_hashes_behind_128_MiB_fill_whole_disk_blocks_and_are_written_too()
    {
        await using Service service = await Service.StartAsync(Transport.Disk);
        await service.Client.CreateVaultAsync();
        byte[] body = TestData.Bytes(128 * TestData.MiB);
        string archive = await service.Client.UploadAsync(body);
        byte[] downloaded = await service.Client.DownloadAsync(archive);
        Assert.True(body.AsSpan().SequenceEqual(downloaded), "It is not what was uploaded.");
    }
}
