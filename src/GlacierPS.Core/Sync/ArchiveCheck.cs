using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
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

    /// <summary>The archive's tree hash is not known.</summary>
    Unknown,
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

    /// <summary>Full path of the file. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => FullName;
}

/// <summary>Compares files with the tree hashes of archives: no retrieval, no request, no cost.</summary>
public static class ArchiveCheck
{
    /// <summary>
    /// The files that archives would be restored to: of several archives of one name, that of the newest.
    /// </summary>
    /// <param name="folder">The folder that names count from.</param>
    /// <param name="archives">The archives.</param>
    public static IReadOnlyList<(ArchiveListing Archive, string Path)> Files(
        string folder,
        IEnumerable<ArchiveListing> archives
    )
    {
        var targets = new RestoreTargets(folder);
        ArchiveListing[] all = [.. archives];
        targets.ReserveFolders(all.Select(RestoreItem.Of));
        return
        [
            .. all.GroupBy(
                    archive => archive.Name.Length > 0 ? archive.Name : archive.ArchiveId,
                    StringComparer.Ordinal
                )
                .Select(group => group.MaxBy(archive => archive.CreationDate)!)
                .OrderByDescending(archive => archive.CreationDate)
                .Select(archive => (archive, targets.Assign(RestoreItem.Of(archive)).Path)),
        ];
    }

    /// <summary>Compares one file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<ArchiveCheckResult> CompareAsync(
        ArchiveListing archive,
        string path,
        Action<long>? read,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(archive);
        var file = new FileInfo(path);
        var result = new ArchiveCheckResult
        {
            Status = ArchiveCheckStatus.Missing,
            VaultName = archive.VaultName,
            ArchiveId = archive.ArchiveId,
            Name = archive.Name,
            FullName = file.FullName,
            SizeInBytes = archive.SizeInBytes,
            SHA256TreeHash = archive.SHA256TreeHash,
        };
        if (!file.Exists)
        {
            return RestoreItem.Of(archive).IsFolder && Directory.Exists(path)
                ? result with
                {
                    Status = ArchiveCheckStatus.Same,
                }
                : result;
        }

        if (file.Length != archive.SizeInBytes && archive.SizeInBytes > 0)
        {
            return result with { Status = ArchiveCheckStatus.Different };
        }

        await using FileStream stream = file.Open(
            new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 }
        );
        Sha256Digest hash = await FileHashing.TreeHashOfAsync(stream, null, cancellationToken);
        read?.Invoke(file.Length);
        return result with
        {
            FileTreeHash = hash.ToString(),
            Status =
                archive.TreeHash == default ? ArchiveCheckStatus.Unknown
                : archive.TreeHash == hash ? ArchiveCheckStatus.Same
                : ArchiveCheckStatus.Different,
        };
    }
}
