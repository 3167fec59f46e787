using System.Runtime.CompilerServices;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes the IDs of a vault's jobs, newest first.</summary>
public sealed class JobIdCompleter : ServiceCompleter
{
    private protected override async IAsyncEnumerable<Suggestion> FindAsync(
        GlacierConnection connection,
        string vaultName,
        TypedWord word,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (JobDescription job in JobList.AllAsync(connection.Client, vaultName, cancellationToken))
        {
            yield return new Suggestion(
                job.JobId,
                string.Join(
                    ", ",
                    new[]
                    {
                        $"{job.Action}",
                        $"{job.StatusCode}",
                        JobCells.Size(job),
                        $"{job.CreationDate:yyyy-MM-dd HH:mm} UTC",
                        job.Description,
                    }.Where(text => !string.IsNullOrEmpty(text))
                )
            );
        }
    }
}
