using System.Security.Cryptography;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Transfer;
using GlacierPS.Core.Transfer.Download;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

/// <summary>A file on its way down is written past the page cache where it is large and the system can.</summary>
public sealed class PartialFileTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData((3 * MiB) + 5)]
    [InlineData(64 * MiB)]
    [InlineData((64 * MiB) + 1)]
    [InlineData((65 * MiB) - 4096)]
    public void Whatever_its_length_it_ends_as_long_as_it_is_and_the_same(int length) =>
        AssertWritten(length, _temp.File("target"));

    [Fact]
    public void A_file_system_that_may_not_take_such_writes_takes_others()
    {
        // A file system in memory has no disk behind it to write to past its cache, or says so only when it is written
        // to.
        string folder = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        string path = Path.Combine(folder, Path.GetRandomFileName());
        try
        {
            AssertWritten((64 * MiB) + 77, path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void AssertWritten(int length, string path)
    {
        byte[] data = Random(length);
        using (PartialFile file = PartialFile.Open(path, length))
        {
            file.Begin(new DownloadState("a source", length, MiB, TreeHash: null));
            using AlignedBuffer buffer = AlignedBuffer.Rent();

            // From its end, as it may come when several ranges are fetched at once.
            for (int offset = (length - 1) / MiB * MiB; offset >= 0; offset -= MiB)
            {
                int piece = Math.Min(MiB, length - offset);
                data.AsSpan(offset, piece).CopyTo(buffer.Memory.Span);
                file.Write(buffer, piece, offset);
            }

            Assert.False(File.Exists(path));
            file.Finish(lastWriteTime: null, overwrite: false, Assert.Fail);
        }

        Assert.Equal(length, new FileInfo(path).Length);
        using FileStream written = File.OpenRead(path);
        Assert.Equal(SHA256.HashData(data), SHA256.HashData(written));
    }
}
