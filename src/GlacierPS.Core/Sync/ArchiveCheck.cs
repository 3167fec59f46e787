using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Sync;

/// <summary>The result of comparing a file with the archive of its name.</summary>
public enum ArchiveCheckStatus
{
    /// <summary>
    /// The file has the archive's tree hash; or the archive stands for a folder, and the folder exists.
    /// </summary>
    Same,

    /// <summary>The file has another tree hash or size.</summary>
    Different,

    /// <summary>There is no such file.</summary>
    Missing,

    /// <summary>
    /// What the archive's content was is not known: neither its tree hash nor, where it was compressed or encrypted,
    /// the MD5 of the file before that.
    /// </summary>
    Unknown,
}

/// <summary>What a file and an archive were compared by.</summary>
public enum ArchiveComparison
{
    /// <summary>There was nothing to compare, or no need to.</summary>
    None,

    /// <summary>Their sizes alone, which differ.</summary>
    Size,

    /// <summary>The tree hash of the archive's bytes.</summary>
    TreeHash,

    /// <summary>The MD5 of the file from before it was compressed or encrypted.</summary>
    OriginalMD5,
}

/// <summary>An archive, its file, and how they compare.</summary>
public sealed record ArchiveCheckResult
{
    /// <summary>Whether the file has the content of the archive.</summary>
    public required ArchiveCheckStatus Status { get; init; }

    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The archive.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Full path of the file.</summary>
    public required string FullName { get; init; }

    /// <summary>Size of the archive in bytes.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>The archive's tree hash; null if it is not known.</summary>
    public string? SHA256TreeHash { get; init; }

    /// <summary>The file's tree hash; null if it was not computed, since the sizes differ already.</summary>
    public string? FileTreeHash { get; init; }

    /// <summary>What they were compared by.</summary>
    public ArchiveComparison ComparedBy { get; init; }

    /// <summary>Whether another tool compressed the file: the archive's bytes are not the file's.</summary>
    public bool Compressed { get; init; }

    /// <summary>Whether another tool encrypted the file: the archive's bytes are not the file's.</summary>
    public bool Encrypted { get; init; }

    /// <summary>Size of the file in bytes before that; null if the description does not say.</summary>
    public long? OriginalSize { get; init; }

    /// <summary>The tool that wrote the description.</summary>
    public ArchiveTool WrittenBy { get; init; }

    /// <summary>Full path of the file. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => FullName;
}

/// <summary>A file that an archive is compared with.</summary>
/// <param name="Archive">The archive.</param>
/// <param name="Name">One of its names.</param>
/// <param name="Path">Full path of the file of that name.</param>
public sealed record ArchiveFile(ArchiveListing Archive, string Name, string Path);

/// <summary>Compares files with the tree hashes of archives: no retrieval, no request, no cost.</summary>
public static class ArchiveCheck
{
    /// <summary>
    /// The files that archives would be restored to: one for each name of an archive, and of several archives of one
    /// name that of the newest.
    /// </summary>
    /// <param name="folder">The folder that names count from.</param>
    /// <param name="archives">The archives.</param>
    public static IReadOnlyList<ArchiveFile> Files(string folder, IEnumerable<ArchiveListing> archives)
    {
        var targets = new RestoreTargets(folder);
        (ArchiveListing Archive, RestoreItem Item)[] all =
        [
            .. archives.SelectMany(archive =>
                RestoreItem.Of(archive) is var item
                    ? item.OtherNames.Select(item.Under).Prepend(item).Select(one => (archive, one))
                    : []
            ),
        ];
        targets.ReserveFolders(all.Select(one => one.Item));
        return
        [
            .. all.GroupBy(
                    one => one.Item.Name is { Length: > 0 } name ? name : one.Item.ArchiveId,
                    StringComparer.Ordinal
                )
                .Select(group => group.MaxBy(one => one.Item.CreationDate))
                .OrderByDescending(one => one.Item.CreationDate)
                .Select(one => new ArchiveFile(one.Archive, one.Item.Name ?? "", targets.Assign(one.Item).Path)),
        ];
    }

    /// <summary>Compares one file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<ArchiveCheckResult> CompareAsync(
        ArchiveFile compared,
        Action<long>? read,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(compared);
        ArchiveListing archive = compared.Archive;
        var file = new FileInfo(compared.Path);
        var result = new ArchiveCheckResult
        {
            Status = ArchiveCheckStatus.Missing,
            VaultName = archive.VaultName,
            ArchiveId = archive.ArchiveId,
            Name = compared.Name,
            FullName = file.FullName,
            SizeInBytes = archive.SizeInBytes,
            SHA256TreeHash = archive.SHA256TreeHash,
            Compressed = archive.Compressed,
            Encrypted = archive.Encrypted,
            OriginalSize = archive.OriginalSize,
            WrittenBy = archive.WrittenBy,
        };
        if (!file.Exists)
        {
            return RestoreItem.Of(archive).IsFolder && Directory.Exists(compared.Path)
                ? result with
                {
                    Status = ArchiveCheckStatus.Same,
                }
                : result;
        }

        await using FileStream stream = file.Open(
            new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 }
        );
        if (file.Length == archive.SizeInBytes || archive.SizeInBytes == 0)
        {
            Sha256Digest hash = await FileHashing.TreeHashOfAsync(stream, null, cancellationToken);
            read?.Invoke(file.Length);
            result = result with
            {
                FileTreeHash = hash.ToString(),
                ComparedBy = archive.TreeHash == default ? ArchiveComparison.None : ArchiveComparison.TreeHash,
                Status =
                    archive.TreeHash == default ? ArchiveCheckStatus.Unknown
                    : archive.TreeHash == hash ? ArchiveCheckStatus.Same
                    : ArchiveCheckStatus.Different,
            };
        }
        else
        {
            result = result with { Status = ArchiveCheckStatus.Different, ComparedBy = ArchiveComparison.Size };
        }

        // It may be the archive's bytes as they were restored, or the file that these were made of.
        return (archive.Compressed || archive.Encrypted) && result.Status != ArchiveCheckStatus.Same
            ? await CompareOriginalAsync(result, archive, stream, cancellationToken)
            : result;
    }

    private static async Task<ArchiveCheckResult> CompareOriginalAsync(
        ArchiveCheckResult result,
        ArchiveListing archive,
        FileStream stream,
        CancellationToken cancellationToken
    )
    {
        if (archive.OriginalSize is { } size && size != stream.Length)
        {
            return result with { Status = ArchiveCheckStatus.Different, ComparedBy = ArchiveComparison.Size };
        }

        if (archive.OriginalMD5 is not { } md5)
        {
            return result with { Status = ArchiveCheckStatus.Unknown, ComparedBy = ArchiveComparison.None };
        }

        stream.Position = 0;
        return result with
        {
            ComparedBy = ArchiveComparison.OriginalMD5,
            Status = await OriginalFile.HasMD5Async(stream, md5, cancellationToken)
                ? ArchiveCheckStatus.Same
                : ArchiveCheckStatus.Different,
        };
    }
}
