using System.Security;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Expansion;

/// <summary>A packed file, and what is known of it.</summary>
public sealed record ExpansionRequest
{
    /// <summary>Full path of the packed file.</summary>
    public required string Path { get; init; }

    /// <summary>Full path of the folder that what comes out goes to; made if missing.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// The name below that folder that the packed file has, with <c>/</c> between folders; the file's own if null. It
    /// may come out of a vault: it never leads out of the folder.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>The tool that stored it.</summary>
    public ArchiveTool WrittenBy { get; init; }

    /// <summary>Whether that tool says that it compressed the file.</summary>
    public bool Compressed { get; init; }

    /// <summary>Whether that tool says that it encrypted the file.</summary>
    public bool Encrypted { get; init; }

    /// <summary>Size of the file in bytes before that; null if it is not told.</summary>
    public long? OriginalSize { get; init; }

    /// <summary>The MD5 of the file before that, 32 hexadecimal digits; null if it is not told.</summary>
    public string? OriginalMD5 { get; init; }

    /// <summary>When the file was last written, in UTC; null leaves it to the packed file.</summary>
    public DateTime? ModifiedTime { get; init; }

    /// <summary>
    /// Whether only that is undone which a tool did when it stored the file: encryption, and the compression of a file
    /// that it says it compressed. Files that people packed themselves, such as a .tar.gz, stay as they are.
    /// </summary>
    public bool ByToolsAlone { get; init; }
}

/// <summary>How files are expanded.</summary>
public sealed record ExpansionOptions
{
    /// <summary>The password of encrypted files; null if there is none.</summary>
    public SecureString? Password { get; init; }

    /// <summary>The digest of OpenSSL's format; null to find out.</summary>
    public OpenSslDigest? Digest { get; init; }

    /// <summary>Full path of gpg; null for the one in the search path.</summary>
    public string? GpgPath { get; init; }

    /// <summary>Most bytes that may come out of one packed file; null for as many as the disk has room for.</summary>
    public long? MaxSizeInBytes { get; init; }

    /// <summary>Whether files that are there are replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Told how many bytes of the packed file were read since the last call; any thread.</summary>
    public Action<long> Progress { get; init; } = static _ => { };
}

/// <summary>What became of a packed file.</summary>
public sealed record ExpandedArchive
{
    /// <summary>How it was packed, from the outside in; empty if it was not, and nothing was done.</summary>
    public required IReadOnlyList<PackedForm> Forms { get; init; }

    /// <summary>The files that were made.</summary>
    public IReadOnlyList<ExpandedFile> Files { get; init; } = [];

    /// <summary>
    /// Full path that the packed file has now: another, where what came out of it has its name.
    /// </summary>
    public required string PackedPath { get; init; }

    /// <summary>
    /// Whether a checksum, an MD5 or the size proves what came out; OpenSSL's format has none of them.
    /// </summary>
    public bool Verified { get; init; }

    /// <summary>
    /// Entries of a tar archive that were not made, since they are links, devices or pipes; the first hundred.
    /// </summary>
    public IReadOnlyList<string> NotMade { get; init; } = [];

    /// <summary>How many such entries there are.</summary>
    public int NotMadeCount { get; init; }
}

/// <summary>A file that was made of a packed one.</summary>
/// <param name="Path">Full path.</param>
/// <param name="WasThere">Whether it was there already, with the same content.</param>
/// <param name="RenamedBecause">Why its path differs from its name in the archive; null if it does not.</param>
public sealed record ExpandedFile(string Path, bool WasThere, string? RenamedBecause);
