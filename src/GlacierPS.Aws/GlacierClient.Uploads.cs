using System.Globalization;
using GlacierPS.Aws.Wire;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws;

/// <content>Archives, whole and in parts (glacier-api.md §6.3 to §6.5).</content>
public sealed partial class GlacierClient
{
    private const string TreeHashHeader = "x-amz-sha256-tree-hash";
    private const string DescriptionHeader = "x-amz-archive-description";
    private const string Upload = Uploads + "/{uploadId}";

    /// <inheritdoc/>
    /// <remarks>
    /// Repeated only when nothing can have been stored; after a lost response a <see
    /// cref="GlacierConnectionException"/> with <see cref="GlacierConnectionException.MayHaveHappened"/> is thrown
    /// instead. Parts have no such doubt.
    /// </remarks>
    public Task<StoredArchive> UploadArchiveAsync(UploadArchiveRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Description.Check(request.Description);
        var call = new ServiceRequest("UploadArchive", HttpMethod.Post, Archives)
        {
            Body = new UploadBody(request.Body),
            BodyHash = request.Hashes.Linear,
            MakesAnother = "The archive",
        };
        if (call.Body.Length > GlacierLimits.SingleUploadSize)
        {
            throw new GlacierInputException(
                "ArchiveTooLarge",
                $"One request carries at most {GlacierLimits.SingleUploadSize} bytes, not {call.Body.Length}. "
                    + "Upload it in parts."
            );
        }

        return SendAsync(
            ForVault(call, request.VaultName)
                .WithHeader(DescriptionHeader, request.Description)
                .WithHeader(TreeHashHeader, request.Hashes.Tree.ToString()),
            response => ReadStored(response, request.VaultName, request.Hashes.Tree),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task DeleteArchiveAsync(string vaultName, string archiveId, CancellationToken cancellationToken) =>
        SendAsync(
            ForVault(new ServiceRequest("DeleteArchive", HttpMethod.Delete, Archives + "/{archiveId}"), vaultName)
                .WithMember("archiveId", archiveId),
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<string> InitiateMultipartUploadAsync(
        string vaultName,
        long partSize,
        string? description,
        CancellationToken cancellationToken
    )
    {
        Description.Check(description);
        return SendAsync(
            ForVault(
                    new ServiceRequest("InitiateMultipartUpload", HttpMethod.Post, Uploads)
                    {
                        MakesAnother = "The upload",
                    },
                    vaultName
                )
                .WithHeader(DescriptionHeader, description)
                .WithHeader("x-amz-part-size", partSize.ToString(CultureInfo.InvariantCulture)),
            response => response.RequiredHeader("x-amz-multipart-upload-id"),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task UploadPartAsync(UploadPartRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var call = new ServiceRequest("UploadMultipartPart", HttpMethod.Put, Upload)
        {
            Body = new UploadBody(request.Body, request.Range.Length),
            BodyHash = request.Hashes.Linear,
        };
        return SendAsync(
            ForVault(call, request.VaultName)
                .WithMember("uploadId", request.UploadId)
                .WithHeader("Content-Range", $"bytes {request.Range}/*")
                .WithHeader(TreeHashHeader, request.Hashes.Tree.ToString()),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<StoredArchive> CompleteMultipartUploadAsync(
        CompleteUploadRequest request,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        return SendAsync(
            ForUpload("CompleteMultipartUpload", HttpMethod.Post, request.VaultName, request.UploadId)
                .WithHeader("x-amz-archive-size", request.ArchiveSize.ToString(CultureInfo.InvariantCulture))
                .WithHeader(TreeHashHeader, request.TreeHash.ToString()),
            response => ReadStored(response, request.VaultName, request.TreeHash),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task AbortMultipartUploadAsync(string vaultName, string uploadId, CancellationToken cancellationToken) =>
        SendAsync(ForUpload("AbortMultipartUpload", HttpMethod.Delete, vaultName, uploadId), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<MultipartUpload>> ListMultipartUploadsAsync(
        string vaultName,
        string? marker,
        int? limit,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            ForVault(
                    new ServiceRequest("ListMultipartUploads", HttpMethod.Get, Uploads)
                    {
                        ResponseKind = ResponseKind.Json,
                    },
                    vaultName
                )
                .WithPage(marker, limit, GlacierLimits.ItemsPerPage),
            response => new Page<MultipartUpload>(
                response.Json.List("UploadsList", UploadMembers.Read),
                response.Json.NextMarker(marker)
            ),
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<PartsPage> ListPartsAsync(
        string vaultName,
        string uploadId,
        string? marker,
        int? limit,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            ForUpload("ListParts", HttpMethod.Get, vaultName, uploadId, ResponseKind.Json)
                .WithPage(marker, limit, GlacierLimits.ItemsPerPage),
            response => UploadMembers.ReadParts(response.Json, marker),
            cancellationToken
        );

    /// <summary>
    /// The ID alone is indispensable: not every service that speaks the protocol sends the rest, and an archive that
    /// is stored must not be lost to its owner over that.
    /// </summary>
    private StoredArchive ReadStored(ServiceResponse response, string vaultName, Sha256Digest sent)
    {
        string id = response.RequiredHeader("x-amz-archive-id");
        string? given = response.Header(TreeHashHeader);
        Sha256Digest stored = sent;
        if (given is not null && !Sha256Digest.TryParse(given, out stored))
        {
            throw new GlacierTransferException(
                "TreeHashMismatch",
                $"The service stored the archive {id} in vault '{vaultName}', but where its tree hash belongs it "
                    + "answered "
                    + $"'{given}'; {sent} was sent. Do not rely on that archive: remove it and send again."
            );
        }

        return new StoredArchive(
            id,
            stored,
            response.Header("Location") ?? $"/{AccountId}/vaults/{vaultName}/archives/{id}"
        );
    }

    private ServiceRequest ForUpload(
        string operation,
        HttpMethod method,
        string vaultName,
        string uploadId,
        ResponseKind response = ResponseKind.Headers
    ) =>
        ForVault(new ServiceRequest(operation, method, Upload) { ResponseKind = response }, vaultName)
            .WithMember("uploadId", uploadId);
}
