using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Protocol;

/// <summary>What a job does.</summary>
public enum JobAction
{
    /// <summary>Makes an archive ready for download.</summary>
    ArchiveRetrieval,

    /// <summary>Makes the vault's last inventory ready for download.</summary>
    InventoryRetrieval,

    /// <summary>A query over an archive; the service takes no new ones (glacier-api.md §6.14).</summary>
    Select,
}

/// <summary>How far a job has come.</summary>
public enum JobStatus
{
    /// <summary>Still running.</summary>
    InProgress,

    /// <summary>Its output can be downloaded, for at least 24 hours.</summary>
    Succeeded,

    /// <summary>It ended without an output; the status message says why.</summary>
    Failed,
}

/// <summary>How fast, and how dear, a retrieval is (glacier-api.md §6.6).</summary>
public enum RetrievalTier
{
    /// <summary>3 to 5 hours; what the service takes when nothing is said.</summary>
    Standard,

    /// <summary>1 to 5 minutes for all but the largest archives.</summary>
    Expedited,

    /// <summary>5 to 12 hours.</summary>
    Bulk,
}

/// <summary>The form of an inventory.</summary>
public enum InventoryFormat
{
    /// <summary>JSON, the default.</summary>
    Json,

    /// <summary>AWS's own kind of comma-separated values (glacier-api.md §6.8).</summary>
    Csv,
}

/// <summary>A job as DescribeJob and ListJobs tell it (glacier-api.md §6.6).</summary>
public sealed record JobDescription
{
    /// <summary>The job's ID.</summary>
    public required string JobId { get; init; }

    /// <summary>The ARN of the vault it works on.</summary>
    public required string VaultARN { get; init; }

    /// <summary>The name of the vault it works on.</summary>
    public string VaultName => VaultArn.VaultNameOf(VaultARN);

    /// <summary>What it does.</summary>
    public required JobAction Action { get; init; }

    /// <summary>How far it has come.</summary>
    public required JobStatus StatusCode { get; init; }

    /// <summary>The service's words on that; null while it runs.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>Whether it has ended, well or badly.</summary>
    public required bool Completed { get; init; }

    /// <summary>When it was started, in UTC.</summary>
    public required DateTime CreationDate { get; init; }

    /// <summary>When it ended, in UTC; null while it runs.</summary>
    public DateTime? CompletionDate { get; init; }

    /// <summary>
    /// Until when its output can be downloaded at least, in UTC: a day after it ended (glacier-api.md §6.6). Null while
    /// it runs, and where it failed.
    /// </summary>
    public DateTime? AvailableUntil =>
        StatusCode != JobStatus.Succeeded || CompletionDate is not { } ended ? null
        : ended.Kind == DateTimeKind.Utc ? ended + GlacierLimits.OutputLifetime
        // A clock that is put forward meanwhile shows another hour a day later.
        : (ended.ToUniversalTime() + GlacierLimits.OutputLifetime).ToLocalTime();

    /// <summary>The description it was started with.</summary>
    public string? Description { get; init; }

    /// <summary>The archive that is retrieved; null for inventories.</summary>
    public string? ArchiveId { get; init; }

    /// <summary>
    /// The name of that archive as the catalogue knows it, which the service does not tell; null where that is not
    /// known, and for inventories.
    /// </summary>
    public string? ArchiveName { get; init; }

    /// <summary>Bytes in the whole archive; null for inventories.</summary>
    public long? ArchiveSizeInBytes { get; init; }

    /// <summary>Tree hash of the whole archive, 64 hexadecimal digits; null for inventories.</summary>
    public string? ArchiveSHA256TreeHash { get; init; }

    /// <summary>What part of the archive is retrieved; null for inventories.</summary>
    public ByteRange? RetrievalByteRange { get; init; }

    /// <summary>
    /// The range that is retrieved if it is less than the whole archive; null for all of it, which the service tells as
    /// a range, too, and for inventories.
    /// </summary>
    public ByteRange? PartOfArchive() =>
        RetrievalByteRange is { } range && (range.First != 0 || range.Length != ArchiveSizeInBytes) ? range : null;

    /// <summary>
    /// Tree hash of what is retrieved, 64 hexadecimal digits; null for inventories, and for ranges that have none
    /// (§3.1).
    /// </summary>
    public string? SHA256TreeHash { get; init; }

    /// <summary>The tier; null for inventories.</summary>
    public RetrievalTier? Tier { get; init; }

    /// <summary>Bytes in the finished inventory; null otherwise.</summary>
    public long? InventorySizeInBytes { get; init; }

    /// <summary>How an inventory was asked for; null for archives.</summary>
    public InventoryRetrieval? InventoryRetrievalParameters { get; init; }

    /// <summary>The topic that is told when the job ends.</summary>
    public string? SNSTopic { get; init; }

    /// <summary>The job's ID. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => JobId;
}

/// <summary>How an inventory is asked for, and where its next stretch begins (glacier-api.md §6.8).</summary>
public sealed record InventoryRetrieval
{
    /// <summary>The form of the output.</summary>
    public InventoryFormat Format { get; init; }

    /// <summary>Only archives created at this time or later, in UTC.</summary>
    public DateTime? StartDate { get; init; }

    /// <summary>Only archives created before this time, in UTC.</summary>
    public DateTime? EndDate { get; init; }

    /// <summary>At most so many archives, at least 1.</summary>
    public long? Limit { get; init; }

    /// <summary>Asked with: where to begin. Answered: where the rest begins, null if there is none.</summary>
    public string? Marker { get; init; }
}
