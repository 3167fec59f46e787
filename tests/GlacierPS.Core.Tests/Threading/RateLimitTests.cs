using System.Diagnostics;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Tests.Transfer;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Download;
using GlacierPS.Core.Transfer.Upload;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Threading;

public sealed class RateLimitTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly InMemoryGlacier _glacier = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Two_uploads_share_a_rate()
    {
        var rate = new RateLimit(4 * MiB);
        string[] paths = [_temp.WriteFile(Random(2 * MiB), "one"), _temp.WriteFile(Random(2 * MiB, 2), "two")];
        long start = Stopwatch.GetTimestamp();

        await Task.WhenAll(
            paths.Select(path =>
                new ArchiveUpload(_glacier, _temp.Options() with { Rate = rate }).SendFileAsync(
                    InMemoryGlacier.Vault,
                    path,
                    null,
                    default
                )
            )
        );

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.9, 60);
        Assert.Equal(2, _glacier.Archives.Count);
    }

    [Fact]
    public async Task A_download_keeps_to_its_rate()
    {
        byte[] data = Random(2 * MiB);
        long start = Stopwatch.GetTimestamp();

        SavedOutput saved = await new JobOutputDownload(
            _glacier,
            new DownloadOptions { RangeSize = MiB, Rate = new RateLimit(2 * MiB) }
        ).SaveAsync(_glacier.AddArchiveJob(data), _temp.File("file.bin"), null, default);

        Assert.True(saved.Verified);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.9, 60);
    }

    [Fact]
    public async Task Being_stopped_does_not_wait_for_the_rate()
    {
        using var cancel = new CancellationTokenSource();
        Task sending = new ArchiveUpload(_glacier, _temp.Options() with { Rate = new RateLimit(1) }).SendFileAsync(
            InMemoryGlacier.Vault,
            _temp.WriteFile(Random(2 * MiB)),
            null,
            cancel.Token
        );
        await Task.Delay(100);
        await cancel.CancelAsync();

        Assert.Same(sending, await Task.WhenAny(sending, Task.Delay(TimeSpan.FromSeconds(20))));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }
}
