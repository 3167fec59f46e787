using System.Collections.Concurrent;
using System.Globalization;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Copy;

/// <summary>
/// The bundles of a vault below a prefix, <c>_bundles/photos-000123.tar</c>, each with an index of the manifest's form
/// beside it, <c>photos-000123.jsonl.gz</c>. The index is stored last: a tar without one is what a run left that was
/// killed, and is written again under the same name. The number of a bundle that has an index is never used again.
/// </summary>
/// <param name="bucket">The bucket.</param>
/// <param name="options">How archives are copied.</param>
/// <param name="vaultName">The vault.</param>
/// <param name="writer">A mark of this machine and its folder: what another one writes is not taken for left.</param>
/// <param name="manifests">The manifests; what they list is never replaced.</param>
/// <param name="note">Told of requests that are repeated, and of what was left.</param>
internal sealed class CopyBundles(
    IBucket bucket,
    CopyOptions options,
    string vaultName,
    string writer,
    CopyManifests manifests,
    Action<string> note
)
{
    private const string TarSuffix = ".tar";
    private const string IndexSuffix = ".jsonl.gz";

    private readonly StoredObjects _objects = new(
        bucket,
        new RetryPolicy(RetryPolicy.DefaultAttempts, options.RetryDelay),
        note
    );
    private readonly string _start = $"{options.Prefix}{CopyKeys.BundleFolder}{vaultName}-";
    private readonly ConcurrentDictionary<string, BucketObject?> _seen = new(StringComparer.Ordinal);
    private readonly Queue<long> _left = [];
    private readonly List<(long Number, ManifestHead Head)> _indices = [];
    private bool _hasLeft;
    private long _last;

    /// <summary>Lists which ones there are, and reads what each holds.</summary>
    /// <exception cref="GlacierException">The bucket refuses, or an index is damaged.</exception>
    public async Task FindAsync(CancellationToken cancellationToken)
    {
        var tars = new SortedSet<long>();
        var indices = new SortedSet<long>();
        await foreach (string key in bucket.ListAsync(_start, cancellationToken))
        {
            if (NumberOf(key, TarSuffix) is { } tar)
            {
                tars.Add(tar);
            }
            else if (NumberOf(key, IndexSuffix) is { } index)
            {
                indices.Add(index);
            }
        }

        _last = Math.Max(tars.Max, indices.Max);
        foreach (long left in tars.Except(indices))
        {
            _left.Enqueue(left);
            _hasLeft = true;
        }

        foreach (long number in indices)
        {
            string key = KeyOf(number, IndexSuffix);
            _indices.Add(
                (
                    number,
                    Manifest.ReadHead(await _objects.GetListAsync(key, Manifest.HeadBytes, cancellationToken), key)
                )
            );
        }
    }

    /// <summary>Aborts uploads of bundles that a run left open: what they had is written again.</summary>
    /// <exception cref="GlacierException">The bucket refuses, or cannot be reached.</exception>
    public async Task AbortLeftAsync(CancellationToken cancellationToken)
    {
        await foreach (OpenUpload open in bucket.ListUploadsAsync(_start, cancellationToken))
        {
            if (open.CanBeOurs && NumberOf(open.Key, TarSuffix) is not null)
            {
                await bucket.AbortUploadAsync(open.Key, open.UploadId, cancellationToken);
                note($"An upload that was left open on '{open.Key}' is aborted.");
            }
        }
    }

    /// <summary>
    /// The archives of a window that are in bundles, by their IDs. A bundle that is gone, or not as it was stored,
    /// holds none.
    /// </summary>
    /// <exception cref="GlacierException">The bucket refuses, or an index is damaged.</exception>
    public async Task<IReadOnlyDictionary<string, ManifestEntry>> ReadAsync(
        CopyWindow window,
        CancellationToken cancellationToken
    )
    {
        var there = new Dictionary<string, ManifestEntry>(StringComparer.Ordinal);
        foreach ((long number, ManifestHead head) in _indices)
        {
            if (head.From >= window.Until || head.Until <= window.From)
            {
                continue;
            }

            string index = KeyOf(number, IndexSuffix);
            string tar = KeyOf(number, TarSuffix);
            BucketObject? found = await HeadAsync(tar, cancellationToken);

            Manifest members = Manifest.Read(await _objects.GetListAsync(index, null, cancellationToken), index);
            if (found is not null && members.Entries.All(entry => entry.Key == tar && IsStored(found, entry)))
            {
                foreach (ManifestEntry entry in members.Entries)
                {
                    there[entry.ArchiveId] = entry;
                }
            }
            else
            {
                note(
                    $"The bundle '{tar}' is missing, or not as its index lists it: of "
                        + $"{Quantity.Of(members.Entries.Count, "archive")} in it none counts as copied."
                );
            }
        }

        if (_hasLeft)
        {
            // Its index may have been lost, and a manifest list what is in it all the same.
            foreach (ManifestEntry entry in await manifests.ListedAsync(window, cancellationToken))
            {
                if (
                    NumberOf(entry.Key, TarSuffix) is not null
                    && await HeadAsync(entry.Key, cancellationToken) is { } found
                    && IsStored(found, entry)
                )
                {
                    there.TryAdd(entry.ArchiveId, entry);
                }
            }
        }

        return there;
    }

    /// <summary>A bundle that was looked at by <see cref="ReadAsync"/>; null if it is missing.</summary>
    public BucketObject? Found(string key) => _seen.GetValueOrDefault(key);

    private async Task<BucketObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        if (!_seen.TryGetValue(key, out BucketObject? found))
        {
            _seen[key] = found = await _objects.HeadAsync(key, cancellationToken);
        }

        return found;
    }

    /// <summary>Stores a bundle and then its index.</summary>
    /// <param name="tar">The tar, at its end.</param>
    /// <param name="window">The window of its archives.</param>
    /// <param name="upload">Sends it.</param>
    /// <param name="cancellationToken">Ends it; an upload that is open is aborted by the next run.</param>
    /// <returns>Its archives as the manifest lists them, in the order of the members.</returns>
    /// <exception cref="GlacierException">It could not be stored, or is not what it should be.</exception>
    public async Task<IReadOnlyList<ManifestEntry>> WriteAsync(
        BundleTar tar,
        CopyWindow window,
        BundleUpload upload,
        CancellationToken cancellationToken
    )
    {
        var traits = new ObjectTraits
        {
            StorageClass = options.StorageClass,
            KmsKeyId = options.KmsKeyId,
            Tags = options.Tags,
            Retention = RetentionOf(tar),
            PartSize = options.PartSize,
            Metadata = CopyMetadata.OfBundle(vaultName, options.Region, writer),
        };
        while (true)
        {
            long number = Next(out bool isLeft);
            string key = KeyOf(number, TarSuffix);
            if (isLeft && !await TryDeleteLeftAsync(key, cancellationToken))
            {
                continue;
            }

            if (await upload.TryStoreAsync(key, tar, traits, cancellationToken) is not { } found)
            {
                note($"The key '{key}' is taken; the bundle gets the next number.");
                continue;
            }

            IReadOnlyList<ManifestEntry> entries = [.. tar.Members.Select(member => Entry(member, found))];
            string index = KeyOf(number, IndexSuffix);
            byte[] bytes = Manifest.Write(
                new ManifestHead
                {
                    Version = Manifest.Version,
                    VaultName = vaultName,
                    Region = options.Region,
                    Prefix = options.Prefix,
                    Archives = entries.Count,
                    SizeInBytes = entries.Sum(entry => entry.SizeInBytes),
                    From = window.From,
                    Until = window.Until,
                    Written = options.Time.GetUtcNow().UtcDateTime,
                },
                entries
            );
            if (!await _objects.TryPutListAsync(index, bytes, CopyManifests.Metadata(vaultName), cancellationToken))
            {
                throw Taken(index);
            }

            note($"The bundle '{key}' has {Quantity.Of(entries.Count, "archive")}.");
            return entries;
        }
    }

    /// <summary>As long as the member that is to be kept the longest.</summary>
    private ObjectRetention? RetentionOf(BundleTar tar)
    {
        DateTime now = options.Time.GetUtcNow().UtcDateTime;
        return
            tar.Members.Select(member => options.Retention?.Until(member.Target.Archive.CreationDate, now, now)).Max()
                is { } until
            ? new ObjectRetention(options.Retention!.Mode, until)
            : null;
    }

    /// <summary>False where what is there is not to be replaced.</summary>
    private async Task<bool> TryDeleteLeftAsync(string key, CancellationToken cancellationToken)
    {
        if (await _objects.HeadAsync(key, cancellationToken) is not { } left)
        {
            return true;
        }

        string? why =
            !CopyMetadata.IsBundleOf(left, writer) ? "another machine wrote it, and may be about to write its index"
            : await manifests.ListsAsync(key, cancellationToken) ? "a manifest lists archives in it"
            : null;
        if (why is not null)
        {
            note($"The bundle '{key}' has no index, but {why}. It stays as it is.");
            return false;
        }

        await bucket.DeleteAsync(key, cancellationToken);
        note($"The bundle '{key}' has no index, since a run was stopped before. It is written again.");
        return true;
    }

    private static ManifestEntry Entry(BundleMember member, BucketObject found) =>
        CopyManifests.Entry(member.Target.Archive, found) with
        {
            Offset = member.Offset,
            ChecksumSHA256 = StoredObjects.Base64(member.Sha256),
            BundleSizeInBytes = found.SizeInBytes,
            BundleChecksumSHA256 = found.ChecksumSHA256,
        };

    private static bool IsStored(BucketObject found, ManifestEntry entry) =>
        CopyMetadata.WhyNot(found, entry) is null
        && found.SizeInBytes == entry.ObjectSize
        && found.ChecksumSHA256 == entry.ObjectChecksum;

    private static GlacierInputException Taken(string key) =>
        new(
            "KeyTaken",
            $"At the key '{key}' there is an object already that is not from this run. It is not overwritten, and the "
                + "bundle does not count. See that no other machine copies this vault, and run the same again."
        );

    private long Next(out bool isLeft)
    {
        lock (_left)
        {
            isLeft = _left.TryDequeue(out long number);
            return isLeft ? number : ++_last;
        }
    }

    private string KeyOf(long number, string suffix) =>
        _start + number.ToString("D6", CultureInfo.InvariantCulture) + suffix;

    private long? NumberOf(string key, string suffix) =>
        key.EndsWith(suffix, StringComparison.Ordinal)
        && key.Length >= _start.Length + suffix.Length
        && long.TryParse(
            key.AsSpan()[_start.Length..^suffix.Length],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out long number
        )
        && KeyOf(number, suffix) == key
            ? number
            : null;
}
