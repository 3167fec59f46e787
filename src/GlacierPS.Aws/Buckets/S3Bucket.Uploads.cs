using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Buckets;

/// <content>Multipart uploads.</content>
public sealed partial class S3Bucket
{
    /// <inheritdoc/>
    public async Task<string> CreateUploadAsync(string key, ObjectTraits traits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(traits);
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = Name,
            Key = key,
            ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
            ChecksumType = ChecksumType.COMPOSITE,
            StorageClass = new S3StorageClass(traits.StorageClass),
            ServerSideEncryptionMethod = EncryptionOf(traits),
            ServerSideEncryptionKeyManagementServiceKeyId = traits.KmsKeyId,
            TagSet = TagsOf(traits),
            ObjectLockMode = ModeOf(traits.Retention),
            ObjectLockRetainUntilDate = traits.Retention?.Until,
            ExpectedBucketOwner = _options.ExpectedOwner,
        };
        foreach ((string name, string value) in traits.Metadata)
        {
            request.Metadata[name] = value;
        }

        InitiateMultipartUploadResponse begun = await OnceAsync(
            "CreateMultipartUpload",
            () => _client.InitiateMultipartUploadAsync(request, cancellationToken),
            cancellationToken
        );
        return begun.UploadId is { Length: > 0 } id
            ? id
            : throw new GlacierConnectionException(
                _service.Endpoint,
                $"The answer of {_service.Endpoint} to CreateMultipartUpload has no upload ID. Check the address."
            );
    }

    /// <inheritdoc/>
    public async Task<BucketPart> UploadPartAsync(
        string key,
        string uploadId,
        int number,
        Stream body,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(body);
        UploadPartResponse sent = await OnceAsync(
            "UploadPart",
            () =>
                _client.UploadPartAsync(
                    new Amazon.S3.Model.UploadPartRequest
                    {
                        BucketName = Name,
                        Key = key,
                        UploadId = uploadId,
                        PartNumber = number,
                        PartSize = body.Length,
                        InputStream = body,
                        ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
                        DisablePayloadSigning = _service.Endpoint.Scheme == Uri.UriSchemeHttps,
                        ExpectedBucketOwner = _options.ExpectedOwner,
                    },
                    cancellationToken
                ),
            cancellationToken
        );
        return new BucketPart(number, body.Length, sent.ETag, DigestOf(sent.ChecksumSHA256));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BucketPart>> ListPartsAsync(
        string key,
        string uploadId,
        CancellationToken cancellationToken
    )
    {
        var parts = new List<BucketPart>();
        string? marker = null;
        do
        {
            string? from = marker;
            ListPartsResponse page = await AgainAsync(
                "ListParts",
                () =>
                    _client.ListPartsAsync(
                        new ListPartsRequest
                        {
                            BucketName = Name,
                            Key = key,
                            UploadId = uploadId,
                            PartNumberMarker = from,
                            ExpectedBucketOwner = _options.ExpectedOwner,
                        },
                        cancellationToken
                    ),
                cancellationToken
            );
            parts.AddRange(
                (page.Parts ?? []).Select(part => new BucketPart(
                    part.PartNumber ?? 0,
                    part.Size ?? 0,
                    part.ETag,
                    DigestOf(part.ChecksumSHA256)
                ))
            );
            marker = page.IsTruncated == true ? $"{page.NextPartNumberMarker}" : null;
        } while (marker is not null);
        return parts;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<OpenUpload> ListUploadsAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        (string? key, string? id) = (null, null);
        do
        {
            (string? fromKey, string? fromId) = (key, id);
            ListMultipartUploadsResponse page = await AgainAsync(
                "ListMultipartUploads",
                () =>
                    _client.ListMultipartUploadsAsync(
                        new ListMultipartUploadsRequest
                        {
                            BucketName = Name,
                            Prefix = prefix,
                            KeyMarker = fromKey,
                            UploadIdMarker = fromId,
                            ExpectedBucketOwner = _options.ExpectedOwner,
                        },
                        cancellationToken
                    ),
                cancellationToken
            );
            foreach (Amazon.S3.Model.MultipartUpload upload in page.MultipartUploads ?? [])
            {
                yield return new OpenUpload(upload.Key, upload.UploadId)
                {
                    // Other stores than AWS's may tell of no upload which checksums it has.
                    CanBeOurs = upload.ChecksumAlgorithm is null
                        ? _service.HasOwnAddress
                        : upload.ChecksumAlgorithm == ChecksumAlgorithm.SHA256
                            && (upload.ChecksumType is null || upload.ChecksumType == ChecksumType.COMPOSITE),
                };
            }

            (key, id) = page.IsTruncated == true ? (page.NextKeyMarker, page.NextUploadIdMarker) : (null, null);
        } while (key is not null);
    }

    /// <inheritdoc/>
    public Task CompleteUploadAsync(
        string key,
        string uploadId,
        IReadOnlyList<BucketPart> parts,
        long size,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(parts);
        return OnceAsync(
            "CompleteMultipartUpload",
            () =>
                _client.CompleteMultipartUploadAsync(
                    new CompleteMultipartUploadRequest
                    {
                        BucketName = Name,
                        Key = key,
                        UploadId = uploadId,
                        IfNoneMatch = "*",
                        MpuObjectSize = size,
                        ChecksumType = ChecksumType.COMPOSITE,
                        ChecksumSHA256 = CompositeChecksum.Of(parts),
                        ExpectedBucketOwner = _options.ExpectedOwner,
                        PartETags =
                        [
                            .. parts.Select(part => new PartETag(part.Number, part.ETag)
                            {
                                ChecksumSHA256 = part.Sha256 is { } digest
                                    ? Convert.ToBase64String(digest.Bytes)
                                    : null,
                            }),
                        ],
                    },
                    cancellationToken
                ),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task AbortUploadAsync(string key, string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            await AgainAsync(
                "AbortMultipartUpload",
                () =>
                    _client.AbortMultipartUploadAsync(
                        new AbortMultipartUploadRequest
                        {
                            BucketName = Name,
                            Key = key,
                            UploadId = uploadId,
                            ExpectedBucketOwner = _options.ExpectedOwner,
                        },
                        cancellationToken
                    ),
                cancellationToken
            );
        }
        catch (BucketException error) when (error.IsNoUpload) { }
    }
}
