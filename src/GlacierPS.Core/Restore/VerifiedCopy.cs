using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Restore;

/// <summary>
/// Copies a file that was retrieved to a further name of its archive: written aside, read back, and renamed.
/// </summary>
public static class VerifiedCopy
{
    /// <summary>Makes the copy; the folders above it are made.</summary>
    /// <param name="source">The file.</param>
    /// <param name="path">The full path of the copy.</param>
    /// <param name="archiveId">The archive.</param>
    /// <param name="treeHash">Its tree hash, 64 hexadecimal digits.</param>
    /// <param name="modified">The time of the last change that the copy gets, in UTC; null leaves it.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <param name="cancellationToken">Ends it; the copy is whole, or has not its name.</param>
    /// <exception cref="GlacierTransferException">The copy is not the archive, or the disk is full.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static async Task MakeAsync(
        string source,
        string path,
        string archiveId,
        string treeHash,
        DateTime? modified,
        bool overwrite,
        CancellationToken cancellationToken
    )
    {
        string folder = Path.GetDirectoryName(path)!;

        // A name that nothing has: what is there, or a link, is not written to.
        string partial = new DownloadFiles(Path.Join(folder, Guid.NewGuid().ToString("N"))).Partial;
        try
        {
            Directory.CreateDirectory(folder);
            File.Copy(source, partial);
            await CheckAsync(source, partial, archiveId, treeHash, cancellationToken);
            if (modified is { } time)
            {
                OwnFiles.Retry(() => File.SetLastWriteTimeUtc(partial, time));
            }

            OwnFiles.Retry(() => File.Move(partial, path, overwrite));
        }
        catch (Exception error)
        {
            OwnFiles.TryDelete(partial);
            throw error is IOException full && DiskSpace.IsExhausted(full)
                ? DiskSpace.Error(path, new FileInfo(source).Length, kept: 0, full)
                : error;
        }
    }

    /// <summary>What the disk gives back has to be the archive.</summary>
    private static async Task CheckAsync(
        string source,
        string copy,
        string archiveId,
        string treeHash,
        CancellationToken cancellationToken
    )
    {
        Sha256Digest hash = await RestorePlanner.HashAsync(new FileInfo(copy), cancellationToken);
        if (hash.ToString() != treeHash)
        {
            throw new GlacierTransferException(
                "TreeHashMismatch",
                $"The copy of '{source}' has the tree hash {hash}, and the archive {archiveId} has {treeHash}: "
                    + "the file "
                    + "was changed meanwhile, or the disk is damaged. The copy is deleted. Run the same again."
            );
        }
    }
}
