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
    public string? Of(JobDescription job) => With([job])[0].ArchiveName;

    /// <summary>Jobs of one vault with the names of their archives. Never fails.</summary>
    public IReadOnlyList<JobDescription> With(IReadOnlyList<JobDescription> jobs)
    {
        string[] wanted = [.. jobs.Select(job => job.ArchiveId).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (wanted.Length == 0)
        {
            return jobs;
        }

        try
        {
            Dictionary<string, string> names = (
                connection.KnownCatalogOrNull(jobs[0].VaultName)?.Find(wanted, CancellationToken.None) ?? []
            )
                .Where(archive => archive.Name.Length > 0)
                .ToDictionary(archive => archive.ArchiveId, archive => archive.Name, StringComparer.Ordinal);
            return
            [
                .. jobs.Select(job =>
                    job.ArchiveId is { } id && names.TryGetValue(id, out string? name)
                        ? job with
                        {
                            ArchiveName = name,
                        }
                        : job
                ),
            ];
        }
        catch (Exception error) when (error is GlacierException or IOException or UnauthorizedAccessException)
        {
            // What is wrong with the catalogue is told by the cmdlets that work with it.
            return jobs;
        }
    }
}
