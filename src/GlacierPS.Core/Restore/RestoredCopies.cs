using GlacierPS.Core.Protocol;

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
            await VerifiedCopy.MakeAsync(
                restored.FullName,
                target.Path,
                restored.ArchiveId,
                restored.SHA256TreeHash,
                copy.Item.ModifiedTime,
                options.Download.Overwrite,
                cancellationToken
            );
        }

        return restored with
        {
            Name = copy.Item.Name ?? "",
            ModifiedTime = copy.Item.ModifiedTime,
            WrittenBy = copy.Item.WrittenBy,
            OriginalSize = copy.Item.OriginalSize,
            OriginalMD5 = copy.Item.OriginalMD5,
            Compressed = copy.Item.Compressed,
            Encrypted = copy.Item.Encrypted,
            FullName = target.Path,
            Verified = true,
            WasThere = isThere,
            IsOriginal = copy.IsOriginal,
            IsCopy = true,
            RenamedBecause = target.Reason,
            JobId = null,
        };
    }
}
