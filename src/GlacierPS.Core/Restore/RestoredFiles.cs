using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Restore;

/// <summary>Makes the file or folder of an entry.</summary>
internal sealed class RestoredFiles(
    IGlacier glacier,
    RestoreOptions options,
    RestorePlanner planner,
    RestoreTargets targets
)
{
    /// <summary>
    /// The result for an entry whose file exists and is the archive. What a download may have left of it goes: it was
    /// stopped when the file had its name already.
    /// </summary>
    public RestoredArchive Existing(RestoreEntry entry)
    {
        string hash = entry.Item.SHA256TreeHash ?? entry.Job?.ArchiveSHA256TreeHash ?? "";

        // The stored bytes of a file that was expanded; an expansion that was killed may have left them alone.
        string path = entry.PackedPath is { } packed && !File.Exists(entry.Target!.Path) ? packed : entry.Target!.Path;
        DownloadJournal.ForgetFinished(options.Download.JournalFolder, entry.Target!.Path);
        return Restored(entry, path, new FileInfo(path).Length, hash) with
        {
            Verified = true,
            WasThere = true,
            IsOriginal = entry.IsOriginal,
            PackedPath = path == entry.PackedPath ? null : entry.PackedPath,
        };
    }

    /// <summary>Makes the folder that an archive stands for.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static RestoredArchive MakeFolder(RestoreEntry entry)
    {
        string path = entry.Target!.Path;
        bool wasThere = Directory.Exists(path);
        Directory.CreateDirectory(path);
        return Restored(entry, path, size: 0, hash: "") with { IsFolder = true, Verified = true, WasThere = wasThere };
    }

    /// <summary>Downloads the output of a job, unless its file turns out to exist.</summary>
    /// <exception cref="ResourceNotFoundException">The output has expired.</exception>
    /// <exception cref="GlacierException">It cannot be downloaded, or is not the listed archive.</exception>
    public async Task<RestoredArchive> DownloadAsync(
        RestoreEntry entry,
        JobDescription job,
        CancellationToken cancellationToken
    )
    {
        var download = new JobOutputDownload(glacier, options.Download with { Progress = options.Progress?.Invoke() });
        await DescribeAsync(entry, job, download, cancellationToken);
        if (entry.Error is null && entry.Item.IsFolder)
        {
            return MakeFolder(entry);
        }

        bool isThere = entry.Error is null && await planner.IsThereAsync(entry, cancellationToken);
        if (entry.Error is { } error)
        {
            throw error;
        }

        if (isThere)
        {
            return Existing(entry);
        }

        SavedOutput saved = await download.SaveAsync(
            Comparable(entry.Item, job),
            entry.Target!.Path,
            entry.Item.ModifiedTime,
            cancellationToken
        );
        return Restored(entry, saved.Path, saved.SizeInBytes, saved.SHA256TreeHash.ToString()) with
        {
            Verified = saved.Verified,
            JobId = job.JobId,
        };
    }

    /// <summary>
    /// The job with the tree hash that the list has, where the service does not tell one: the download compares it
    /// before the file gets its name.
    /// </summary>
    /// <exception cref="GlacierTransferException">The service tells another one.</exception>
    private static JobDescription Comparable(RestoreItem item, JobDescription job)
    {
        string? reported = job.SHA256TreeHash ?? job.ArchiveSHA256TreeHash;
        return item.SHA256TreeHash is null || item.SHA256TreeHash == reported ? job
            : reported is null ? job with { SHA256TreeHash = item.SHA256TreeHash }
            : throw new GlacierTransferException(
                "TreeHashMismatch",
                $"The archive {item.ArchiveId} has the tree hash {reported} at the service, and {item.SHA256TreeHash} "
                    + "in the list that it was chosen from: it is not the archive that was meant, or the list is "
                    + "wrong. "
                    + "Nothing was downloaded. Bring the list up to date with Update-GlacierCatalog, and restore again."
            );
    }

    /// <summary>Fills in from the job and its output what the list did not say.</summary>
    private async Task DescribeAsync(
        RestoreEntry entry,
        JobDescription job,
        JobOutputDownload download,
        CancellationToken cancellationToken
    )
    {
        if (entry.Target is null)
        {
            ArchiveName name = ArchiveDescription.Read(await download.FindDescriptionAsync(job, cancellationToken));
            entry.Item = entry.Item with
            {
                Name = name.Name,
                ModifiedTime = entry.Item.ModifiedTime ?? name.ModifiedTime,
                WrittenBy = name.WrittenBy,
                OriginalSize = name.OriginalSize,
                OriginalMD5 = name.OriginalMD5,
                Compressed = name.Compressed,
                Encrypted = name.Encrypted,
                SizeInBytes = entry.Item.SizeInBytes ?? job.ArchiveSizeInBytes,
                SHA256TreeHash = entry.Item.SHA256TreeHash ?? job.ArchiveSHA256TreeHash,
            };
            RetrievalJobs.Assign(entry, targets);
        }
    }

    private static RestoredArchive Restored(RestoreEntry entry, string path, long size, string hash) =>
        new()
        {
            VaultName = entry.Item.VaultName,
            ArchiveId = entry.Item.ArchiveId,
            Name = entry.Item.Name ?? "",
            ModifiedTime = entry.Item.ModifiedTime,
            WrittenBy = entry.Item.WrittenBy,
            OriginalSize = entry.Item.OriginalSize,
            OriginalMD5 = entry.Item.OriginalMD5,
            Compressed = entry.Item.Compressed,
            Encrypted = entry.Item.Encrypted,
            FullName = path,
            SizeInBytes = size,
            SHA256TreeHash = hash,
            Verified = false,
            RenamedBecause = entry.Target!.Reason,
        };
}
