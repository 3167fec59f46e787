using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Inventory;

/// <summary>An archive as an inventory lists it (glacier-api.md §6.8).</summary>
public sealed class InventoryArchive : ArchiveListing
{
    private readonly InventorySource _source;

    /// <summary>Nothing yet: <c>[GlacierPS.InventoryArchive]@{ ArchiveId = 'x' }</c> fills it in.</summary>
    public InventoryArchive() => _source = new InventorySource("");

    /// <summary>An archive as a script or a test makes one, with what a list would say of it.</summary>
    /// <param name="vaultName">The vault.</param>
    /// <param name="archiveId">Its ID.</param>
    /// <param name="sizeInBytes">Its size in bytes.</param>
    /// <param name="description">Its description; the name is read out of it.</param>
    /// <param name="creationDate">When it was stored, in UTC.</param>
    /// <param name="sha256TreeHash">Its tree hash, 64 hexadecimal digits; null if that is not known.</param>
    public InventoryArchive(
        string vaultName,
        string archiveId,
        long sizeInBytes,
        string? description = null,
        DateTime creationDate = default,
        string? sha256TreeHash = null
    )
        : this(
            ArchiveFields.Of(archiveId, description, creationDate, sizeInBytes, sha256TreeHash),
            new InventorySource(vaultName)
        ) { }

    internal InventoryArchive(in ArchiveFields fields, InventorySource source)
        : base(fields, source.VaultName ?? "") => _source = source;

    /// <summary>The vault's ARN; null if neither the inventory nor the caller says.</summary>
    public string? VaultARN => _source.VaultARN;

    /// <summary>
    /// The day of the inventory, in UTC, or in local time where a cmdlet has emitted it; null if neither the inventory
    /// nor the caller says.
    /// </summary>
    public DateTime? InventoryDate =>
        _source.InventoryDate is { } day && IsLocal ? ShownTime.Local(day) : _source.InventoryDate;
}
