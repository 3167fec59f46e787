using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Transfer;

/// <summary>The operations that no transfer calls; a test fails if one does.</summary>
internal sealed partial class InMemoryGlacier
{
    public Task<string> CreateVaultAsync(string vaultName, CancellationToken cancellationToken) =>
        throw NotPartOfTransfers();

    public Task<VaultDescription> DescribeVaultAsync(string vaultName, CancellationToken cancellationToken) =>
        throw NotPartOfTransfers();

    public Task<Page<VaultDescription>> ListVaultsAsync(
        string? marker,
        int? limit,
        CancellationToken cancellationToken
    ) => throw NotPartOfTransfers();

    public Task DeleteVaultAsync(string vaultName, CancellationToken cancellationToken) => throw NotPartOfTransfers();

    public Task DeleteArchiveAsync(string vaultName, string archiveId, CancellationToken cancellationToken) =>
        throw NotPartOfTransfers();

    public Task AbortMultipartUploadAsync(string vaultName, string uploadId, CancellationToken cancellationToken) =>
        throw NotPartOfTransfers();

    public Task<Page<JobDescription>> ListJobsAsync(
        string vaultName,
        JobStatus? status,
        bool? completed,
        string? marker,
        int? limit,
        CancellationToken cancellationToken
    ) => throw NotPartOfTransfers();

    private static NotSupportedException NotPartOfTransfers() => new("Transfers have no business with this operation.");
}
