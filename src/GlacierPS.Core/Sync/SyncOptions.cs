using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Sync;

/// <summary>Which files of a folder go into a vault, and how changes are recognized.</summary>
public sealed record SyncOptions
{
    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// The first folders of every name in the vault; archives whose names begin otherwise are left alone.
    /// </summary>
    public string? Prefix { get; init; }

    /// <summary>Which files and folders; archives whose names it does not take are left alone.</summary>
    public FolderScanOptions Scan { get; init; } = new();

    /// <summary>
    /// Whether every file of the same size is hashed. Otherwise only those are whose time differs: a file that was
    /// changed and kept both its size and its time is taken for unchanged.
    /// </summary>
    public bool CompareHashes { get; init; }

    /// <summary>Whether archives are deleted whose file is missing, or was sent again.</summary>
    public bool Remove { get; init; }

    /// <summary>How names are written into descriptions.</summary>
    public NameFormat NameFormat { get; init; } = NameFormat.Mt2;
}
