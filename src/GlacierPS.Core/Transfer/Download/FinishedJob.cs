using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer.Download;

/// <summary>A job whose output can be fetched, and what its description says of that.</summary>
/// <param name="VaultName">The vault it worked on.</param>
/// <param name="JobId">The job.</param>
/// <param name="Size">Bytes in its output.</param>
/// <param name="TreeHash">Tree hash of its output; null if it has none.</param>
/// <param name="Source">What the output is made of, whichever job made it.</param>
internal sealed record FinishedJob(string VaultName, string JobId, long Size, Sha256Digest? TreeHash, string Source)
{
    private const string OfArchive = "archive ";

    /// <summary>The ID of the archive that is the source as a whole; null for a range of one, and for a list.</summary>
    public static string? WholeArchiveOf(string source) =>
        source.StartsWith(OfArchive, StringComparison.Ordinal) && source.IndexOf(' ', OfArchive.Length) < 0
            ? source[OfArchive.Length..]
            : null;

    /// <summary>Looks a job up again if it was still running, and refuses it unless it has succeeded.</summary>
    /// <exception cref="GlacierInputException">It has no output, or none yet.</exception>
    public static async Task<FinishedJob> FromAsync(
        IGlacier glacier,
        JobDescription job,
        CancellationToken cancellationToken
    )
    {
        if (!job.Completed)
        {
            job = await glacier.DescribeJobAsync(job.VaultName, job.JobId, cancellationToken);
        }

        if (!job.Completed)
        {
            throw new GlacierInputException(
                "JobNotReady",
                $"The job {job.JobId} on vault '{job.VaultName}' is still running; there is no output yet. Wait for it."
            );
        }

        if (job.StatusCode != JobStatus.Succeeded)
        {
            throw new GlacierInputException(
                "JobFailed",
                $"The job {job.JobId} on vault '{job.VaultName}' "
                    + $"failed{(job.StatusMessage is { } why ? $" ({why})" : "")}; it has "
                    + "no output. Start another."
            );
        }

        if (job.Action != JobAction.ArchiveRetrieval)
        {
            return new FinishedJob(
                job.VaultName,
                job.JobId,
                Known(job.InventorySizeInBytes, job),
                null,
                "job " + job.JobId
            );
        }

        ByteRange? range = job.PartOfArchive();
        return new FinishedJob(
            job.VaultName,
            job.JobId,
            Known(range?.Length ?? job.ArchiveSizeInBytes, job),
            Sha256Digest.TryParse(
                job.SHA256TreeHash ?? (range is null ? job.ArchiveSHA256TreeHash : null),
                out Sha256Digest hash
            )
                ? hash
                : null,
            $"{OfArchive}{job.ArchiveId} {range}".TrimEnd()
        );
    }

    private static long Known(long? size, JobDescription job) =>
        size is > 0
            ? size.Value
            : throw new GlacierInputException(
                "JobHasNoSize",
                $"The job {job.JobId} on vault '{job.VaultName}' does not say how large its output is. Look the "
                    + "job up again."
            );
}
