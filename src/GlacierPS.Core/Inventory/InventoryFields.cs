using System.Text;
using System.Text.Unicode;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Inventory;

/// <summary>The five fields of an archive as either form of inventory writes them, still text.</summary>
internal ref struct InventoryFields
{
    public ReadOnlySpan<byte> ArchiveId;
    public ReadOnlySpan<byte> Description;
    public ReadOnlySpan<byte> CreationDate;
    public long Size;
    public ReadOnlySpan<byte> TreeHash;

    /// <summary>Fields that say nothing yet.</summary>
    public static InventoryFields None => new() { Size = -1 };

    /// <summary>The archive; null if a field is missing or wrong, and then which.</summary>
    public readonly InventoryArchive? ToArchive(InventorySource source, out string? wrong)
    {
        var fields = new ArchiveFields
        {
            ArchiveId = ArchiveId,
            Description = Description,
            Size = Size,
        };
        wrong =
            ArchiveId.IsEmpty ? "an archive has no ArchiveId"
            : !ArchiveFields.TryReadDate(CreationDate, out fields.CreationDate)
                ? $"CreationDate '{Shown(CreationDate)}' is not a date"
            : Size < 0 ? "Size is not a number of bytes"
            : !Sha256Digest.TryParse(TreeHash, out fields.TreeHash)
                ? $"SHA256TreeHash '{Shown(TreeHash)}' is not a hash"
            : null;
        return wrong is null ? new InventoryArchive(fields, source) : null;
    }

    /// <summary>Text that is no UTF-8, as the rest of .NET reads it: U+FFFD in the place of what is wrong.</summary>
    public static ReadOnlySpan<byte> Mend(ReadOnlySpan<byte> text) =>
        Utf8.IsValid(text) ? text : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));

    private static string Shown(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
