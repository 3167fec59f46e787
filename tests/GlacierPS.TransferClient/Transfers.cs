using System.Text.Json.Nodes;
using GlacierPS.Aws;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Download;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.TransferClient;

/// <summary>Core's transfers over the network.</summary>
internal static class Transfers
{
    /// <param name="path">The file.</param>
    /// <param name="last">Bytes at its end to hash; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<JsonObject> HashAsync(string path, long? last, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        stream.Position = Math.Max(0, stream.Length - (last ?? stream.Length));
        return new JsonObject
        {
            ["treeHash"] = (await FileHashing.TreeHashOfAsync(stream, null, cancellationToken)).ToString(),
        };
    }

    public static async Task<JsonObject> UploadAsync(
        ClientSettings settings,
        string path,
        CancellationToken cancellationToken
    )
    {
        using GlacierClient client = settings.NewClient();
        return Told(
            await Upload(client, settings)
                .SendFileAsync(settings.VaultName, path, Path.GetFileName(path), cancellationToken)
        );
    }

    public static async Task WarmUploadAsync(ClientSettings settings, CancellationToken cancellationToken)
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, new byte[64 << 20], cancellationToken);
            await UploadAsync(settings with { PartSize = 1 << 20, JournalFolder = null }, path, cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static async Task<JsonObject> UploadInputAsync(ClientSettings settings, CancellationToken cancellationToken)
    {
        using GlacierClient client = settings.NewClient();
        await using Stream input = Console.OpenStandardInput();
        return Told(
            await Upload(client, settings).SendStreamAsync(settings.VaultName, input, "input", cancellationToken)
        );
    }

    public static async Task<JsonObject> UploadAllAsync(
        ClientSettings settings,
        string folder,
        CancellationToken cancellationToken
    )
    {
        using GlacierClient client = settings.NewClient();
        ArchiveUpload upload = Upload(client, settings);
        int count = 0;
        await Parallel.ForEachAsync(
            Directory.EnumerateFiles(folder),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = settings.ThrottleLimit,
                CancellationToken = cancellationToken,
            },
            async (path, token) =>
            {
                await upload.SendFileAsync(settings.VaultName, path, Path.GetFileName(path), token);
                Interlocked.Increment(ref count);
            }
        );
        return new JsonObject { ["count"] = count };
    }

    public static async Task<JsonObject> DownloadAsync(
        ClientSettings settings,
        string jobId,
        string path,
        CancellationToken cancellationToken
    )
    {
        using GlacierClient client = settings.NewClient();
        JobDescription job = await client.DescribeJobAsync(settings.VaultName, jobId, cancellationToken);
        var download = new JobOutputDownload(
            client,
            new DownloadOptions
            {
                RangeSize = settings.PartSize,
                ThrottleLimit = settings.ThrottleLimit,
                Overwrite = true,
                JournalFolder = settings.JournalFolder,
                Connection = settings.Endpoint.AbsoluteUri,
                Rate = Rate(settings),
            }
        );
        SavedOutput saved = await download.SaveAsync(job, path, null, cancellationToken);
        return new JsonObject
        {
            ["treeHash"] = saved.SHA256TreeHash.ToString(),
            ["verified"] = saved.Verified,
            ["bytesResumed"] = saved.BytesResumed,
        };
    }

    public static ArchiveUpload Upload(GlacierClient client, ClientSettings settings) =>
        new(
            client,
            new UploadOptions
            {
                PartSize = settings.PartSize,
                ThrottleLimit = settings.ThrottleLimit,
                JournalFolder = settings.JournalFolder,
                Connection = settings.Endpoint.AbsoluteUri,
                Rate = Rate(settings),
            }
        );

    private static RateLimit? Rate(ClientSettings settings) =>
        settings.MaxBytesPerSecond is { } rate ? new RateLimit(rate) : null;

    private static JsonObject Told(SentArchive sent) =>
        new()
        {
            ["archiveId"] = sent.ArchiveId,
            ["treeHash"] = sent.SHA256TreeHash.ToString(),
            ["bytesResumed"] = sent.BytesResumed,
        };
}
