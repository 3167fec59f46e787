using GlacierPS.Core.Catalog;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Sync;

/// <summary>What is done with a file or an archive.</summary>
public enum SyncAction
{
    /// <summary>The vault has no archive of that name: the file is sent.</summary>
    SendNew,

    /// <summary>The file differs from the newest archive of that name: it is sent.</summary>
    SendChanged,

    /// <summary>The archive's file is missing, or was sent again: the archive is deleted.</summary>
    Remove,
}

/// <summary>One step of a plan.</summary>
public sealed record SyncStep
{
    /// <summary>What is done.</summary>
    public required SyncAction Action { get; init; }

    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The name in the vault.</summary>
    public required string Name { get; init; }

    /// <summary>Full path of the file; null for an archive without one.</summary>
    public string? FullName { get; init; }

    /// <summary>Total size in bytes of what is sent; of what is deleted, where nothing is sent.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>When the file was last written, in UTC; null for an archive without one.</summary>
    public DateTime? ModifiedTime { get; init; }

    /// <summary>The archives that are deleted: once the file is sent, if there is one.</summary>
    public IReadOnlyList<string> ArchiveId { get; init; } = [];

    /// <summary>Those, as the catalogue has them.</summary>
    internal IReadOnlyList<CatalogArchive> Archives { get; init; } = [];

    /// <summary>What is done and the name: no path, lest a plan that is piped on be taken for files.</summary>
    public override string ToString() => $"{Action}: {Name}";
}

/// <summary>An archive that seems to be a new file under another name.</summary>
/// <param name="Name">The name that the file would get.</param>
/// <param name="ArchiveName">The name that the archive has.</param>
public sealed record OtherName(string Name, string ArchiveName);

/// <summary>All steps, and what was left out.</summary>
/// <param name="Steps">What is sent and deleted.</param>
/// <param name="Unchanged">Number of files that the vault has as they are.</param>
/// <param name="Skipped">Files that cannot be archives, and why.</param>
public sealed record SyncPlan(IReadOnlyList<SyncStep> Steps, int Unchanged, IReadOnlyList<string> Skipped)
{
    /// <summary>Files and folders that could not be read, with the error of each.</summary>
    public IReadOnlyList<SkippedEntry> Unreadable { get; init; } = [];

    /// <summary>Number of links that were not followed.</summary>
    public int Links { get; init; }

    /// <summary>
    /// Number of names whose archives would have been removed, had not their file, or a folder above it, been a link or
    /// unreadable.
    /// </summary>
    public int Kept { get; init; }

    /// <summary>New files that the vault seems to have under another name: same file name, size and time.</summary>
    public IReadOnlyList<OtherName> OtherNames { get; init; } = [];

    /// <summary>Of the archives that files were compared with, those that are not the files themselves.</summary>
    public StoredForms Forms { get; init; } = new();

    /// <summary>Total size in bytes of the files that are sent.</summary>
    public long BytesToSend => Steps.Where(step => step.Action != SyncAction.Remove).Sum(step => step.SizeInBytes);
}

/// <summary>What was done for a file or an archive.</summary>
public sealed record SyncResult
{
    /// <summary>What was done.</summary>
    public required SyncAction Action { get; init; }

    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The name in the vault.</summary>
    public required string Name { get; init; }

    /// <summary>Full path of the file; null for an archive without one.</summary>
    public string? FullName { get; init; }

    /// <summary>The archive that was stored or deleted.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>The name in the vault. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => Name;
}
