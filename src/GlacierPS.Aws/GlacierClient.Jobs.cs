using System.Net.Http.Headers;
using GlacierPS.Aws.Wire;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws;

/// <content>Jobs and their outputs (glacier-api.md §6.6, §6.7).</content>
public sealed partial class GlacierClient
{
    private const string Job = Jobs + "/{jobId}";

    /// <inheritdoc/>
    /// <remarks>
    /// Repeated only when no job can have been started; after a lost response a <see
    /// cref="GlacierConnectionException"/> with <see cref="GlacierConnectionException.MayHaveHappened"/> is thrown
    /// instead.
    /// </remarks>
    public Task<string> InitiateJobAsync(JobRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Description.Check(request.Description);
        return SendAsync(
            ForVault(
                ServiceRequest.OfJson(
                    "InitiateJob",
                    HttpMethod.Post,
                    Jobs,
                    JobMembers.Write(request),
                    makesAnother: "The job"
                ),
                request.VaultName
            ),
            response => response.RequiredHeader("x-amz-job-id"),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<JobDescription> DescribeJobAsync(string vaultName, string jobId, CancellationToken cancellationToken) =>
        SendAsync(
            ForVault(
                    new ServiceRequest("DescribeJob", HttpMethod.Get, Job) { ResponseKind = ResponseKind.Json },
                    vaultName
                )
                .WithMember("jobId", jobId),
            response =>
                JobMembers.Read(response.Json) is var job && job.JobId == jobId
                    ? job
                    : throw new FormatException($"it describes another job, {job.JobId}."),
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<Page<JobDescription>> ListJobsAsync(
        string vaultName,
        JobStatus? status,
        bool? completed,
        string? marker,
        int? limit,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            ForVault(
                    new ServiceRequest("ListJobs", HttpMethod.Get, Jobs) { ResponseKind = ResponseKind.Json },
                    vaultName
                )
                .WithQuery("statuscode", status?.ToString())
                .WithQuery(
                    "completed",
                    completed switch
                    {
                        true => "true",
                        false => "false",
                        null => null,
                    }
                )
                .WithPage(marker, limit, GlacierLimits.ItemsPerPage),
            response => new Page<JobDescription>(
                response.Json.List("JobList", JobMembers.Read),
                response.Json.NextMarker(marker)
            ),
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<JobOutput> GetJobOutputAsync(JobOutputRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var call = new ServiceRequest("GetJobOutput", HttpMethod.Get, Job + "/output")
        {
            ResponseKind = ResponseKind.Stream,
        };
        return SendAsync(
            ForVault(call, request.VaultName)
                .WithMember("jobId", request.JobId)
                .WithHeader("Range", request.Range is { } range ? $"bytes={range}" : null),
            response => ReadOutput(response, request.Range),
            cancellationToken
        );
    }

    private JobOutput ReadOutput(ServiceResponse response, ByteRange? asked)
    {
        long? total = null;
        long? length = response.Header("Content-Length") is null ? null : response.ContentLength;
        if (ContentRangeHeaderValue.TryParse(response.Header("Content-Range"), out ContentRangeHeaderValue? part))
        {
            if (asked is { } range && part.From != range.First)
            {
                throw new FormatException($"Content-Range is {part} where {range} was asked for.");
            }

            total = part.Length;
            length ??= part.To - part.From + 1;
        }

        long known = length ?? throw new FormatException("Content-Length is missing.");
        return new JobOutput
        {
            Body = new DownloadBody(response.Body!, known, _timeout, Endpoint, _overNetwork),
            Length = known,
            TotalLength = total ?? known,
            TreeHash = response.Header(TreeHashHeader) is { } hash ? Sha256Digest.Parse(hash) : null,
            ArchiveDescription = response.Header(DescriptionHeader),
            ContentType = response.Header("Content-Type"),
        };
    }
}
