using System.Runtime.ExceptionServices;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Core.Sync;

/// <summary>
/// Brings a vault up to date with a folder: sends files that are new or changed, and, if asked for, deletes archives
/// whose file is missing.
/// </summary>
/// <param name="glacier">The service.</param>
/// <param name="catalog">The vault's catalogue.</param>
/// <param name="options">Which files, and how changes are recognized.</param>
public sealed class FolderSync(IGlacier glacier, VaultCatalog catalog, SyncOptions options)
{
    /// <summary>Compares the folder with the vault's catalogue. Makes no request.</summary>
    /// <exception cref="GlacierInputException">
    /// There is no such folder; or it has no files at all while archives are to be removed, as when a disk is not
    /// mounted.
    /// </exception>
    /// <exception cref="IOException">
    /// The folder itself cannot be read; what cannot be read below it is listed.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The folder itself may not be read.</exception>
    public Task<SyncPlan> PlanAsync(CancellationToken cancellationToken) =>
        new SyncPlanner(catalog, options).PlanAsync(cancellationToken);

    /// <summary>Carries out a step, and notes it in the catalogue.</summary>
    /// <param name="step">Of the plan.</param>
    /// <param name="upload">How files are sent.</param>
    /// <param name="cancellationToken">Stops it; a file that was not sent in full is continued when the step is done
    /// again.</param>
    public async Task<IReadOnlyList<SyncResult>> DoAsync(
        SyncStep step,
        UploadOptions upload,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(step);
        var done = new List<SyncResult>();
        if (step is { FullName: { } path, ModifiedTime: { } modified })
        {
            string description = ArchiveDescription.Write(step.Name, modified, options.NameFormat);
            ExceptionDispatchInfo? noteError = null;
            UploadOptions noting = upload with
            {
                Stored = sent =>
                {
                    try
                    {
                        catalog.Add(sent, DateTime.UtcNow, cancellationToken);
                    }
                    catch (Exception error)
                    {
                        noteError = ExceptionDispatchInfo.Capture(error);
                    }
                },
            };
            SentArchive sent = await new ArchiveUpload(glacier, noting).SendFileAsync(
                catalog.VaultName,
                path,
                description,
                cancellationToken
            );
            noteError?.Throw();
            done.Add(Result(step.Action, step, sent.ArchiveId, sent.SizeInBytes));
        }

        // Not before the new archive is stored.
        foreach (CatalogArchive archive in step.Archives)
        {
            await glacier.DeleteArchiveAsync(catalog.VaultName, archive.ArchiveId, cancellationToken);
            catalog.Remove([archive.ArchiveId], DateTime.UtcNow, cancellationToken);
            done.Add(Result(SyncAction.Remove, step, archive.ArchiveId, archive.SizeInBytes));
        }

        return done;
    }

    private SyncResult Result(SyncAction action, SyncStep step, string archiveId, long size) =>
        new()
        {
            Action = action,
            VaultName = catalog.VaultName,
            Name = step.Name,
            FullName = step.FullName,
            ArchiveId = archiveId,
            SizeInBytes = size,
        };
}
