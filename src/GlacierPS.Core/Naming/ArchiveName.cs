namespace GlacierPS.Core.Naming;

/// <summary>What an archive's description says about the file that it was.</summary>
public sealed record ArchiveName
{
    /// <summary>
    /// The file's name, with <c>/</c> between folders where the tool is known; else the raw description, which is
    /// empty if there is none. Not safe to use as a path: see <see cref="TargetPath"/>.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Whether the archive stands for a folder: its name ends in <c>/</c>.</summary>
    public bool IsFolder => Name.EndsWith('/');

    /// <summary>When the file was last written, in UTC; null if the description does not say.</summary>
    public DateTime? ModifiedTime { get; init; }

    /// <summary>The tool that wrote the description.</summary>
    public ArchiveTool WrittenBy { get; init; }

    /// <summary>The tool compressed the file: the archive's bytes are not the file's.</summary>
    public bool Compressed { get; init; }

    /// <summary>The tool encrypted the file: the archive's bytes are not the file's.</summary>
    public bool Encrypted { get; init; }

    /// <summary>Size of the file in bytes before that; null if the description does not say.</summary>
    public long? OriginalSize { get; init; }

    /// <summary>
    /// The MD5 of the file before that, 32 hexadecimal digits in small letters; null if the description does not say.
    /// </summary>
    public string? OriginalMD5 { get; init; }
}
