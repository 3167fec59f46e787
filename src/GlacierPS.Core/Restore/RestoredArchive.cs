using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Restore;

/// <summary>An archive that was restored to a file.</summary>
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
    /// Size of the file in bytes before that tool compressed or encrypted it; null if the description does not tell.
    /// </summary>
    public long? OriginalSize { get; init; }

    /// <summary>
    /// The MD5 of the file before that, 32 hexadecimal digits; null if the description does not tell.
    /// </summary>
    public string? OriginalMD5 { get; init; }

    /// <summary>Whether that tool compressed the file: this one has the archive's bytes, not the file's.</summary>
    public bool Compressed { get; init; }

    /// <summary>Whether that tool encrypted the file: this one has the archive's bytes, not the file's.</summary>
    public bool Encrypted { get; init; }

    /// <summary>Full path of the file.</summary>
    public required string FullName { get; init; }

    /// <summary>
    /// Full path of the archive's stored bytes, where the file was made of them by expansion; null if the file has
    /// them.
    /// </summary>
    public string? PackedPath { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>Its tree hash, computed from the file; the archive's, where the file is the unpacked one.</summary>
    public required string SHA256TreeHash { get; init; }

    /// <summary>
    /// Whether it equals the tree hash that the service or the list has; where <see cref="IsOriginal"/>, whether the
    /// file has the MD5 that the other tool kept.
    /// </summary>
    public required bool Verified { get; init; }

    /// <summary>Whether the file existed before, and nothing was downloaded.</summary>
    public bool WasThere { get; init; }

    /// <summary>
    /// Whether the file that existed before is the one that another tool compressed or encrypted for the vault: its MD5
    /// is the one that this tool kept, so that nothing is missing.
    /// </summary>
    public bool IsOriginal { get; init; }

    /// <summary>
    /// Whether it is a further file of an archive that has several names: that was retrieved once, and this is a copy.
    /// </summary>
    public bool IsCopy { get; init; }

    /// <summary>
    /// Whether it stands for a folder, which was made without a retrieval; there is nothing to verify then.
    /// </summary>
    public bool IsFolder { get; init; }

    /// <summary>Why its path differs from its name; null if it does not.</summary>
    public string? RenamedBecause { get; init; }

    /// <summary>The job that retrieved it; null if the file existed before.</summary>
    public string? JobId { get; init; }

    /// <summary>
    /// ID of the archive with the same name and content that was retrieved in place of this one; null if it was
    /// retrieved itself.
    /// </summary>
    public string? SameAs { get; init; }

    /// <summary>Full path of the file. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => FullName;
}
