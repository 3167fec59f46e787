using GlacierPS.Core.Catalog;

namespace GlacierPS.Core.Sync;

/// <summary>What becomes of a file or an archive.</summary>
public enum SyncAction
{
    /// <summary>The vault has no archive of that name: the file is sent.</summary>
    SendNew,

    /// <summary>The file is another than the archive: it is sent.</summary>
    SendChanged,

    /// <summary>The archive's file is gone, or was sent anew: the archive is deleted.</summary>
    Remove,
}

/// <summary>One thing to do.</summary>
/// <param name="Action">What.</param>
/// <param name="Name">The name in the vault.</param>
/// <param name="Path">Full path of the file; null for an archive without one.</param>
/// <param name="SizeInBytes">Bytes that are sent or deleted.</param>
public sealed record SyncStep(SyncAction Action, string Name, string? Path, long SizeInBytes)
{
    /// <summary>When the file was last written, in UTC.</summary>
    internal DateTime Modified { get; init; }

    /// <summary>Archives that are deleted: once the file is sent, if there is one.</summary>
    internal IReadOnlyList<CatalogArchive> Archives { get; init; } = [];
}

/// <summary>All there is to do.</summary>
/// <param name="Steps">What is sent and deleted.</param>
/// <param name="Unchanged">Files that the vault has as they are.</param>
/// <param name="Skipped">Files that cannot be archives, and why.</param>
public sealed record SyncPlan(IReadOnlyList<SyncStep> Steps, int Unchanged, IReadOnlyList<string> Skipped)
{
    /// <summary>Bytes that are sent.</summary>
    public long BytesToSend => Steps.Where(step => step.Action != SyncAction.Remove).Sum(step => step.SizeInBytes);
}

/// <summary>One thing that was done.</summary>
public sealed record SyncResult
{
    /// <summary>What.</summary>
    public required SyncAction Action { get; init; }

    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The name in the vault.</summary>
    public required string Name { get; init; }

    /// <summary>Full path of the file; null for an archive without one.</summary>
    public string? Path { get; init; }

    /// <summary>The archive that was stored or deleted.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>Its bytes.</summary>
    public required long SizeInBytes { get; init; }
}
