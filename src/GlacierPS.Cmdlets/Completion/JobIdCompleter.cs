using System.Runtime.CompilerServices;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes the IDs of a vault's jobs, by the beginning of the ID or by the name of the archive.</summary>
public sealed class JobIdCompleter : ServiceCompleter
{
    private protected override async IAsyncEnumerable<Suggestion> FindAsync(
        GlacierConnection connection,
        string vaultName,
        TypedWord word,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        VaultCatalog? catalog = connection.KnownCatalogOrNull(vaultName);
        await foreach (JobDescription job in JobList.AllAsync(connection.Client, vaultName, cancellationToken))
        {
            CatalogArchive? archive = job.ArchiveId is { } id
                ? catalog?.Find([id], cancellationToken).FirstOrDefault()
                : null;
            string?[] parts =
            [
                archive?.Name,
                $"{job.Action}",
                $"{job.StatusCode}",
                JobCells.Size(job),
                $"{ShownTime.ToMinute(job.CreationDate)}",
                job.Description,
            ];
            yield return new Suggestion(job.JobId, string.Join(", ", parts.Where(text => !string.IsNullOrEmpty(text))))
            {
                Name = archive?.Name,
            };
        }
    }
}
