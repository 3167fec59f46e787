namespace GlacierPS.Core.Protocol;

/// <summary>A vault as DescribeVault and ListVaults tell it (glacier-api.md §5, §6.1).</summary>
public sealed record VaultDescription
{
    /// <summary>The vault's name.</summary>
    public required string VaultName { get; init; }

    /// <summary>The vault's ARN.</summary>
    public required string VaultARN { get; init; }

    /// <summary>When it was created, in UTC.</summary>
    public required DateTime CreationDate { get; init; }

    /// <summary>When its last inventory was taken, in UTC; null before the first.</summary>
    public DateTime? LastInventoryDate { get; init; }

    /// <summary>What <see cref="SizeInBytes"/> counts for each archive besides its bytes.</summary>
    public const long BytesBesideAnArchive = 32 * 1024;

    /// <summary>Archives at the last inventory, never live; 0 before the first.</summary>
    public long NumberOfArchives { get; init; }

    /// <summary>Bytes at the last inventory, 32,768 for each archive included; 0 before the first.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>The vault's name. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => VaultName;
}
