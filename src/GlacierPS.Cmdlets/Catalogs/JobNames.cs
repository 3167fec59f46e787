using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>
/// The names of the archives that jobs retrieve, as far as the catalogue knows them without a request.
/// </summary>
internal sealed class JobNames(GlacierConnection connection)
{
    /// <summary>
    /// The name; null for inventories and for archives that are not known. Never fails: it is for display.
    /// </summary>
    public string? Of(JobDescription job)
    {
        if (job.ArchiveId is not { } archiveId)
        {
            return null;
        }

        try
        {
            CatalogArchive? archive = connection
                .KnownCatalogOrNull(job.VaultName)
                ?.Find([archiveId], CancellationToken.None)
                .FirstOrDefault();
            return archive?.Name is { Length: > 0 } name ? name : null;
        }
        catch (Exception error) when (error is GlacierException or IOException or UnauthorizedAccessException)
        {
            // What is wrong with the catalogue is told by the cmdlets that work with it.
            return null;
        }
    }
}
