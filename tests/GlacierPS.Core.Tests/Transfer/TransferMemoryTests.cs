using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Download;
using GlacierPS.Core.Transfer.Upload;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

[Collection(nameof(MeasuresMemory))]
public sealed class TransferMemoryTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    public async Task A_file_goes_up_without_any_part_of_it_being_held(int partMiB)
    {
        using var temp = new TempFolder();
        string path = temp.File("large.bin");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(192L * MiB);
        }

        var glacier = new InMemoryGlacier { KeepsOnlyHashes = true };
        long before = GC.GetTotalAllocatedBytes(precise: true);

        SentArchive sent = await new ArchiveUpload(
            glacier,
            temp.Options() with
            {
                PartSize = partMiB * MiB,
            }
        ).SendFileAsync(InMemoryGlacier.Vault, path, null, default);

        // All that was ever allocated, on either side: less than one part.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 15 * MiB);
        Assert.Equal(192L * MiB, sent.SizeInBytes);
    }

    [Fact]
    public async Task An_output_comes_down_without_any_range_of_it_being_held()
    {
        using var temp = new TempFolder();
        var glacier = new InMemoryGlacier { SharesOutput = true };
        JobDescription job = glacier.AddArchiveJob(Random(192 * MiB));
        long before = GC.GetTotalAllocatedBytes(precise: true);

        SavedOutput saved = await new JobOutputDownload(
            glacier,
            new DownloadOptions { RangeSize = 64 * MiB }
        ).SaveAsync(job, temp.File("large.bin"), null, default);

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 15 * MiB);
        Assert.True(saved.Verified);
    }
}
