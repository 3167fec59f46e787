using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using GlacierPS.Aws.Configuration;
using GlacierPS.Aws.Runtime;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Buckets;

/// <summary>
/// A bucket on AWSSDK.S3. Bodies are sent once and as they are read: their SHA-256 follows as a trailer, over HTTPS
/// without signing the body a second time.
/// </summary>
public sealed partial class S3Bucket : IBucket
{
    // Tries of a request without a body, above which the caller has its own.
    private const int Attempts = 5;

    // Of these, such as may end with a silence: each takes a minute, and the callers repeat them too.
    private const int SilentAttempts = 2;

    private readonly AmazonS3Client _client;
    private readonly OtherService _service;
    private readonly BucketOptions _options;
    private readonly Core.Threading.RetryPolicy _retry;

    private S3Bucket(BucketOptions options, OtherService service)
    {
        (_options, _service) = (options, service);
        _retry = new Core.Threading.RetryPolicy(Attempts, options.RetryDelay);
        var config = new AmazonS3Config
        {
            AuthenticationRegion = service.Region,
            ServiceURL = service.Endpoint.AbsoluteUri,
            ForcePathStyle = service.HasOwnAddress,
            MaxErrorRetry = 0,
            // Beside these, the SDK sends what a connection broke under ten times more, and every body from its start.
            MaxStaleConnectionRetries = 0,
            IgnoreConfiguredEndpointUrls = true,
            EndpointProvider = new BucketAddress(),
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_SUPPORTED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            Timeout = Timeout.InfiniteTimeSpan,
            // The SDK's stream with a trailer makes an array for each reading. From 85,000 bytes on these are large
            // objects, which only the costliest of collections removes.
            BufferSize = 64 << 10,
            HttpClientFactory = new GlacierHttpClientFactory(options.Transport, mayExpect: false, options.Timeout),
        };
        _client = new BucketClient(service.Credentials, config);
    }

    /// <inheritdoc/>
    public string Name => _options.Name;

    /// <summary>Makes a client of a bucket; nothing is sent yet.</summary>
    /// <exception cref="GlacierInputException">The region or the endpoint cannot be used.</exception>
    /// <exception cref="GlacierCredentialsException">The named profile is not there.</exception>
    public static S3Bucket Open(BucketOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new S3Bucket(
            options,
            OtherService.Find(
                new GlacierClientOptions
                {
                    ProfileName = options.ProfileName,
                    Region = options.Region,
                    EndpointUrl = options.EndpointUrl,
                    Service = "s3",
                    KeySource = options.KeySource,
                }
            )
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _service.Dispose();
    }

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) =>
        // Not HeadBucket, whose answer has no body that would say what is wrong.
        AgainAsync(
            "ListObjectsV2",
            () =>
                _client.ListObjectsV2Async(
                    new ListObjectsV2Request
                    {
                        BucketName = Name,
                        MaxKeys = 1,
                        ExpectedBucketOwner = _options.ExpectedOwner,
                    },
                    cancellationToken
                ),
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ExpiringPrefixesAsync(CancellationToken cancellationToken)
    {
        try
        {
            GetLifecycleConfigurationResponse found = await AgainAsync(
                "GetBucketLifecycleConfiguration",
                () =>
                    _client.GetLifecycleConfigurationAsync(
                        new GetLifecycleConfigurationRequest
                        {
                            BucketName = Name,
                            ExpectedBucketOwner = _options.ExpectedOwner,
                        },
                        cancellationToken
                    ),
                cancellationToken
            );
            return
            [
                .. (found.Configuration?.Rules ?? [])
                    .Where(rule => rule.Status == LifecycleRuleStatus.Enabled && rule.Expiration is not null)
                    .Select(PrefixOf),
            ];
        }
        catch (BucketException error) when (error.Status == 404 && error.ErrorId != "NoSuchBucket")
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? token = null;
        do
        {
            string? next = token;
            ListObjectsV2Response page = await AgainAsync(
                "ListObjectsV2",
                () =>
                    _client.ListObjectsV2Async(
                        new ListObjectsV2Request
                        {
                            BucketName = Name,
                            Prefix = prefix,
                            ContinuationToken = next,
                            ExpectedBucketOwner = _options.ExpectedOwner,
                        },
                        cancellationToken
                    ),
                cancellationToken
            );
            foreach (S3Object found in page.S3Objects ?? [])
            {
                yield return found.Key;
            }

            token = page.IsTruncated == true ? page.NextContinuationToken : null;
        } while (token is not null);
    }

    /// <inheritdoc/>
    public async Task<BucketObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            GetObjectMetadataResponse found = await AgainAsync(
                "HeadObject",
                () =>
                    _client.GetObjectMetadataAsync(
                        new GetObjectMetadataRequest
                        {
                            BucketName = Name,
                            Key = key,
                            ChecksumMode = ChecksumMode.ENABLED,
                            ExpectedBucketOwner = _options.ExpectedOwner,
                        },
                        cancellationToken
                    ),
                cancellationToken
            );
            const string Prefix = "x-amz-meta-";
            return new BucketObject(
                key,
                found.ContentLength,
                found.ChecksumSHA256,
                found.StorageClass?.Value ?? "STANDARD",
                found.Metadata.Keys.ToDictionary(
                    name =>
                        name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
                            ? name[Prefix.Length..].ToLowerInvariant()
                            : name.ToLowerInvariant(),
                    name => found.Metadata[name]
                )
            )
            {
                IsArchived =
                    found.ArchiveStatus is not null
                    || found.StorageClass == S3StorageClass.DeepArchive
                    || found.StorageClass == S3StorageClass.Glacier,
                IsRestoring = found.RestoreInProgress == true,
                RestoredUntil = found.RestoreExpiration?.ToUniversalTime(),
                Modified = found.LastModified?.ToUniversalTime() ?? default,
                RetainUntil = found.ObjectLockRetainUntilDate?.ToUniversalTime(),
            };
        }
        catch (BucketException error) when (error.Status == 404 && error.ErrorId != "NoSuchBucket")
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<Stream> GetAsync(string key, Core.Hashing.ByteRange? range, CancellationToken cancellationToken)
    {
        GetObjectResponse found = await AgainAsync(
            "GetObject",
            () =>
                _client.GetObjectAsync(
                    new GetObjectRequest
                    {
                        BucketName = Name,
                        Key = key,
                        ByteRange = range is { } bytes ? new Amazon.S3.Model.ByteRange(bytes.First, bytes.Last) : null,
                        ExpectedBucketOwner = _options.ExpectedOwner,
                    },
                    cancellationToken
                ),
            cancellationToken
        );
        return new ObjectBody(found.ResponseStream, Name, _service);
    }

    /// <inheritdoc/>
    public async Task<Sha256Digest> PutAsync(
        string key,
        Stream body,
        ObjectTraits traits,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(traits);
        var request = new PutObjectRequest
        {
            BucketName = Name,
            Key = key,
            InputStream = body,
            AutoCloseStream = false,
            AutoResetStreamPosition = false,
            ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
            DisablePayloadSigning = _service.Endpoint.Scheme == Uri.UriSchemeHttps,
            IfNoneMatch = "*",
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

        PutObjectResponse stored = await OnceAsync(
            "PutObject",
            () => _client.PutObjectAsync(request, cancellationToken),
            cancellationToken
        );
        return DigestOf(stored.ChecksumSHA256)
            ?? throw new BucketException(
                "ChecksumMissing",
                $"The store at {_service.Endpoint} did not say the SHA-256 of '{key}'. {S3Failures.NoChecksum}"
            );
    }

    /// <inheritdoc/>
    public async Task RestoreAsync(string key, int days, RetrievalTier tier, CancellationToken cancellationToken)
    {
        try
        {
            await AgainAsync(
                "RestoreObject",
                () =>
                    _client.RestoreObjectAsync(
                        new RestoreObjectRequest
                        {
                            BucketName = Name,
                            Key = key,
                            Days = days,
                            RetrievalTier = new GlacierJobTier(tier.ToString()),
                            ExpectedBucketOwner = _options.ExpectedOwner,
                        },
                        cancellationToken
                    ),
                cancellationToken
            );
        }
        catch (BucketException error) when (error.Code == "RestoreAlreadyInProgress") { }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        AgainAsync(
            "DeleteObject",
            () =>
                _client.DeleteObjectAsync(
                    new DeleteObjectRequest
                    {
                        BucketName = Name,
                        Key = key,
                        ExpectedBucketOwner = _options.ExpectedOwner,
                    },
                    cancellationToken
                ),
            cancellationToken
        );

    private static ObjectLockMode? ModeOf(ObjectRetention? retention) =>
        retention is null ? null : new ObjectLockMode(retention.Mode);

    private static ServerSideEncryptionMethod? EncryptionOf(ObjectTraits traits) =>
        traits.KmsKeyId is null ? null : ServerSideEncryptionMethod.AWSKMS;

    private static List<Tag>? TagsOf(ObjectTraits traits) =>
        traits.Tags.Count == 0 ? null : [.. traits.Tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];

    private static string PrefixOf(LifecycleRule rule) =>
        rule.Filter?.LifecycleFilterPredicate switch
        {
            LifecyclePrefixPredicate predicate => predicate.Prefix ?? "",
            _ => "",
        };

    private static Sha256Digest? DigestOf(string? base64)
    {
        byte[] bytes = new byte[Sha256Digest.Size + 1];
        return
            base64 is not null
            && Convert.TryFromBase64String(base64, bytes, out int length)
            && length == Sha256Digest.Size
            ? Sha256Digest.FromBytes(bytes.AsSpan(0, length))
            : null;
    }

    private Task<T> AgainAsync<T>(string operation, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        int silences = 0;
        return _retry.RunAsync(
            () => OnceAsync(operation, send, cancellationToken),
            _ => { },
            cancellationToken,
            (error, token) =>
                Core.Threading.RetryPolicy.CanRetry(error, token)
                && (!OtherService.IsSilence(error) || ++silences < SilentAttempts)
        );
    }

    private Task<T> OnceAsync<T>(string operation, Func<Task<T>> send, CancellationToken cancellationToken) =>
        _service.SendAsync(operation, send, error => S3Failures.Refused(error, operation, Name), cancellationToken);
}
