using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// An archive as the catalogue knows it. Where an import does not say when it was stored,
/// <see cref="ArchiveListing.CreationDate"/> is when it was imported.
/// </summary>
public sealed class CatalogArchive : ArchiveListing
{
    private readonly IReadOnlyList<ArchiveName> _imported = [];

    /// <summary>Nothing yet: <c>[GlacierPS.CatalogArchive]@{ ArchiveId = 'x' }</c> fills it in.</summary>
    public CatalogArchive() => Evidence = CatalogEvidence.Upload;

    /// <summary>An archive as a script or a test makes one, as if an upload had been noted.</summary>
    /// <param name="vaultName">The vault.</param>
    /// <param name="archiveId">Its ID.</param>
    /// <param name="sizeInBytes">Its bytes.</param>
    /// <param name="description">Its description; the name is read out of it.</param>
    /// <param name="creationDate">When it was stored, in UTC.</param>
    /// <param name="sha256TreeHash">Its tree hash, 64 hexadecimal digits; null if that is not known.</param>
    public CatalogArchive(
        string vaultName,
        string archiveId,
        long sizeInBytes,
        string? description = null,
        DateTime creationDate = default,
        string? sha256TreeHash = null
    )
        : this(
            ArchiveFields.Of(archiveId, description, creationDate, sizeInBytes, sha256TreeHash),
            vaultName,
            CatalogEvidence.Upload,
            creationDate
        ) { }

    internal CatalogArchive(
        in ArchiveFields fields,
        string vaultName,
        CatalogEvidence evidence,
        DateTime knownAt,
        IReadOnlyList<ArchiveName>? imported = null
    )
        : base(fields, vaultName) => (Evidence, KnownAt, _imported) = (evidence, knownAt, imported ?? []);

    /// <summary>How it is known.</summary>
    public CatalogEvidence Evidence { get; init; }

    /// <summary>
    /// When it was certain, in UTC: the day of the inventory, of the upload, or of the other tool's record. What others
    /// did since then is not known.
    /// </summary>
    public DateTime KnownAt { get; init; }

    /// <summary>
    /// All its names: a backup that stores equal files once has several for one archive. The first is
    /// <see cref="ArchiveListing.Name"/>.
    /// </summary>
    public IReadOnlyList<string> Names => _imported.Count > 0 ? [.. _imported.Select(name => name.Name)] : [Name];

    /// <summary>The names that an import said, beside the description; none if the description is all.</summary>
    internal IReadOnlyList<ArchiveName> Imported => _imported;

    /// <summary>All its names, with what is known of the file under each.</summary>
    internal IReadOnlyList<ArchiveName> AllNames => _imported.Count > 0 ? _imported : [Read];

    private protected override ArchiveName ReadName() => _imported.Count > 0 ? _imported[0] : base.ReadName();
}
