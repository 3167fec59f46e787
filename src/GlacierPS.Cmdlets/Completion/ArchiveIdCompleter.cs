using System.Runtime.CompilerServices;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes the IDs of archives, as far as the vault's recent jobs know them.</summary>
public sealed class ArchiveIdCompleter : ServiceCompleter
{
    private protected override async IAsyncEnumerable<Suggestion> FindAsync(
        GlacierConnection connection, string vaultName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
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
