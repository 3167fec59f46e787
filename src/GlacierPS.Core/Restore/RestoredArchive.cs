using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Restore;

/// <summary>An archive that is a file now.</summary>
public sealed record RestoredArchive
{
    /// <summary>The vault it came from.</summary>
    public required string VaultName { get; init; }

    /// <summary>The archive.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>The name that it had in the vault.</summary>
    public required string Name { get; init; }

    /// <summary>When the file was last written, in UTC, as the description tells; null if it does not.</summary>
    public DateTime? ModifiedTime { get; init; }

    /// <summary>The tool that wrote the description.</summary>
    public ArchiveTool WrittenBy { get; init; }

    /// <summary>
    /// Bytes in the file before that tool compressed or encrypted it; null if the description does not tell.
    /// </summary>
    public long? OriginalSize { get; init; }

    /// <summary>Full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes in it.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>Its tree hash, computed from the file.</summary>
    public required string SHA256TreeHash { get; init; }

    /// <summary>Whether that is the one that the service or the list told.</summary>
    public required bool Verified { get; init; }

    /// <summary>Whether the file had been there before, and nothing was fetched.</summary>
    public bool WasThere { get; init; }

    /// <summary>Why its path is another than its name says; null if it is not.</summary>
    public string? RenamedBecause { get; init; }

    /// <summary>The job that brought it; null if it had been there.</summary>
    public string? JobId { get; init; }
}
