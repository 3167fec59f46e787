using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Copy;

/// <summary>
/// A bucket of S3, or a folder, as far as archives are copied into it. Requests that can be repeated without harm are
/// repeated a few times where they fail for a passing reason, except those with a body.
/// </summary>
/// <remarks>All throw <see cref="BucketException"/> where the service refuses, and
/// <see cref="GlacierConnectionException"/> where it cannot be reached.</remarks>
public interface IBucket : IDisposable
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Asks whether it is there, in the region and of the owner that were said.</summary>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>The prefixes whose objects a lifecycle rule deletes after some time; empty is all of them.</summary>
    Task<IReadOnlyList<string>> ExpiringPrefixesAsync(CancellationToken cancellationToken);

    /// <summary>The keys below a prefix, in any order.</summary>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>What is known of an object; null if there is none.</summary>
    Task<BucketObject?> HeadAsync(string key, CancellationToken cancellationToken);

    /// <summary>The bytes of an object as they come; the caller disposes of the stream.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="range">Which bytes, as far as there are so many; null is all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<Stream> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken);

    /// <summary>Stores an object by one request, unless one of that key is there.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="body">Its bytes, read once; how many is the stream's length.</param>
    /// <param name="traits">How it lies there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The SHA-256 that the service computed.</returns>
    Task<Sha256Digest> PutAsync(string key, Stream body, ObjectTraits traits, CancellationToken cancellationToken);

    /// <summary>Begins a multipart upload.</summary>
    /// <returns>Its ID.</returns>
    Task<string> CreateUploadAsync(string key, ObjectTraits traits, CancellationToken cancellationToken);

    /// <summary>Sends a part.</summary>
    /// <returns>The part as the service has it.</returns>
    Task<BucketPart> UploadPartAsync(
        string key,
        string uploadId,
        int number,
        Stream body,
        CancellationToken cancellationToken
    );

    /// <summary>The parts that were sent.</summary>
    Task<IReadOnlyList<BucketPart>> ListPartsAsync(string key, string uploadId, CancellationToken cancellationToken);

    /// <summary>The uploads below a prefix that were neither completed nor aborted, oldest first by key.</summary>
    IAsyncEnumerable<OpenUpload> ListUploadsAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Makes an object of the parts, unless one of that key is there.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="uploadId">The upload.</param>
    /// <param name="parts">All parts.</param>
    /// <param name="size">Bytes of them all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task CompleteUploadAsync(
        string key,
        string uploadId,
        IReadOnlyList<BucketPart> parts,
        long size,
        CancellationToken cancellationToken
    );

    /// <summary>Gives an upload up; one that is gone already is none.</summary>
    Task AbortUploadAsync(string key, string uploadId, CancellationToken cancellationToken);

    /// <summary>Asks for a readable copy of an archived object; one that is asked for already is no error.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="days">How long the copy is kept.</param>
    /// <param name="tier">How fast it is made.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task RestoreAsync(string key, int days, RetrievalTier tier, CancellationToken cancellationToken);

    /// <summary>Whether it has Object Lock, without which no object can be kept from deletion.</summary>
    Task<bool> HasObjectLockAsync(CancellationToken cancellationToken);

    /// <summary>Keeps an object from deletion, longer than it is already.</summary>
    Task RetainAsync(string key, ObjectRetention retention, CancellationToken cancellationToken);

    /// <summary>Deletes an object.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}

/// <summary>An object of a bucket.</summary>
/// <param name="Key">Its key.</param>
/// <param name="SizeInBytes">Its size.</param>
/// <param name="ChecksumSHA256">
/// Its SHA-256 in Base64, for one of several parts that of theirs with <c>-</c> and their count; null if it has none.
/// </param>
/// <param name="StorageClass">How it is stored.</param>
/// <param name="Metadata">Its metadata, names in small letters.</param>
public sealed record BucketObject(
    string Key,
    long SizeInBytes,
    string? ChecksumSHA256,
    string StorageClass,
    IReadOnlyDictionary<string, string> Metadata
)
{
    /// <summary>Whether it cannot be read before it is restored.</summary>
    public bool IsArchived { get; init; }

    /// <summary>Whether a readable copy of it is being made.</summary>
    public bool IsRestoring { get; init; }

    /// <summary>Until when there is a readable copy of it, in UTC; null if there is none.</summary>
    public DateTime? RestoredUntil { get; init; }

    /// <summary>When it was stored, in UTC.</summary>
    public DateTime Modified { get; init; }

    /// <summary>
    /// Until when it cannot be deleted, in UTC; null if it can be, or who asks may not know
    /// (s3:GetObjectRetention).
    /// </summary>
    public DateTime? RetainUntil { get; init; }
}

/// <summary>A multipart upload that was neither completed nor aborted.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="UploadId">Its ID.</param>
public sealed record OpenUpload(string Key, string UploadId)
{
    /// <summary>
    /// Whether it can have been begun from here: false where the store tells of another checksum than those that each
    /// upload from here is begun with. Such a one is left alone.
    /// </summary>
    public bool CanBeOurs { get; init; } = true;
}

/// <summary>A part of a multipart upload.</summary>
/// <param name="Number">From 1 on.</param>
/// <param name="SizeInBytes">Its size.</param>
/// <param name="ETag">What the service calls it.</param>
/// <param name="Sha256">The SHA-256 that the service computed; null if it has none.</param>
public sealed record BucketPart(int Number, long SizeInBytes, string ETag, Sha256Digest? Sha256);

/// <summary>That an object cannot be deleted for some time.</summary>
/// <param name="Mode"><see cref="CopyRetention.Compliance"/> or <see cref="CopyRetention.Governance"/>.</param>
/// <param name="Until">Until when, in UTC.</param>
public sealed record ObjectRetention(string Mode, DateTime Until);

/// <summary>How an object is stored.</summary>
public sealed record ObjectTraits
{
    /// <summary>The storage class.</summary>
    public string StorageClass { get; init; } = "DEEP_ARCHIVE";

    /// <summary>The KMS key that encrypts it; null is as the bucket has it.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Until when it cannot be deleted; null is as the bucket has it.</summary>
    public ObjectRetention? Retention { get; init; }

    /// <summary>Bytes of each part but the last, where it is stored in several.</summary>
    public long PartSize { get; init; }

    /// <summary>Metadata in ASCII, at most 2,048 bytes with the names.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

/// <summary>What a bucket refused.</summary>
public sealed class BucketException(string errorId, string message, Exception? innerException = null)
    : GlacierException(errorId, message, innerException)
{
    /// <summary>S3's own name of the error; empty if it gave none.</summary>
    public string Code { get; init; } = "";

    /// <summary>The HTTP status; 0 if there was no answer.</summary>
    public int Status { get; init; }

    /// <inheritdoc/>
    public override bool CanRetry =>
        Status >= 500 || Code is "InternalError" or "SlowDown" or "RequestTimeout" or "BadDigest";

    /// <summary>Whether there is an object of that key already.</summary>
    public bool IsTaken => Status is 412 or 409;

    /// <summary>Whether the upload is completed, aborted or was never there.</summary>
    public bool IsNoUpload => Code == "NoSuchUpload";
}
