using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Vaults;

/// <summary>
/// Looks whether every blob that a vault refers to is there and has its length, and removes those that nothing refers
/// to: uploads that a crash cut short, deletions that it left half done. Contents are checked whenever they are read.
/// </summary>
internal sealed class ConsistencyCheck
{
    private readonly List<ResourceKey> _damaged = [];
    private readonly List<string> _reports = [];

    /// <summary>Archives whose data are missing or cut short.</summary>
    public IReadOnlyCollection<ResourceKey> Damaged => _damaged;

    public IReadOnlyList<string> Reports => _reports;

    /// <param name="storage">The vault's storage.</param>
    /// <param name="vault">The vault.</param>
    /// <param name="blobs">The blobs that are there.</param>
    /// <param name="mayRemove">Whether blobs that nothing refers to may go: not if a damaged line may have referred to
    /// them.</param>
    public static ConsistencyCheck Of(IVaultStorage storage, VaultState vault, BlobListing blobs, bool mayRemove)
    {
        var survey = new ConsistencyCheck();
        Dictionary<ResourceKey, BlobRef> parts = PartsOf(vault);
        var whole = new HashSet<ResourceKey>();
        bool[] wholeArchives = new bool[vault.Archives.Count];
        var orphans = new List<ResourceKey>();
        foreach ((ResourceKey key, long length) in blobs.All)
        {
            int slot = vault.Archives.IndexOf(key);
            if (slot >= 0 && vault.Archives[slot].Parts is null && IsNeeded(vault, vault.Archives[slot]))
            {
                ref ArchiveRecord archive = ref vault.Archives[slot];
                wholeArchives[slot] = length == new BlobRef(key, archive.Size, archive.TreeHash).FileLength;
            }
            else if (!parts.TryGetValue(key, out BlobRef part))
            {
                orphans.Add(key);
            }
            else if (length == part.FileLength)
            {
                whole.Add(key);
            }
        }

        for (int slot = 0; slot < wholeArchives.Length; slot++)
        {
            ref ArchiveRecord archive = ref vault.Archives[slot];
            bool isWhole = archive.Parts is null
                ? wholeArchives[slot]
                : archive.Parts.Length > 0 && archive.Parts.All(part => whole.Contains(part.Key));
            if (!isWhole && IsNeeded(vault, archive))
            {
                survey._damaged.Add(archive.Key);
                survey._reports.Add(
                    $"{storage.Place}: archive {IdCodec.Archive.Format(archive.Key)} is damaged: its data are "
                        + "missing or cut short. It will not be served."
                );
            }
        }

        survey.DropLostParts(storage, vault, whole);
        if (mayRemove)
        {
            foreach (ResourceKey orphan in orphans)
            {
                storage.DeleteBlob(orphan);
            }
        }

        return survey;
    }

    /// <summary>
    /// A part of an upload that is lost is as if it had not been sent: the client finds it missing and sends it again.
    /// </summary>
    private void DropLostParts(IVaultStorage storage, VaultState vault, HashSet<ResourceKey> whole)
    {
        foreach (UploadInProgress upload in vault.Uploads.Open)
        {
            foreach ((long start, BlobRef part) in upload.Parts.ToList())
            {
                if (!whole.Contains(part.Key))
                {
                    upload.Parts.Remove(start);
                    _reports.Add(
                        $"{storage.Place}: the part from byte {start} of upload "
                            + $"{IdCodec.Upload.Format(upload.Key)} is lost; it has to be sent again."
                    );
                }
            }
        }
    }

    private static Dictionary<ResourceKey, BlobRef> PartsOf(VaultState vault)
    {
        var parts = new Dictionary<ResourceKey, BlobRef>();
        for (int slot = 0; slot < vault.Archives.Count; slot++)
        {
            ref ArchiveRecord archive = ref vault.Archives[slot];
            if (archive.Parts is not null && IsNeeded(vault, archive))
            {
                foreach (BlobRef part in archive.Parts)
                {
                    parts[part.Key] = part;
                }
            }
        }

        foreach (BlobRef part in vault.Uploads.Open.SelectMany(upload => upload.Parts.Values))
        {
            parts[part.Key] = part;
        }

        return parts;
    }

    private static bool IsNeeded(VaultState vault, in ArchiveRecord archive) =>
        !archive.IsDeleted || !ArchiveBlobs.FreedBy(archive.Key, vault).Any();
}
