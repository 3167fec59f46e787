using System.Runtime.CompilerServices;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>
/// Completes the IDs of archives, which have 138 characters, by the beginning of the ID or by the name that the
/// catalogue lists; without a catalogue, by the vault's recent jobs.
/// </summary>
public sealed class ArchiveIdCompleter : ServiceCompleter
{
    private protected override bool SearchesByWord => true;

    private protected override async IAsyncEnumerable<Suggestion> FindAsync(
        GlacierConnection connection,
        string vaultName,
        TypedWord word,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // A request, the first of a session above all, takes longer than the catalogue of a million archives.
        VaultCatalog catalog =
            connection.KnownCatalogOrNull(vaultName) ?? await connection.CatalogAsync(vaultName, cancellationToken);
        if (catalog.Exists)
        {
            IEnumerable<CatalogArchive> found = word.HasWildcards
                ? catalog.Read(
                    new CatalogFilter { Name = word.IsIn, NamePatterns = [word.Text + "*"] },
                    cancellationToken
                )
                : catalog.Containing(word.Text, cancellationToken);
            foreach (CatalogArchive archive in found)
            {
                yield return new Suggestion(
                    archive.ArchiveId,
                    $"{archive.Name}, {ByteSize.Format(archive.SizeInBytes)}, "
                        + $"{ShownTime.ToMinute(archive.CreationDate)}"
                )
                {
                    Name = archive.Name,
                };
            }

            yield break;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (JobDescription job in JobList.AllAsync(connection.Client, vaultName, cancellationToken))
        {
            if (job.ArchiveId is { } id && seen.Add(id))
            {
                yield return new Suggestion(
                    id,
                    $"{ByteSize.Format(job.ArchiveSizeInBytes ?? 0)}, retrieval started "
                        + $"{ShownTime.ToMinute(job.CreationDate)}"
                );
            }
        }
    }
}
