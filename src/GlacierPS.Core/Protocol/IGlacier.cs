namespace GlacierPS.Core.Protocol;

/// <summary>
/// The service's vaults, archives and jobs, as one account and region see them; what is settled for a vault is in
/// <see cref="IVaultSettings"/>, what for the account in <see cref="IAccountSettings"/>, 33 operations in all. Each
/// method is one operation of glacier-api.md §5, and is retried beneath this interface as §4 says. Every method can
/// throw <see cref="GlacierServiceException"/>,
/// <see cref="GlacierConnectionException"/>, <see cref="GlacierCredentialsException"/> and
/// <see cref="OperationCanceledException"/>. Safe for many calls at once.
/// </summary>
public interface IGlacier
{
    /// <summary>CreateVault: creates a vault; succeeds if it is already there (§6.1). Answers its path.</summary>
    Task<string> CreateVaultAsync(string vaultName, CancellationToken cancellationToken);

    /// <summary>DescribeVault (§6.1).</summary>
    Task<VaultDescription> DescribeVaultAsync(string vaultName, CancellationToken cancellationToken);

    /// <summary>ListVaults: a page in ASCII order of name (§6.1).</summary>
    /// <param name="marker">What the last page gave; null for the first.</param>
    /// <param name="limit">1 to 10; null is 10.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<Page<VaultDescription>> ListVaultsAsync(string? marker, int? limit, CancellationToken cancellationToken);

    /// <summary>DeleteVault: only when the last inventory is empty and nothing was written since (§6.1).</summary>
    Task DeleteVaultAsync(string vaultName, CancellationToken cancellationToken);

    /// <summary>UploadArchive (§6.3). A repeat makes a second archive.</summary>
    Task<StoredArchive> UploadArchiveAsync(UploadArchiveRequest request, CancellationToken cancellationToken);

    /// <summary>DeleteArchive: succeeds if it is already gone (§6.3).</summary>
    Task DeleteArchiveAsync(string vaultName, string archiveId, CancellationToken cancellationToken);

    /// <summary>InitiateMultipartUpload (§6.4). Answers the upload's ID.</summary>
    /// <param name="vaultName">Where the archive will go.</param>
    /// <param name="partSize">Bytes in each part but the last: a power of two from 1 MiB to 4 GiB.</param>
    /// <param name="description">At most 1,024 printable ASCII characters, or null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<string> InitiateMultipartUploadAsync(
        string vaultName,
        long partSize,
        string? description,
        CancellationToken cancellationToken
    );

    /// <summary>UploadMultipartPart (§6.4). A repeat replaces the part.</summary>
    Task UploadPartAsync(UploadPartRequest request, CancellationToken cancellationToken);

    /// <summary>CompleteMultipartUpload (§6.5). Safe to repeat: the same archive ID comes back.</summary>
    Task<StoredArchive> CompleteMultipartUploadAsync(
        CompleteUploadRequest request,
        CancellationToken cancellationToken
    );

    /// <summary>AbortMultipartUpload (§6.5).</summary>
    Task AbortMultipartUploadAsync(string vaultName, string uploadId, CancellationToken cancellationToken);

    /// <summary>ListMultipartUploads: a page of uploads in progress (§6.5).</summary>
    /// <param name="vaultName">The vault.</param>
    /// <param name="marker">What the last page gave; null for the first.</param>
    /// <param name="limit">1 to 50; null is 50.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<Page<MultipartUpload>> ListMultipartUploadsAsync(
        string vaultName,
        string? marker,
        int? limit,
        CancellationToken cancellationToken
    );

    /// <summary>ListParts: a page of the parts that the service holds, by range (§6.5).</summary>
    /// <param name="vaultName">The vault.</param>
    /// <param name="uploadId">The upload.</param>
    /// <param name="marker">What the last page gave; null for the first.</param>
    /// <param name="limit">1 to 50; null is 50.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<PartsPage> ListPartsAsync(
        string vaultName,
        string uploadId,
        string? marker,
        int? limit,
        CancellationToken cancellationToken
    );

    /// <summary>InitiateJob (§6.6). Answers the job's ID.</summary>
    Task<string> InitiateJobAsync(JobRequest request, CancellationToken cancellationToken);

    /// <summary>DescribeJob (§6.6).</summary>
    Task<JobDescription> DescribeJobAsync(string vaultName, string jobId, CancellationToken cancellationToken);

    /// <summary>ListJobs: a page of running and recently finished jobs (§6.6).</summary>
    /// <param name="vaultName">The vault.</param>
    /// <param name="status">Only jobs of this status; null is all.</param>
    /// <param name="completed">Only jobs that have ended, or that have not; null is all.</param>
    /// <param name="marker">What the last page gave; null for the first.</param>
    /// <param name="limit">1 to 50; null is 50.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<Page<JobDescription>> ListJobsAsync(
        string vaultName,
        JobStatus? status,
        bool? completed,
        string? marker,
        int? limit,
        CancellationToken cancellationToken
    );

    /// <summary>GetJobOutput (§6.7). Returns as soon as the headers are there; the caller reads the body.</summary>
    Task<JobOutput> GetJobOutputAsync(JobOutputRequest request, CancellationToken cancellationToken);
}
