using System.Globalization;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Copy;

/// <summary>
/// The manifests of a vault below a prefix, <c>_glacier/manifest/photos-000123.jsonl.gz</c>: each lists what a window
/// of a run has proven and none before it lists, so that all together they say where each archive is. Of two that list
/// the same archive the later one counts. None is ever replaced.
/// </summary>
/// <param name="bucket">The bucket.</param>
/// <param name="prefix">What keys begin with.</param>
/// <param name="vaultName">The vault.</param>
/// <param name="retry">How often a request is made.</param>
/// <param name="note">Told of requests that are repeated.</param>
internal sealed class CopyManifests(
    IBucket bucket,
    string prefix,
    string vaultName,
    RetryPolicy retry,
    Action<string> note
) : IDisposable
{
    private const string Suffix = ".jsonl.gz";

    private readonly SemaphoreSlim _writing = new(1);
    private readonly StoredObjects _objects = new(bucket, retry, note);
    private readonly string _start = $"{prefix}{CopyKeys.OwnFolder}manifest/{vaultName}-";
    private List<(string Key, ManifestHead Head)> _there = [];
    private long _last;

    /// <summary>Reads which ones there are, and what each lists.</summary>
    /// <exception cref="GlacierException">The bucket refuses, or one is damaged.</exception>
    public async Task FindAsync(CancellationToken cancellationToken)
    {
        var there = new List<(string Key, ManifestHead Head)>();
        foreach ((long number, string key) in await ListAsync(cancellationToken))
        {
            there.Add(
                (key, Manifest.ReadHead(await _objects.GetListAsync(key, Manifest.HeadBytes, cancellationToken), key))
            );
            _last = number;
        }

        _there = there;
    }

    /// <summary>How many there are.</summary>
    public int Count => _there.Count;

    /// <summary>What one of them lists, without the archives that a later one lists again.</summary>
    /// <param name="index">Which, in the order in which they were written.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GlacierException">The bucket refuses, or one is damaged.</exception>
    public async Task<IReadOnlyList<ManifestEntry>> CountingAsync(int index, CancellationToken cancellationToken)
    {
        (string key, ManifestHead head) = _there[index];
        HashSet<string> later = [];
        foreach ((string other, ManifestHead otherHead) in _there.Skip(index + 1))
        {
            if (otherHead.From < head.Until && otherHead.Until > head.From)
            {
                later.UnionWith((await ReadAsync(other, cancellationToken)).Entries.Select(entry => entry.ArchiveId));
            }
        }

        return [.. (await ReadAsync(key, cancellationToken)).Entries.Where(entry => !later.Contains(entry.ArchiveId))];
    }

    /// <summary>The archives of a window that no manifest of an earlier run lists as they are.</summary>
    /// <exception cref="GlacierException">The bucket refuses, or a manifest is damaged.</exception>
    public async Task<IReadOnlyList<ManifestEntry>> UnlistedAsync(
        CopyWindow window,
        IReadOnlyList<ManifestEntry> proven,
        CancellationToken cancellationToken
    )
    {
        if (proven.Count == 0)
        {
            return [];
        }

        var known = (await ListedAsync(window, cancellationToken)).ToDictionary(
            entry => entry.ArchiveId,
            StringComparer.Ordinal
        );
        return
        [
            .. proven.Where(entry =>
                !known.TryGetValue(entry.ArchiveId, out ManifestEntry? listed) || !listed.IsAt(entry)
            ),
        ];
    }

    /// <summary>Writes the manifest of a window, under the first number that is free.</summary>
    /// <returns>Its key.</returns>
    /// <exception cref="GlacierException">The bucket refuses, or cannot be reached.</exception>
    public async Task<string> WriteAsync(
        CopyWindow window,
        IReadOnlyList<ManifestEntry> entries,
        string region,
        DateTime now,
        CancellationToken cancellationToken
    )
    {
        byte[] bytes = Manifest.Write(
            new ManifestHead
            {
                Version = Manifest.Version,
                VaultName = vaultName,
                Region = region,
                Prefix = prefix,
                Archives = entries.Count,
                SizeInBytes = entries.Sum(entry => entry.SizeInBytes),
                From = window.From,
                Until = window.Until,
                Written = now,
            },
            entries
        );
        await _writing.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                string key = KeyOf(++_last);
                if (await _objects.TryPutListAsync(key, bytes, Metadata(vaultName), cancellationToken))
                {
                    return key;
                }
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>What manifests of earlier runs list that may be of a window; of each archive what counts.</summary>
    /// <exception cref="GlacierException">The bucket refuses, or a manifest is damaged.</exception>
    public async Task<IReadOnlyCollection<ManifestEntry>> ListedAsync(
        CopyWindow window,
        CancellationToken cancellationToken
    )
    {
        var listed = new Dictionary<string, ManifestEntry>(StringComparer.Ordinal);
        foreach ((string key, ManifestHead head) in _there)
        {
            if (head.From < window.Until && head.Until > window.From)
            {
                foreach (ManifestEntry entry in (await ReadAsync(key, cancellationToken)).Entries)
                {
                    listed[entry.ArchiveId] = entry;
                }
            }
        }

        return listed.Values;
    }

    /// <summary>Whether a manifest lists archives in a bundle of that key.</summary>
    /// <exception cref="GlacierException">The bucket refuses, or one is damaged.</exception>
    public async Task<bool> ListsAsync(string bundle, CancellationToken cancellationToken)
    {
        foreach ((string key, _) in _there)
        {
            if ((await ReadAsync(key, cancellationToken)).Entries.Any(entry => entry.Key == bundle))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The metadata of a manifest of a vault.</summary>
    public static IReadOnlyDictionary<string, string> Metadata(string vaultName) =>
        new Dictionary<string, string> { ["glacier-manifest"] = $"{Manifest.Version}", ["glacier-vault"] = vaultName };

    /// <summary>How a proven archive is listed.</summary>
    public static ManifestEntry Entry(CatalogArchive archive, BucketObject found) =>
        new()
        {
            ArchiveId = archive.ArchiveId,
            Name = archive.Name,
            Key = found.Key,
            SizeInBytes = archive.SizeInBytes,
            SHA256TreeHash = archive.SHA256TreeHash,
            ChecksumSHA256 = found.ChecksumSHA256!,
            StorageClass = found.StorageClass,
            CreationDate = archive.CreationDate,
            ModifiedTime = archive.ModifiedTime,
            Description = archive.Description,
        };

    public void Dispose() => _writing.Dispose();

    private string KeyOf(long number) => _start + number.ToString("D6", CultureInfo.InvariantCulture) + Suffix;

    private async Task<IReadOnlyList<(long Number, string Key)>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<(long Number, string Key)>();
        await foreach (string key in bucket.ListAsync(_start, cancellationToken))
        {
            if (
                key.EndsWith(Suffix, StringComparison.Ordinal)
                && long.TryParse(
                    key.AsSpan()[_start.Length..^Suffix.Length],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out long number
                )
                && KeyOf(number) == key
            )
            {
                found.Add((number, key));
            }
        }

        return [.. found.OrderBy(manifest => manifest.Number)];
    }

    private async Task<Manifest> ReadAsync(string key, CancellationToken cancellationToken) =>
        Manifest.Read(await _objects.GetListAsync(key, null, cancellationToken), key);
}
