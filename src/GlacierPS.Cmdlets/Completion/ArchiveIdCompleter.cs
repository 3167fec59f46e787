using System.Runtime.CompilerServices;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>
/// Completes the IDs of archives, by the ID or by the name that the catalogue knows: nobody knows 138 characters. Where
/// there is no catalogue, by what the vault's recent jobs tell.
/// </summary>
public sealed class ArchiveIdCompleter : ServiceCompleter
{
    private protected override async IAsyncEnumerable<Suggestion> FindAsync(
        GlacierConnection connection, string vaultName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        VaultCatalog catalog = await connection.CatalogAsync(vaultName, cancellationToken);
        if (catalog.Exists)
        {
            foreach (CatalogArchive archive in catalog.Read(cancellationToken: cancellationToken))
            {
                yield return new Suggestion(
                    archive.ArchiveId, $"{archive.Name}, {ByteSize.Format(archive.SizeInBytes)}, {archive.CreationDate:yyyy-MM-dd HH:mm} UTC")
                {
                    Name = archive.Name,
                };
            }

            yield break;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (JobDescription job in VaultJobs.ListAsync(connection.Client, vaultName, cancellationToken))
        {
            if (job.ArchiveId is { } id && seen.Add(id))
            {
                yield return new Suggestion(
                    id, $"{ByteSize.Format(job.ArchiveSizeInBytes ?? 0)}, retrieval started {job.CreationDate:yyyy-MM-dd HH:mm} UTC");
            }
        }
    }
}
