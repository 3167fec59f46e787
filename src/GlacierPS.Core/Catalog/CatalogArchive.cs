using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// An archive as the catalogue knows it. Where an import does not say when it was stored,
/// <see cref="ArchiveListing.CreationDate"/> is when it was imported.
/// </summary>
public sealed class CatalogArchive : ArchiveListing
{
    private readonly IReadOnlyList<ArchiveName> _imported = [];
    private DateTime _knownAt;

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
        : base(fields, vaultName)
    {
        (Evidence, _knownAt) = (evidence, knownAt);
        _imported = imported is { Count: > 0 } ? AsStored(imported, ArchiveDescription.Read(fields.Description)) : [];
    }

    /// <summary>How it is known.</summary>
    public CatalogEvidence Evidence { get; init; }

    /// <summary>
    /// Where it is: the vault, or after a move the object of its copy, as <c>s3://bucket/key</c>, with <c>#</c> and its
    /// first byte where that is a bundle.
    /// </summary>
    public string Location { get; init; } = "vault";

    /// <summary>
    /// When it was certain, in UTC: the day of the inventory, of the upload, or of the other tool's record. What others
    /// did since then is not known.
    /// </summary>
    public DateTime KnownAt
    {
        get => _knownAt;
        init => _knownAt = value;
    }

    /// <summary>
    /// All its names: a backup that stores equal files once has several for one archive. The first is
    /// <see cref="ArchiveListing.Name"/>.
    /// </summary>
    public IReadOnlyList<string> Names => _imported.Count > 0 ? [.. _imported.Select(name => name.Name)] : [Name];

    /// <summary>
    /// The same archive under some of the names that an import said; as it is, if there are no others.
    /// </summary>
    internal CatalogArchive Under(IReadOnlyCollection<string> names) =>
        _imported.All(name => names.Contains(name.Name))
            ? this
            : new CatalogArchive(
                ArchiveFields.Of(ArchiveId, Description, CreationDate, SizeInBytes, SHA256TreeHash),
                VaultName,
                Evidence,
                KnownAt,
                [.. _imported.Where(name => names.Contains(name.Name))]
            );

    /// <summary>The number of its row; 0 where it is not of a catalogue.</summary>
    internal long Number { get; init; }

    /// <summary>The names that an import said, beside the description; none if the description is all.</summary>
    internal IReadOnlyList<ArchiveName> Imported => _imported;

    /// <summary>All its names, with what is known of the file under each.</summary>
    internal IReadOnlyList<ArchiveName> AllNames => _imported.Count > 0 ? _imported : [Read];

    /// <summary>
    /// Imported names say nothing of how the bytes are stored: where the description says that a tool compressed or
    /// encrypted the file, that holds whatever the file is called.
    /// </summary>
    private static IReadOnlyList<ArchiveName> AsStored(IReadOnlyList<ArchiveName> names, ArchiveName described) =>
        described is { Compressed: false, Encrypted: false, OriginalSize: null, OriginalMD5: null }
            ? names
            :
            [
                .. names.Select(name =>
                    name with
                    {
                        Compressed = described.Compressed,
                        Encrypted = described.Encrypted,
                        OriginalSize = described.OriginalSize,
                        OriginalMD5 = described.OriginalMD5,
                    }
                ),
            ];

    private protected override void MakeTimesLocal() => _knownAt = ShownTime.Local(_knownAt);

    private protected override ArchiveName ReadName() => _imported.Count > 0 ? _imported[0] : base.ReadName();
}
