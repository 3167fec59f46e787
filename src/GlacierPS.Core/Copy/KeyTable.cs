using System.Text;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Copy;

/// <summary>Where an archive's copy is, or is to be.</summary>
/// <param name="Archive">The archive.</param>
/// <param name="Key">Its key; null where there is an error.</param>
/// <param name="Reason">Why the key differs from its name.</param>
/// <param name="There">The object that is its copy already; null if there is none.</param>
/// <param name="Error">Why it cannot be copied.</param>
internal sealed record CopyTarget(
    CatalogArchive Archive,
    string? Key,
    string? Reason,
    BucketObject? There,
    GlacierException? Error
);

/// <summary>
/// Which keys are in use. The prefix is listed once, and of each key 8 bytes are kept; a key that may be there is
/// looked at. Of more keys than a million none are kept, and each is looked at.
/// </summary>
internal sealed class KeyTable(IBucket bucket, string prefix, CopyKeys keys)
{
    private const int MostKept = 1_000_000;

    private readonly object _lock = new();
    private readonly Dictionary<string, string> _taken = new(StringComparer.Ordinal);
    private HashSet<long>? _there = [];

    /// <summary>Lists what is there.</summary>
    /// <exception cref="GlacierException">The bucket refuses, or cannot be reached.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach (string key in bucket.ListAsync(prefix, cancellationToken))
        {
            if (_there!.Count == MostKept)
            {
                _there = null;
                return;
            }

            _there.Add(Short(key));
        }
    }

    /// <summary>
    /// The key of an archive: the one at which its copy is; else the first of its keys that is free. It is this
    /// archive's until <see cref="Release"/>.
    /// </summary>
    /// <exception cref="GlacierException">The bucket refuses, or cannot be reached.</exception>
    public async Task<CopyTarget> FindAsync(CatalogArchive archive, CancellationToken cancellationToken)
    {
        CopyTarget? free = null;
        foreach (CopyKey key in keys.Of(archive))
        {
            BucketObject? found = MayBeThere(key.Key) ? await bucket.HeadAsync(key.Key, cancellationToken) : null;
            if (found is null)
            {
                free ??=
                    !key.OnlyIfThere && TryTake(key.Key, archive.ArchiveId)
                        ? new CopyTarget(archive, key.Key, key.Reason, null, null)
                        : null;
                continue;
            }

            if (CopyMetadata.IsCopyOf(found, archive))
            {
                if (free is not null)
                {
                    Release(free.Key!);
                }

                TryTake(key.Key, archive.ArchiveId);
                return new CopyTarget(archive, key.Key, key.Reason, found, null);
            }

            if (free is null && !key.OnlyIfThere && !CopyMetadata.IsCopyOfAnother(found, archive))
            {
                return new CopyTarget(archive, null, null, null, Taken(archive, key.Key));
            }
        }

        return free ?? new CopyTarget(archive, null, null, null, Taken(archive, keys.Of(archive)[^1].Key));
    }

    /// <summary>An archive's key is its own no longer in this run; an object may be there now.</summary>
    public void Release(string key)
    {
        lock (_lock)
        {
            _taken.Remove(key);
            _there?.Add(Short(key));
            if (_there?.Count > MostKept)
            {
                _there = null;
            }
        }
    }

    /// <summary>The error for a key at which there is something else.</summary>
    public static GlacierInputException Taken(CatalogArchive archive, string key) =>
        new(
            "KeyTaken",
            $"At the key '{key}' there is an object already that is not the copy of the archive {archive.ArchiveId}, "
                + "or is damaged. It is not overwritten. Move it away, or choose another -Prefix."
        );

    private static long Short(string key) => BitConverter.ToInt64(Sha256Digest.Of(Encoding.UTF8.GetBytes(key)).Bytes);

    private bool MayBeThere(string key)
    {
        lock (_lock)
        {
            return _there?.Contains(Short(key)) != false;
        }
    }

    private bool TryTake(string key, string archiveId)
    {
        lock (_lock)
        {
            return _taken.TryAdd(key, archiveId) || _taken[key] == archiveId;
        }
    }
}
