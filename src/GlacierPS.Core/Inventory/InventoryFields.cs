using System.Globalization;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Inventory;

/// <summary>The five fields of an archive as either form writes them, still text.</summary>
internal struct InventoryFields
{
    public string? ArchiveId;
    public string? Description;
    public string? CreationDate;
    public long? Size;
    public string? TreeHash;

    /// <summary>The archive; null if a field is missing or wrong, and then which.</summary>
    public readonly InventoryArchive? ToArchive(InventorySource source, out string? wrong)
    {
        Sha256Digest treeHash = default;
        DateTime created = default;
        wrong = string.IsNullOrEmpty(ArchiveId) ? "an archive has no ArchiveId"
            : !TryReadDate(CreationDate, out created) ? $"CreationDate '{CreationDate}' is not a date"
            : Size is null or < 0 ? "Size is not a number of bytes"
            : !Sha256Digest.TryParse(TreeHash, out treeHash) ? $"SHA256TreeHash '{TreeHash}' is not a hash"
            : null;
        if (wrong is not null)
        {
            return null;
        }

        ArchiveName name = ArchiveDescription.Read(Description);
        return new InventoryArchive
        {
            VaultName = source.VaultName ?? "",
            VaultARN = source.VaultARN,
            ArchiveId = ArchiveId!,
            Description = Description ?? "",
            CreationDate = created,
            SizeInBytes = Size!.Value,
            SHA256TreeHash = treeHash.ToString(),
            Name = name.Name,
            LastModified = name.LastModified,
            Tool = name.Tool,
            InventoryDate = source.InventoryDate,
        };
    }

    /// <summary>ISO 8601 in UTC, whole seconds or with fractions (glacier-api.md §8, D10).</summary>
    public static bool TryReadDate(string? text, out DateTime date) => DateTime.TryParseExact(
        text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);
}
