using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Restore;

/// <summary>
/// Makes the files of an archive's further names out of the one that was restored: a backup that stores equal files
/// once has several for one archive, which is retrieved once.
/// </summary>
internal sealed class RestoredCopies(RestoreOptions options, RestorePlanner planner, RestoreReport report)
{
    /// <summary>Makes all that are missing. One that cannot be made is reported, and the others go on.</summary>
    /// <param name="entry">The archive.</param>
    /// <param name="restored">Its file, which is there.</param>
    /// <param name="cancellationToken">Ends it; a file is whole, or has not its name.</param>
    public async Task MakeAsync(RestoreEntry entry, RestoredArchive restored, CancellationToken cancellationToken)
    {
        foreach (RestoreEntry copy in entry.Copies)
        {
            try
            {
                report.Restored(await MakeOneAsync(copy, restored, cancellationToken));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or GlacierException)
            {
                report.Failed(copy.Item, error);
            }
        }
    }

    private async Task<RestoredArchive> MakeOneAsync(
        RestoreEntry copy,
        RestoredArchive restored,
        CancellationToken cancellationToken
    )
    {
        if (copy.Target is not { } target)
        {
            throw copy.Error!;
        }

        // Where an import did not say what the archive holds, that is known now.
        copy.Error = null;
        copy.Item = copy.Item with { SizeInBytes = restored.SizeInBytes, SHA256TreeHash = restored.SHA256TreeHash };
        bool isThere = await planner.IsThereAsync(copy, cancellationToken);
        if (copy.Error is { } error)
        {
            throw error;
        }

        if (!isThere)
        {
            await CopyAsync(restored, target.Path, copy.Item.ModifiedTime, cancellationToken);
        }

        return restored with
        {
            Name = copy.Item.Name ?? "",
            ModifiedTime = copy.Item.ModifiedTime,
            WrittenBy = copy.Item.WrittenBy,
            OriginalSize = copy.Item.OriginalSize,
            FullName = target.Path,
            Verified = true,
            WasThere = isThere,
            IsCopy = true,
            RenamedBecause = target.Reason,
            JobId = null,
        };
    }

    private async Task CopyAsync(
        RestoredArchive restored,
        string path,
        DateTime? modified,
        CancellationToken cancellationToken
    )
    {
        string folder = Path.GetDirectoryName(path)!;

        // A name that nothing has: what is there, or a link, is not written to.
        string partial = new DownloadFiles(Path.Join(folder, Guid.NewGuid().ToString("N"))).Partial;
        try
        {
            Directory.CreateDirectory(folder);
            File.Copy(restored.FullName, partial);
            await CheckAsync(partial, restored, cancellationToken);
            if (modified is { } time)
            {
                OwnFiles.Retry(() => File.SetLastWriteTimeUtc(partial, time));
            }

            OwnFiles.Retry(() => File.Move(partial, path, options.Download.Overwrite));
        }
        catch (Exception error)
        {
            OwnFiles.TryDelete(partial);
            throw error is IOException full && DiskSpace.IsExhausted(full)
                ? DiskSpace.Error(path, restored.SizeInBytes, kept: 0, full)
                : error;
        }
    }

    /// <summary>What the disk gives back has to be the archive.</summary>
    private static async Task CheckAsync(string path, RestoredArchive restored, CancellationToken cancellationToken)
    {
        Sha256Digest hash = await RestorePlanner.HashAsync(new FileInfo(path), cancellationToken);
        if (hash.ToString() != restored.SHA256TreeHash)
        {
            throw new GlacierTransferException(
                "TreeHashMismatch",
                $"The copy of '{restored.FullName}' has the tree hash {hash}, and the archive {restored.ArchiveId} has "
                    + $"{restored.SHA256TreeHash}: the file was changed meanwhile, or the disk is damaged. The copy is "
                    + "deleted. Run the same again."
            );
        }
    }
}
