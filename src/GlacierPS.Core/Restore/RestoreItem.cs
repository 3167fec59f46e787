using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Restore;

/// <summary>
/// An archive that is to be restored. What is null is taken from the job and its output once they are there.
/// </summary>
public sealed record RestoreItem
{
    // Bytes. What is larger was a file, whatever its name is, and is restored as one.
    private const long MaxFolderMark = 4096;

    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The archive.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>The file's name as the archive's description has it.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// The archive's further names, where a backup stored equal files once: it is retrieved once, and each becomes a
    /// file.
    /// </summary>
    public IReadOnlyList<ArchiveName> OtherNames { get; init; } = [];

    /// <summary>When the file was last written, in UTC.</summary>
    public DateTime? ModifiedTime { get; init; }

    /// <summary>The tool that wrote its description.</summary>
    public ArchiveTool WrittenBy { get; init; }

    /// <summary>Size of the file in bytes before that tool compressed or encrypted it.</summary>
    public long? OriginalSize { get; init; }

    /// <summary>The MD5 of the file before that, 32 hexadecimal digits.</summary>
    public string? OriginalMD5 { get; init; }

    /// <summary>Whether that tool compressed the file: the archive's bytes are not the file's.</summary>
    public bool Compressed { get; init; }

    /// <summary>Whether that tool encrypted the file: the archive's bytes are not the file's.</summary>
    public bool Encrypted { get; init; }

    /// <summary>Time at which the archive was stored, in UTC: of several with one name, the newest gets it.</summary>
    public DateTime? CreationDate { get; init; }

    /// <summary>Size of the archive in bytes.</summary>
    public long? SizeInBytes { get; init; }

    /// <summary>Tree hash of the archive, 64 hexadecimal digits.</summary>
    public string? SHA256TreeHash { get; init; }

    /// <summary>
    /// Whether a newer archive has the same name and is restored as well, perhaps by another machine.
    /// </summary>
    internal bool HasNewer { get; init; }

    /// <summary>
    /// Whether it stands for a folder: its name ends in <c>/</c>, and it is no larger than the marks that FastGlacier
    /// and QNAP store for folders.
    /// </summary>
    internal bool IsFolder => Name is { Length: > 1 } name && name.EndsWith('/') && (SizeInBytes ?? 0) <= MaxFolderMark;

    /// <summary>What it is called in messages.</summary>
    internal string InWords => string.IsNullOrEmpty(Name) ? $"the archive {ArchiveId}" : $"'{Name}'";

    /// <summary>The item for an archive of an inventory or a catalogue.</summary>
    public static RestoreItem Of(ArchiveListing archive)
    {
        ArgumentNullException.ThrowIfNull(archive);
        return new RestoreItem
        {
            VaultName = archive.VaultName,
            ArchiveId = archive.ArchiveId,
            Name = archive.Name,
            OtherNames = archive is CatalogArchive { Imported.Count: > 1 } known ? [.. known.Imported.Skip(1)] : [],
            ModifiedTime = archive.ModifiedTime?.ToUniversalTime(),
            WrittenBy = archive.WrittenBy,
            OriginalSize = archive.OriginalSize,
            OriginalMD5 = archive.OriginalMD5,
            Compressed = archive.Compressed,
            Encrypted = archive.Encrypted,
            CreationDate = archive.CreationDate.ToUniversalTime(),
            SizeInBytes = archive.SizeInBytes,
            SHA256TreeHash = archive.SHA256TreeHash,
        };
    }

    /// <summary>The item for an archive under one of its names, whose file gets another.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="name">Which of its names.</param>
    /// <param name="fileName">What the file is called; not safe to use as a path, as all names from a vault.</param>
    public static RestoreItem Of(CatalogArchive archive, string name, string fileName)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArchiveName known = archive.AllNames.FirstOrDefault(one => one.Name == name) ?? archive.AllNames[0];
        return Of(archive).Under(known with { Name = fileName });
    }

    /// <summary>The same archive, with the names of other items of it as further names.</summary>
    /// <param name="others">Items of the same archive.</param>
    public RestoreItem With(IEnumerable<RestoreItem> others) =>
        this with
        {
            OtherNames =
            [
                .. OtherNames,
                .. others.Select(other => new ArchiveName
                {
                    Name = other.Name ?? "",
                    ModifiedTime = other.ModifiedTime,
                    WrittenBy = other.WrittenBy,
                    OriginalSize = other.OriginalSize,
                    OriginalMD5 = other.OriginalMD5,
                    Compressed = other.Compressed,
                    Encrypted = other.Encrypted,
                }),
            ],
        };

    /// <summary>The same archive under another of its names.</summary>
    internal RestoreItem Under(ArchiveName name) =>
        this with
        {
            Name = name.Name,
            OtherNames = [],
            ModifiedTime = name.ModifiedTime,
            WrittenBy = name.WrittenBy,
            OriginalSize = name.OriginalSize,
            OriginalMD5 = name.OriginalMD5,
            Compressed = name.Compressed,
            Encrypted = name.Encrypted,
        };
}
