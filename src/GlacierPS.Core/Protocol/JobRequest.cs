using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Protocol;

/// <summary>InitiateJob (glacier-api.md §6.6): one of its two kinds.</summary>
public abstract record JobRequest
{
    /// <summary>The vault that the job works on.</summary>
    public required string VaultName { get; init; }

    /// <summary>At most 1,024 printable ASCII characters, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The ARN of a topic that is told when the job ends, or null.</summary>
    public string? SNSTopic { get; init; }
}

/// <summary>Makes an archive, or a part of it, ready for download.</summary>
public sealed record ArchiveRetrievalRequest : JobRequest
{
    /// <summary>The archive.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>Null is the service's own choice, Standard.</summary>
    public RetrievalTier? Tier { get; init; }

    /// <summary>Begins and ends on whole MiB, or with the archive (§3.1); null is the whole archive.</summary>
    public ByteRange? Range { get; init; }
}

/// <summary>Makes the vault's last inventory ready for download.</summary>
public sealed record InventoryRetrievalRequest : JobRequest
{
    /// <summary>The form, and which archives.</summary>
    public InventoryRetrieval Parameters { get; init; } = new();
}

/// <summary>GetJobOutput (glacier-api.md §6.7).</summary>
/// <param name="VaultName">The vault that the job worked on.</param>
/// <param name="JobId">The job.</param>
/// <param name="Range">Which bytes of its output; null is all. Offsets count from the start of the output.</param>
public sealed record JobOutputRequest(string VaultName, string JobId, ByteRange? Range = null);
