using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Restore;

/// <summary>How far the restore of an archive has come.</summary>
public enum RestoreStage
{
    /// <summary>No job retrieves it yet; the reason says why.</summary>
    NotStarted,

    /// <summary>A job retrieves it.</summary>
    InProgress,

    /// <summary>Its file is there.</summary>
    Restored,

    /// <summary>It could not be restored; the reason says why.</summary>
    Failed,
}

/// <summary>How far the restore of an archive had come when a call that does not wait ended.</summary>
public sealed record RestoreState
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The archive.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>The name that it has in the vault; null if that is not known yet.</summary>
    public string? Name { get; init; }

    /// <summary>How far it has come.</summary>
    public required RestoreStage State { get; init; }

    /// <summary>Why it was not started, or failed; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Size of the archive in bytes; null if it is not known yet.</summary>
    public long? SizeInBytes { get; init; }

    /// <summary>Full path of the file; null while there is none.</summary>
    public string? FullName { get; init; }

    /// <summary>Whether the file's tree hash equals the one that the service or the list has.</summary>
    public bool Verified { get; init; }

    /// <summary>
    /// Whether another tool compressed the file: what is restored are the archive's bytes, not the file's.
    /// </summary>
    public bool Compressed { get; init; }

    /// <summary>
    /// Whether another tool encrypted the file: what is restored are the archive's bytes, not the file's.
    /// </summary>
    public bool Encrypted { get; init; }

    /// <summary>The job that retrieves it, or has; null if there is none.</summary>
    public string? JobId { get; init; }

    /// <summary>The tier of the job; null if there is none.</summary>
    public RetrievalTier? Tier { get; init; }

    /// <summary>When the job was started, in UTC; null if there is none.</summary>
    public DateTime? JobCreationDate { get; init; }

    /// <summary>The state of an archive whose file is there.</summary>
    public static RestoreState Of(RestoredArchive archive)
    {
        ArgumentNullException.ThrowIfNull(archive);
        return new RestoreState
        {
            VaultName = archive.VaultName,
            ArchiveId = archive.ArchiveId,
            Name = archive.Name,
            State = RestoreStage.Restored,
            SizeInBytes = archive.SizeInBytes,
            FullName = archive.FullName,
            Verified = archive.Verified,
            Compressed = archive.Compressed,
            Encrypted = archive.Encrypted,
            JobId = archive.JobId,
        };
    }

    /// <summary>
    /// The state of an archive that could not be restored; one for which no job was started, since -MaxCost was
    /// reached, is not started yet.
    /// </summary>
    public static RestoreState Of(RestoreItem item, Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        bool isLeftOut = error is GlacierException { ErrorId: "MaxCostReached" };
        return Of(item, isLeftOut ? RestoreStage.NotStarted : RestoreStage.Failed) with { Reason = error.Message };
    }

    /// <summary>The archive's ID. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => ArchiveId;

    /// <summary>The state of an archive that is left for a later call.</summary>
    internal static RestoreState Of(RestoreItem item, JobDescription? job, string? reason) =>
        Of(item, job is null ? RestoreStage.NotStarted : RestoreStage.InProgress) with
        {
            Reason = reason,
            SizeInBytes = item.SizeInBytes ?? job?.ArchiveSizeInBytes,
            JobId = job?.JobId,
            Tier = job?.Tier,
            JobCreationDate = job?.CreationDate,
        };

    private static RestoreState Of(RestoreItem item, RestoreStage state)
    {
        ArgumentNullException.ThrowIfNull(item);
        return new RestoreState
        {
            VaultName = item.VaultName,
            ArchiveId = item.ArchiveId,
            Name = item.Name,
            State = state,
            SizeInBytes = item.SizeInBytes,
            Compressed = item.Compressed,
            Encrypted = item.Encrypted,
        };
    }
}
