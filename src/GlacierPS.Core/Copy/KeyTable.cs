using System.Text;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Copy;

/// <summary>Where an archive's copy is, or is to be.</summary>
/// <param name="Archive">The archive.</param>
/// <param name="Key">Its key; null where there is an error, or it is in a bundle already.</param>
/// <param name="Reason">Why the key differs from its name.</param>
/// <param name="There">Its copy that is there already; null if there is none.</param>
/// <param name="Error">Why it cannot be copied.</param>
internal sealed record CopyTarget(
    CatalogArchive Archive,
    string? Key,
    string? Reason,
    ManifestEntry? There,
    GlacierException? Error
)
{
    /// <summary>The object of the copy that is there; null if there is none, or it is in a bundle.</summary>
    public BucketObject? Object { get; init; }
}

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

    /// <summary>From now on every key is looked at: others store objects at the same time.</summary>
    public void LookAtAll()
    {
        lock (_lock)
        {
            _there = null;
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
                return There(archive, found, key.Reason);
            }

            if (free is null && !key.OnlyIfThere && !CopyMetadata.IsCopyOfAnother(found, archive))
            {
                return new CopyTarget(archive, null, null, null, Taken(archive, key.Key));
            }
        }

        return free
            ?? new CopyTarget(
                archive,
                null,
                null,
                null,
                Taken(archive, keys.Of(archive).Last(key => !key.OnlyIfThere).Key)
            );
    }

    /// <summary>
    /// What becomes of an archive that is at none of its keys, and that is listed at another, as a name map gave it
    /// one: it is there if its copy is, but is not where a map wants it now.
    /// </summary>
    /// <exception cref="GlacierException">The bucket refuses, or cannot be reached.</exception>
    public async Task<CopyTarget> FindAtAsync(
        CopyTarget target,
        ManifestEntry listed,
        CancellationToken cancellationToken
    )
    {
        if (
            listed.Key == target.Key
            || await bucket.HeadAsync(listed.Key, cancellationToken) is not { } found
            || !CopyMetadata.IsCopyOf(found, target.Archive)
        )
        {
            return target;
        }

        Release(target.Key!);
        return There(target.Archive, found, "An earlier run gave it this key.");
    }

    private CopyTarget There(CatalogArchive archive, BucketObject found, string? reason) =>
        keys.IsChosenElsewhere(archive.ArchiveId, found.Key)
            ? new CopyTarget(archive, null, null, null, Changed(archive, found.Key))
            : new CopyTarget(archive, found.Key, reason, CopyManifests.Entry(archive, found), null) { Object = found };

    private static GlacierInputException Changed(CatalogArchive archive, string key) =>
        new(
            "KeyChanged",
            $"The archive {archive.ArchiveId} is copied to '{key}' already, and the name map says another key. It is "
                + "not retrieved and paid for a second time. Say that key in the map, or leave the archive out of it; "
                + "or delete the object, and run the same again."
        );

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
