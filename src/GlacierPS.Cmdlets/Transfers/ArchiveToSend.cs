namespace GlacierPS.Cmdlets.Transfers;

/// <summary>What Send-GlacierArchive would store: its plan, under -WhatIf.</summary>
public sealed record ArchiveToSend
{
    /// <summary>The vault it would go to.</summary>
    public required string VaultName { get; init; }

    /// <summary>The name that it would be kept under.</summary>
    public required string Name { get; init; }

    /// <summary>The description that it would get.</summary>
    public required string Description { get; init; }

    /// <summary>Full path of the file; null for a stream.</summary>
    public string? FullName { get; init; }

    /// <summary>Its size in bytes; null for a stream.</summary>
    public long? SizeInBytes { get; init; }

    /// <summary>When the file was last written, in UTC; null for a stream.</summary>
    public DateTime? ModifiedTime { get; init; }

    internal static ArchiveToSend From(ArchiveSource source, string description) =>
        new()
        {
            VaultName = source.VaultName,
            Name = source.Name,
            Description = description,
            FullName = source.Path,
            SizeInBytes = source.Path is null ? null : source.Size,
            ModifiedTime = source.Path is null ? null : source.LastModified,
        };

    /// <summary>What would be done and the name: no path, lest a plan that is piped on be taken for files.</summary>
    public override string ToString() => $"Send: {Name}";
}
