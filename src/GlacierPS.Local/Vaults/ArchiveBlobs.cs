using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>When the bytes of a deleted archive may go.</summary>
internal static class ArchiveBlobs
{
    /// <summary>
    /// The blobs of a deleted archive that nothing needs any more: no job completed before the deletion, and is still
    /// kept (the output of a completed job stays downloadable, glacier-api.md §6.3).
    /// </summary>
    public static IEnumerable<ResourceKey> FreedBy(ResourceKey archive, VaultState vault)
    {
        int slot = vault.Archives.IndexOf(archive);
        if (slot < 0 || !vault.Archives[slot].IsDeleted)
        {
            return [];
        }

        ServiceTime deleted = vault.Archives[slot].Deleted;
        return vault.Jobs.Of(archive).Any(job => job.Due <= deleted)
            ? []
            : vault.Archives[slot].Blobs().Select(blob => blob.Key);
    }
}
