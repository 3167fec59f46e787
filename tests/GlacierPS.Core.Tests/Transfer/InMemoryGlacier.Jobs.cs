using System.Collections.Concurrent;
using System.Net;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Transfer;

/// <summary>Jobs and their outputs (glacier-api.md §6.6, §6.7).</summary>
internal sealed partial class InMemoryGlacier
{
    private readonly ConcurrentDictionary<string, (JobDescription Job, byte[] Output, string? Description)> _jobs =
        new();
    private readonly ConcurrentDictionary<string, bool> _expired = new();

    /// <summary>As the service forgets a job some time after its end.</summary>
    public void ExpireOutput(string jobId) => _expired[jobId] = true;

    public async Task<string> InitiateJobAsync(JobRequest request, CancellationToken cancellationToken)
    {
        await EnterAsync("InitiateJob", request, cancellationToken);
        var retrieval = (ArchiveRetrievalRequest)request;
        (JobDescription job, byte[] output, string? description) = _jobs.Values.First(one =>
            one.Job.ArchiveId == retrieval.ArchiveId
        );
        return AddJob(output, description, job with { JobId = NewId("job"), Tier = retrieval.Tier }).JobId;
    }

    public async Task<JobDescription> DescribeJobAsync(
        string vaultName,
        string jobId,
        CancellationToken cancellationToken
    )
    {
        await EnterAsync("DescribeJob", jobId, cancellationToken);
        return FindJob(jobId).Job;
    }

    public async Task<JobOutput> GetJobOutputAsync(JobOutputRequest request, CancellationToken cancellationToken)
    {
        await EnterAsync(
            "GetJobOutput",
            request,
            cancellationToken,
            request.Range ?? new ByteRange(0, long.MaxValue - 1)
        );
        (JobDescription job, byte[] output, string? description) = FindJob(request.JobId);
        ByteRange range = request.Range is { } asked
            ? new ByteRange(asked.First, Math.Min(asked.Last, output.Length - 1))
            : new ByteRange(0, output.Length - 1);
        Require(range.First < output.Length, "The range is not satisfiable");
        ReadOnlyMemory<byte> body = output.AsMemory((int)range.First, (int)range.Length);
        return Answer(
            request,
            new JobOutput
            {
                Body = SharesOutput
                    ? new MemoryStream(output, (int)range.First, (int)range.Length, writable: false)
                    : new MemoryStream(body.ToArray()),
                Length = range.Length,
                TotalLength = output.Length,
                TreeHash = HasTreeHash(job, range) ? TreeHash.Of(body.Span) : null,
                ArchiveDescription = description,
                ContentType =
                    job.Action == JobAction.ArchiveRetrieval ? "application/octet-stream" : "application/json",
            }
        );
    }

    /// <summary>A finished job on an archive with these bytes, or on a stretch of it.</summary>
    public JobDescription AddArchiveJob(
        byte[] archive,
        ByteRange? range = null,
        string? description = null,
        string archiveId = "archive-1"
    )
    {
        ByteRange retrieved = range ?? new ByteRange(0, archive.Length - 1);
        byte[] output = range is null ? archive : archive[(int)retrieved.First..(int)(retrieved.Last + 1)];
        return AddJob(
            output,
            description,
            new JobDescription
            {
                JobId = NewId("job"),
                VaultARN = VaultArn.Format("us-east-1", "111122223333", Vault),
                Action = JobAction.ArchiveRetrieval,
                StatusCode = JobStatus.Succeeded,
                StatusMessage = "Succeeded",
                Completed = true,
                CreationDate = DateTime.UnixEpoch,
                ArchiveId = archiveId,
                ArchiveSizeInBytes = archive.Length,
                ArchiveSHA256TreeHash = TreeHash.Of(archive).ToString(),
                RetrievalByteRange = retrieved,
                SHA256TreeHash = RangeAlignment.IsTreeHashAligned(retrieved, archive.Length)
                    ? TreeHash.Of(output).ToString()
                    : null,
                Tier = RetrievalTier.Standard,
            }
        );
    }

    public JobDescription AddInventoryJob(byte[] inventory) =>
        AddJob(
            inventory,
            null,
            new JobDescription
            {
                JobId = NewId("job"),
                VaultARN = VaultArn.Format("us-east-1", "111122223333", Vault),
                Action = JobAction.InventoryRetrieval,
                StatusCode = JobStatus.Succeeded,
                Completed = true,
                CreationDate = DateTime.UnixEpoch,
                InventorySizeInBytes = inventory.Length,
            }
        );

    /// <summary>
    /// Both the job's range and the one asked for must be aligned, in terms of the archive (glacier-api.md §6.7).
    /// </summary>
    private static bool HasTreeHash(JobDescription job, ByteRange range) =>
        job.SHA256TreeHash is not null
        && job.RetrievalByteRange is { } retrieved
        && RangeAlignment.IsTreeHashAligned(
            ByteRange.At(retrieved.First + range.First, range.Length),
            job.ArchiveSizeInBytes!.Value
        );

    private JobDescription AddJob(byte[] output, string? description, JobDescription job)
    {
        _jobs[job.JobId] = (job, output, description);
        return job;
    }

    private (JobDescription Job, byte[] Output, string? Description) FindJob(string jobId) =>
        !_expired.ContainsKey(jobId) && _jobs.TryGetValue(jobId, out var job)
            ? job
            : throw new ResourceNotFoundException(
                $"The job ID was not found: {jobId}",
                HttpStatusCode.NotFound,
                "request-404"
            );
}
