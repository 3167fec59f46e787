using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace GlacierPS.StrictBucket;

/// <summary>
/// One bucket that speaks enough of S3's REST API to store, list, read and delete objects, and believes nothing: every
/// checksum of headers and trailers is verified, part checksums are kept, listed and asked for again, and what S3
/// limits is limited. Of the signature only the form and the region are looked at.
/// </summary>
public sealed partial class StrictBucket
{
    // S3's limits: of a key in UTF-8, and of all user metadata together.
    private const int MaxKeyBytes = 1024;
    private const int MaxMetadataBytes = 2048;

    private readonly BucketStore _store;

    /// <summary>Makes an empty bucket.</summary>
    /// <param name="folder">Where the objects' bytes go.</param>
    public StrictBucket(string folder) => _store = new BucketStore(folder, this);

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "archive";

    /// <summary>The account that owns it.</summary>
    public string Owner { get; init; } = "111122223333";

    /// <summary>Its region.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The content of its lifecycle configuration, in XML; null if it has none.</summary>
    public string? Lifecycle { get; set; }

    /// <summary>Whether objects can be kept from deletion.</summary>
    public bool HasObjectLock { get; set; }

    /// <summary>Whether STANDARD is the only storage class that it has, as of most stores that are not AWS's.</summary>
    public bool HasStandardAlone { get; set; }

    /// <summary>How long each request takes before it is worked on.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How long it takes until an archived object can be read.</summary>
    public TimeSpan RestoreTime { get; set; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What goes wrong, and what was asked.</summary>
    public BucketFaults Faults { get; } = new();

    /// <summary>All objects, by key.</summary>
    public IReadOnlyList<StoredObject> Objects => _store.Objects;

    /// <summary>The multipart uploads that are open.</summary>
    public IReadOnlyList<StoredUpload> Uploads => _store.Uploads;

    /// <summary>
    /// Objects that were deleted while they were kept: of a bucket with versions the deletion hides them alone.
    /// </summary>
    public IReadOnlyList<StoredObject> Hidden => _store.Hidden;

    /// <summary>Does harm to an object, as somebody else might.</summary>
    public void Damage(string key, DamageKind kind) => _store.Damage(key, kind);

    /// <summary>Answers a request. The body is read to its end.</summary>
    public async Task<BucketResponse> AnswerAsync(BucketRequest request, CancellationToken cancellationToken)
    {
        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay, cancellationToken);
        }

        string operation = OperationOf(request, out string? key);
        FaultKind? fault = Faults.Take(operation);
        try
        {
            switch (fault)
            {
                case FaultKind.Unavailable:
                    await DrainAsync(request, cancellationToken);
                    throw new BucketErrorException(
                        HttpStatusCode.ServiceUnavailable,
                        "SlowDown",
                        "Please reduce your request rate."
                    );
                case FaultKind.InternalError:
                    await DrainAsync(request, cancellationToken);
                    throw new BucketErrorException(
                        HttpStatusCode.InternalServerError,
                        "InternalError",
                        "We encountered an internal error. Please try again."
                    );
                case FaultKind.Denied:
                    throw new BucketErrorException(HttpStatusCode.Forbidden, "AccessDenied", "Access Denied");
                case FaultKind.LostRequest:
                    return new BucketResponse { IsLost = true };
                case FaultKind.ErrorInside:
                    await DrainAsync(request, cancellationToken);
                    return ErrorInside();
                default:
                    break;
            }

            Check(request, key);
            BucketResponse answer = await RunAsync(operation, key ?? "", request, cancellationToken);
            return fault switch
            {
                FaultKind.LostAnswer => new BucketResponse { IsLost = true },
                FaultKind.ErrorInsideThoughDone => ErrorInside(),
                _ => answer,
            };
        }
        catch (BucketErrorException error)
        {
            return fault == FaultKind.LostAnswer ? new BucketResponse { IsLost = true } : error.ToResponse();
        }
    }

    private static BucketResponse ErrorInside() =>
        BucketResponse.Xml("Error", "<Code>InternalError</Code><Message>We encountered an internal error.</Message>");

    private static async Task DrainAsync(BucketRequest request, CancellationToken cancellationToken) =>
        await request.Body.CopyToAsync(Stream.Null, cancellationToken);

    private string OperationOf(BucketRequest request, out string? key)
    {
        string path = Uri.UnescapeDataString(request.Path).TrimStart('/');
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        key = slash < 0 || slash == path.Length - 1 ? null : path[(slash + 1)..];
        bool Has(string name) => request.Query.ContainsKey(name);
        return (request.Method, key) switch
        {
            ("HEAD", null) => "HeadBucket",
            ("GET", null) when Has("uploads") => "ListMultipartUploads",
            ("GET", null) when Has("lifecycle") => "GetBucketLifecycleConfiguration",
            ("GET", null) when Has("object-lock") => "GetObjectLockConfiguration",
            ("PUT", not null) when Has("retention") => "PutObjectRetention",
            ("GET", null) when Has("location") => "GetBucketLocation",
            ("GET", null) when Has("list-type") => "ListObjectsV2",
            ("HEAD", _) => "HeadObject",
            ("GET", _) when Has("uploadId") => "ListParts",
            ("GET", _) => "GetObject",
            ("PUT", _) when Has("partNumber") => "UploadPart",
            ("PUT", not null) => "PutObject",
            ("POST", not null) when Has("uploads") => "CreateMultipartUpload",
            ("POST", not null) when Has("restore") => "RestoreObject",
            ("POST", not null) when Has("uploadId") => "CompleteMultipartUpload",
            ("DELETE", not null) when Has("uploadId") => "AbortMultipartUpload",
            ("DELETE", not null) => "DeleteObject",
            _ => "Unknown",
        };
    }

    private void Check(BucketRequest request, string? key)
    {
        string authorization = request.Header("Authorization") ?? "";
        Match scope = ScopePattern().Match(authorization);
        if (!scope.Success)
        {
            throw new BucketErrorException(HttpStatusCode.Forbidden, "AccessDenied", "Access Denied");
        }

        if (scope.Groups[1].Value != Region)
        {
            throw BucketErrorException.Bad(
                "AuthorizationHeaderMalformed",
                $"The authorization header is malformed; the region '{scope.Groups[1].Value}' is wrong; expecting "
                    + $"'{Region}'"
            );
        }

        string bucket = Uri.UnescapeDataString(request.Path).TrimStart('/').Split('/')[0];
        if (bucket != Name)
        {
            throw BucketErrorException.NotFound("NoSuchBucket", "The specified bucket does not exist");
        }

        if (request.Header("x-amz-expected-bucket-owner") is { } owner && owner != Owner)
        {
            throw new BucketErrorException(HttpStatusCode.Forbidden, "AccessDenied", "Access Denied");
        }

        if (key is not null && Encoding.UTF8.GetByteCount(key) > MaxKeyBytes)
        {
            throw BucketErrorException.Bad("KeyTooLongError", "Your key is too long");
        }

        if (key?.Any(char.IsControl) == true)
        {
            throw BucketErrorException.Bad("InvalidArgument", "A control character in a key breaks listings.");
        }

        CheckMetadata(request);
    }

    private static void CheckMetadata(BucketRequest request)
    {
        int bytes = 0;
        foreach ((string name, string value) in request.Headers)
        {
            if (name.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase))
            {
                bytes += name.Length - "x-amz-meta-".Length + value.Length;
                if (!Ascii.IsValid(value) || value.Any(char.IsControl))
                {
                    throw BucketErrorException.Bad("InvalidArgument", $"The metadata '{name}' is not ASCII.");
                }
            }
        }

        if (bytes > MaxMetadataBytes)
        {
            throw BucketErrorException.Bad(
                "MetadataTooLarge",
                "Your metadata headers exceed the maximum allowed metadata size"
            );
        }
    }

    private async Task<BucketResponse> RunAsync(
        string operation,
        string key,
        BucketRequest request,
        CancellationToken cancellationToken
    ) =>
        operation switch
        {
            "HeadBucket" => new BucketResponse().With("x-amz-bucket-region", Region),
            "GetBucketLocation" => BucketResponse.Xml("LocationConstraint", Region == "us-east-1" ? "" : Region),
            "GetBucketLifecycleConfiguration" => BucketResponse.Xml(
                "LifecycleConfiguration",
                Lifecycle
                    ?? throw BucketErrorException.NotFound(
                        "NoSuchLifecycleConfiguration",
                        "The lifecycle configuration does not exist"
                    )
            ),
            "GetObjectLockConfiguration" => HasObjectLock
                ? BucketResponse.Xml("ObjectLockConfiguration", "<ObjectLockEnabled>Enabled</ObjectLockEnabled>")
                : throw BucketErrorException.NotFound(
                    "ObjectLockConfigurationNotFoundError",
                    "Object Lock configuration does not exist for this bucket"
                ),
            "PutObjectRetention" => await _store.RetainAsync(key, request, cancellationToken),
            "ListObjectsV2" => _store.List(request),
            "HeadObject" => _store.Head(key, request),
            "GetObject" => _store.Get(key, request),
            "PutObject" => await _store.PutAsync(key, request, cancellationToken),
            "DeleteObject" => _store.Delete(key),
            "RestoreObject" => await _store.RestoreAsync(key, request, cancellationToken),
            "CreateMultipartUpload" => _store.Create(key, request),
            "UploadPart" => await _store.UploadPartAsync(key, request, cancellationToken),
            "ListParts" => _store.ListParts(key, request),
            "ListMultipartUploads" => _store.ListUploads(request),
            "CompleteMultipartUpload" => await _store.CompleteAsync(key, request, cancellationToken),
            "AbortMultipartUpload" => _store.Abort(key, request),
            _ => throw new BucketErrorException(
                HttpStatusCode.NotImplemented,
                "NotImplemented",
                $"This bucket does not know {request.Method} {request.Path}."
            ),
        };

    [GeneratedRegex(
        @"^AWS4-HMAC-SHA256 Credential=[^/]+/\d{8}/([a-z0-9-]+)/s3/aws4_request, ?"
            + "SignedHeaders=[^ ,]+, ?Signature=[0-9a-f]{64}$"
    )]
    private static partial Regex ScopePattern();
}
