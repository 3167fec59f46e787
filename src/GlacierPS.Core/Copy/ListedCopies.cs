using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Copy;

/// <summary>
/// Where the archives of a window were copied to, as manifests list it, and as this machine knows of those that were
/// proven and not yet listed when a run ended. What they say has to be looked at before it counts.
/// </summary>
/// <param name="manifests">The manifests of earlier runs.</param>
/// <param name="window">The window.</param>
/// <param name="known">What this machine knows, by the archives' IDs; null for nothing.</param>
internal sealed class ListedCopies(
    CopyManifests manifests,
    CopyWindow window,
    Func<IEnumerable<string>, IReadOnlyDictionary<string, ManifestEntry>>? known
)
{
    /// <summary>The copies of archives that are objects of their own, of those that are known.</summary>
    /// <exception cref="GlacierException">The bucket refuses, or a manifest is damaged.</exception>
    public async Task<IReadOnlyDictionary<string, ManifestEntry>> FindAsync(
        IEnumerable<string> archiveIds,
        CancellationToken cancellationToken
    )
    {
        HashSet<string> wanted = new(archiveIds, StringComparer.Ordinal);
        var found = new Dictionary<string, ManifestEntry>(StringComparer.Ordinal);
        if (wanted.Count == 0)
        {
            return found;
        }

        foreach (ManifestEntry entry in known?.Invoke(wanted).Values ?? [])
        {
            found[entry.ArchiveId] = entry;
        }

        foreach (ManifestEntry entry in await manifests.ListedAsync(window, cancellationToken))
        {
            if (wanted.Contains(entry.ArchiveId))
            {
                found[entry.ArchiveId] = entry;
            }
        }

        return found.Where(pair => pair.Value.Offset is null).ToDictionary(StringComparer.Ordinal);
    }
}
