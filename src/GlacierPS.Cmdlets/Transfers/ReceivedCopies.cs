using GlacierPS.Core.Catalog;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;

namespace GlacierPS.Cmdlets.Transfers;

/// <summary>
/// The names that the catalogue knows of archives whose description says none, as of a backup that stores equal files
/// once and keeps their names elsewhere: the archive is downloaded once, and each further name is a copy.
/// </summary>
/// <param name="targets">The paths of all outputs.</param>
/// <param name="catalogOf">The catalogue of a vault; null if there is none.</param>
internal sealed class ReceivedCopies(OutputTargets targets, Func<string, VaultCatalog?> catalogOf)
{
    /// <summary>All names of an archive, that of its description if it says one.</summary>
    public ArchiveName[] NamesOf(JobDescription job, ArchiveName described, CancellationToken cancellationToken)
    {
        CatalogArchive? known =
            described.WrittenBy == ArchiveTool.Unknown && job.ArchiveId is { } id
                ? catalogOf(job.VaultName)?.Find([id], cancellationToken).FirstOrDefault()
                : null;
        if (known is null || known.Name.Length == 0 || known.Name == ArchiveDescription.Read(known.Description).Name)
        {
            return [described];
        }

        var first = new ArchiveName
        {
            Name = known.Name,
            ModifiedTime = known.ModifiedTime,
            WrittenBy = known.WrittenBy,
        };
        return [first, .. RestoreItem.Of(known).OtherNames];
    }

    /// <summary>Makes the file of a further name out of the one that was downloaded.</summary>
    /// <param name="job">The job whose output it is.</param>
    /// <param name="source">The file that was downloaded.</param>
    /// <param name="treeHash">Its tree hash.</param>
    /// <param name="name">The further name.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <param name="cancellationToken">Ends it; the copy is whole, or has not its name.</param>
    /// <inheritdoc cref="VerifiedCopy.MakeAsync" path="/exception"/>
    public async Task<ArchiveReceived> MakeAsync(
        JobDescription job,
        string source,
        string treeHash,
        ArchiveName name,
        bool overwrite,
        CancellationToken cancellationToken
    )
    {
        OutputTarget target = await targets.AssignAsync(
            new RestoreItem
            {
                VaultName = job.VaultName,
                ArchiveId = job.ArchiveId!,
                Name = name.Name,
                SizeInBytes = job.ArchiveSizeInBytes,
                SHA256TreeHash = job.ArchiveSHA256TreeHash,
            },
            cancellationToken
        );
        if (target.SameAs is null)
        {
            bool isSaved = false;
            try
            {
                await VerifiedCopy.MakeAsync(
                    source,
                    target.Path,
                    job.ArchiveId!,
                    treeHash,
                    name.ModifiedTime,
                    overwrite,
                    cancellationToken
                );
                isSaved = true;
            }
            finally
            {
                targets.End(target, isSaved);
            }
        }

        return ArchiveReceived.From(job, target, name.Name, name) with
        {
            IsCopy = true,
        };
    }
}
