using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Archives;

/// <summary>The archives of one vault, as far as they were committed.</summary>
/// <param name="metadata">The account's database.</param>
/// <param name="vault">The number of the vault's row.</param>
internal sealed class ArchiveReader(MetadataStore metadata, long vault)
{
    /// <summary>An archive of the vault, deleted or not; null if there is none.</summary>
    /// <exception cref="DamagedDataException">Its row is damaged.</exception>
    public ArchiveRecord? Find(ResourceKey key) =>
        metadata.Read(connection => ArchiveRows.Find(connection, key)) is { } found && found.Vault == vault
            ? found
            : null;

    /// <summary>The next archives in the order in which they were stored.</summary>
    /// <param name="from">The first place of the vault's history.</param>
    /// <param name="last">The last one.</param>
    /// <param name="limit">How many at most.</param>
    public List<ArchiveRecord> Page(long from, long last, int limit) =>
        metadata.Read(connection => ArchiveRows.Page(connection, vault, from, last, limit));
}
