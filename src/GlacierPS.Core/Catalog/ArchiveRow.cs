using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>An archive's row, in SQLite's memory while the statement stands on it.</summary>
internal ref struct ArchiveRow
{
    /// <summary>What is read of a row, in the order of <see cref="Read"/>.</summary>
    public const string Columns =
        "a.id, a.archive_id, a.evidence, a.known, a.created, a.size, a.tree_hash, a.description, a.named, a.crc";

    public long Number;
    public ReadOnlySpan<byte> ArchiveId;
    public CatalogEvidence Evidence;

    /// <summary>When it was certain; null is the day of the vault's inventory.</summary>
    public long? Known;

    public long Created;
    public long Size;

    /// <summary>All zeros where it is not known.</summary>
    public Sha256Digest TreeHash;

    public ReadOnlySpan<byte> Description;

    /// <summary>How many names were imported for it; with any, what its description says is no name of it.</summary>
    public long Named;

    public long Checksum =>
        new RowChecksum()
            .Add(Number)
            .Add(ArchiveId)
            .Add((long)Evidence)
            .Add(Known)
            .Add(Created)
            .Add(Size)
            .Add(TreeHash == default ? [] : TreeHash.Bytes)
            .Add(Description)
            .Add(Named)
            .Value;

    /// <summary>The row that a statement stands on, checked.</summary>
    /// <exception cref="DatabaseException">It is not as it was written.</exception>
    public static ArchiveRow Read(DatabaseStatement row, Database database, out long checksum)
    {
        var read = new ArchiveRow
        {
            Number = row.Number(0),
            ArchiveId = row.Bytes(1),
            Evidence = (CatalogEvidence)row.Number(2),
            Known = row.NumberOrNull(3),
            Created = row.Number(4),
            Size = row.Number(5),
            TreeHash = row.Bytes(6) is { Length: Sha256Digest.Size } hash ? Sha256Digest.FromBytes(hash) : default,
            Description = row.Bytes(7),
            Named = row.Number(8),
        };
        checksum = row.Number(9);
        return read.Checksum == checksum
            ? read
            : throw database.Damaged($"the row of archive number {read.Number} is not as it was written");
    }

    /// <summary>The row that a listed archive has, or would have.</summary>
    public static ArchiveRow Of(
        scoped in ArchiveFields fields,
        long number,
        CatalogEvidence evidence,
        DateTime? known
    ) =>
        new()
        {
            Number = number,
            ArchiveId = fields.ArchiveId,
            Evidence = evidence,
            Known = CatalogSchema.Time(known),
            Created = CatalogSchema.Time(fields.CreationDate),
            Size = fields.Size,
            TreeHash = fields.TreeHash,
            Description = fields.Description,
        };

    public readonly CatalogArchive ToArchive(VaultRow vault, IReadOnlyList<ArchiveName> imported) =>
        new(
            new ArchiveFields
            {
                ArchiveId = ArchiveId,
                Description = Description,
                CreationDate = CatalogSchema.Time(Created),
                Size = Size,
                TreeHash = TreeHash,
            },
            vault.Name,
            Evidence,
            Known is { } known ? CatalogSchema.Time(known) : vault.Inventory ?? CatalogSchema.Time(Created),
            imported
        )
        {
            Number = Number,
        };
}
