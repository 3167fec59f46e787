using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GlacierPS.Aws;
using GlacierPS.Aws.Buckets;
using GlacierPS.Aws.Configuration;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.TransferClient;

/// <summary>Copies what a catalogue knows into a bucket, as Copy-GlacierArchive does, and what that needs.</summary>
internal static class CopyWork
{
    private static int s_warmUps;

    /// <param name="settings">Where the vault is, and how.</param>
    /// <param name="catalog">The folder of its catalogue.</param>
    /// <param name="bucketUrl">Where the bucket "archive" is.</param>
    /// <param name="name">Only archives of this name; null for all but those called "warm-up".</param>
    /// <param name="bundleBelow">Archives of fewer bytes are bundled.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<JsonObject> RunAsync(
        ClientSettings settings,
        string catalog,
        Uri bucketUrl,
        string? name,
        long bundleBelow,
        CancellationToken cancellationToken
    )
    {
        using GlacierClient client = settings.NewClient();
        using var bucket = S3Bucket.Open(
            new BucketOptions
            {
                Name = "archive",
                Region = "us-east-1",
                EndpointUrl = bucketUrl,
                KeySource = () => new AwsKeys("AKIDEXAMPLE", "secret-of-a-test"),
            }
        );
        var known = new VaultCatalog(catalog, settings.VaultName);
        var copy = new ArchiveCopy(
            client,
            known,
            bucket,
            new CopyOptions
            {
                Prefix = name is null ? "" : $"warm-up-{Interlocked.Increment(ref s_warmUps)}/",
                Region = "us-east-1",
                PartSize = settings.PartSize ?? 64 << 20,
                ThrottleLimit = settings.ThrottleLimit,
                BundleBelow = bundleBelow,
            }
        );
        long copied = 0;
        var failed = new ConcurrentQueue<string>();
        await copy.RunAsync(
            () => known.Read(null, cancellationToken).Where(archive => archive.Name == "warm-up" == name is not null),
            _ => Interlocked.Increment(ref copied),
            (_, error) => failed.Enqueue(error.Message),
            cancellationToken
        );
        return failed.IsEmpty
            ? new JsonObject { ["copied"] = copied }
            : throw new InvalidOperationException(string.Join("; ", failed.Take(3)));
    }

    /// <summary>Sends the files of a folder, and notes them in a catalogue.</summary>
    public static async Task<JsonObject> FillAsync(
        ClientSettings settings,
        string catalog,
        string folder,
        CancellationToken cancellationToken
    )
    {
        using GlacierClient client = settings.NewClient();
        var known = new VaultCatalog(catalog, settings.VaultName);
        long sent = 0;
        await Parallel.ForEachAsync(
            Directory.EnumerateFiles(folder),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = settings.ThrottleLimit,
                CancellationToken = cancellationToken,
            },
            async (path, token) =>
            {
                SentArchive archive = await Transfers
                    .Upload(client, settings)
                    .SendFileAsync(settings.VaultName, path, Path.GetFileName(path), token);
                known.Add(archive, DateTime.UtcNow, token);
                Interlocked.Increment(ref sent);
            }
        );
        return new JsonObject { ["sent"] = sent };
    }

    /// <summary>Cuts a catalogue into windows, and reads the archives of each.</summary>
    public static JsonObject Windows(string catalog, string vaultName, CancellationToken cancellationToken)
    {
        var known = new VaultCatalog(catalog, vaultName);
        long windows = 0,
            archives = 0;
        foreach (
            PlannedWindow window in SharedPlan.Windows(
                known,
                OlderVersions.None,
                () => known.Read(null, cancellationToken),
                after: null,
                cancellationToken,
                mostArchives: 50_000
            )
        )
        {
            windows++;
            archives += window.Archives.Count;
        }

        return new JsonObject { ["windows"] = windows, ["archives"] = archives };
    }
}
