using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Sync;

/// <summary>What of a folder goes into a vault, and how changes are told.</summary>
public sealed record SyncOptions
{
    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// What stands before each file's path in its name; archives that are called otherwise are left alone.
    /// </summary>
    public string? Prefix { get; init; }

    /// <summary>Which files, by their path below the folder with slashes; null is all.</summary>
    public Func<string, bool>? Wanted { get; init; }

    /// <summary>
    /// Whether every file of the same size is hashed. Otherwise only those are whose time is another: a file that was
    /// changed and kept both its size and its time is taken for the same.
    /// </summary>
    public bool CompareHashes { get; init; }

    /// <summary>Whether archives are deleted whose file is gone, or was sent anew.</summary>
    public bool Remove { get; init; }

    /// <summary>How names are written into descriptions.</summary>
    public NameFormat NameFormat { get; init; } = NameFormat.Mt2;
}
