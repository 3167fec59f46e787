using System.Management.Automation.Provider;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Errors;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Cmdlets.Drive;

/// <summary>What archives hold, where a job's output has it: nothing is retrieved for Get-Content.</summary>
public sealed partial class GlacierProvider : IContentCmdletProvider
{
    /// <inheritdoc/>
    public IContentReader? GetContentReader(string path)
    {
        // An error that is written ends this one alone; what is thrown here would end Get-Content.
        IContentReader? reader = null;
        Guarded(
            path,
            () =>
            {
                (GlacierDrive drive, DrivePath at, CatalogFolders? folders) = At(path);
                CatalogArchive archive = ArchiveToRead(at, folders);
                IGlacier glacier = drive.Connection.Client;
                JobDescription? job = Wait(token =>
                    RetrievalJobs.FindAsync(glacier, archive.VaultName, archive.ArchiveId, token)
                );
                if (job?.StatusCode != JobStatus.Succeeded)
                {
                    throw NotRetrieved(archive, job, drive.Connection.Region);
                }

                JobOutputStream output = Wait(token => JobOutputStream.OpenAsync(glacier, job, options: null, token));
                var options = DynamicParameters as ContentParameters ?? new ContentParameters();
                reader = new ArchiveContentReader(
                    output,
                    options,
                    (buffer, count) => Wait(token => output.ReadAsync(buffer.AsMemory(0, count), token).AsTask()),
                    read => Guarded(path, read)
                );
            }
        );
        return reader;
    }

    /// <inheritdoc/>
    public object GetContentReaderDynamicParameters(string path) => new ContentParameters();

    /// <inheritdoc/>
    public IContentWriter GetContentWriter(string path) => throw NoContentOf(path, "Set-Content");

    /// <inheritdoc/>
    public object? GetContentWriterDynamicParameters(string path) => null;

    /// <summary>Set-Content begins with it as well.</summary>
    public void ClearContent(string path) => throw NoContentOf(path, "Clear-Content");

    /// <inheritdoc/>
    public object? ClearContentDynamicParameters(string path) => null;

    /// <summary>Set-, Add- and Clear-Content come here by the same ways: the error names what was called.</summary>
    private DriveException NoContentOf(string path, string otherwise) =>
        new(
            ErrorRecords.From(
                Refusal(
                    InvokedBy.Of(this).Name ?? otherwise,
                    "does nothing",
                    "An archive never changes: send another one."
                ),
                path
            )
        );

    private CatalogArchive ArchiveToRead(DrivePath at, CatalogFolders? folders)
    {
        IReadOnlyList<CatalogEntry> found =
            folders is null || at.IsVault ? [] : folders.FindArchives(at.Rest, _stop.Token);
        CatalogArchive[] archives = [.. found.Select(entry => entry.Archive!).DistinctBy(one => one.ArchiveId)];
        return archives switch
        {
            [var only] => only,
            [] => throw new GlacierInputException("PathIsFolder", $"'{at.Name}' is a folder, and has no content."),
            _ => throw Refusal(
                "Get-Content",
                $"reads one archive, and {Quantity.Of(archives.Length, "archive has", "archives have")} this name",
                "Get-Item gives each; Restore-GlacierArchive -Newest takes the newest."
            ),
        };
    }

    private static GlacierInputException NotRetrieved(CatalogArchive archive, JobDescription? running, string region)
    {
        string named = archive.Name.Length > 0 ? $"'{archive.Name}'" : $"archive {archive.ArchiveId}";
        if (running is not null)
        {
            return new GlacierInputException(
                "NotRetrieved",
                $"{named} in vault {archive.VaultName} is not here yet: a job retrieves it since "
                    + $"{ShownTime.ToMinute(running.CreationDate)}. Wait for it, then read it: Wait-GlacierJob "
                    + $"{archive.VaultName} {running.JobId}"
            );
        }

        RegionPrices prices = UserPrices.PriceTable().Of(region);
        string cost = prices.Retrieval(RetrievalTier.Standard, archive.SizeInBytes, jobs: 1) is { } dollars
            ? FormattableString.Invariant($"costs about {dollars:0.####} USD, by {prices.Origin}")
            : $"costs what is not known: {prices.NotKnown}";
        return new GlacierInputException(
            "NotRetrieved",
            $"{named} in vault {archive.VaultName} is in the archive alone: it has to be retrieved first, which takes "
                + $"hours and {cost} ({ByteSize.Format(archive.SizeInBytes)}, Standard). Start it, and read it when "
                + $"the job has ended: Start-GlacierJob {archive.VaultName} -ArchiveId {archive.ArchiveId}"
        );
    }
}
