using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Copy;

/// <summary>What storing an archive and storing a bundle have in common.</summary>
/// <param name="bucket">The bucket.</param>
/// <param name="retry">How often a request is made.</param>
/// <param name="note">Told of requests that are repeated.</param>
internal sealed class StoredObjects(IBucket bucket, RetryPolicy retry, Action<string> note)
{
    /// <summary>What is known of an object; null if there is none.</summary>
    public Task<BucketObject?> HeadAsync(string key, CancellationToken cancellationToken) =>
        retry.RunAsync(
            () => bucket.HeadAsync(key, cancellationToken),
            error => note($"The object '{key}' is looked at again: {error.Message}"),
            cancellationToken
        );

    /// <summary>Begins an upload.</summary>
    public Task<string> CreateUploadAsync(string key, ObjectTraits traits, CancellationToken cancellationToken) =>
        retry.RunAsync(
            () => bucket.CreateUploadAsync(key, traits, cancellationToken),
            error => note($"The upload of '{key}' is begun again: {error.Message}"),
            cancellationToken
        );

    /// <summary>
    /// Completes an upload. Where the answer is lost or an error, the object itself tells whether it was done.
    /// </summary>
    public async Task CompleteAsync(
        string key,
        string uploadId,
        BucketPart[] parts,
        long size,
        CancellationToken cancellationToken
    )
    {
        for (int failed = 1; ; failed++)
        {
            try
            {
                await bucket.CompleteUploadAsync(key, uploadId, parts, size, cancellationToken);
                return;
            }
            catch (Exception error)
                when (RetryPolicy.CanRetry(error, cancellationToken)
                    || error is BucketException { IsNoUpload: true } or BucketException { IsTaken: true }
                )
            {
                BucketObject? found = await HeadAsync(key, cancellationToken);
                if (found is not null)
                {
                    // What was sent, or another's: the caller looks. The upload is of no more use.
                    await bucket.AbortUploadAsync(key, uploadId, cancellationToken);
                    return;
                }

                if (error is BucketException { IsNoUpload: true } || !retry.Allows(failed))
                {
                    throw;
                }

                note($"The upload of '{key}' is completed again: {error.Message}");
                await retry.WaitAsync(failed, cancellationToken);
            }
        }
    }

    /// <summary>Stores a manifest or an index, unless there is one.</summary>
    /// <returns>
    /// False where another has the key; one that is the same is this one, the answer to it lost.
    /// </returns>
    public Task<bool> TryPutListAsync(
        string key,
        byte[] bytes,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken
    ) =>
        retry.RunAsync(
            () => TryPutAsync(key, bytes, metadata, cancellationToken),
            error => note($"The manifest '{key}' is written again: {error.Message}"),
            cancellationToken
        );

    /// <summary>The bytes of a manifest or an index.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="most">How many from its beginning; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<byte[]> GetListAsync(string key, int? most, CancellationToken cancellationToken) =>
        retry.RunAsync(
            async () =>
            {
                await using Stream body = await bucket.GetAsync(
                    key,
                    most is { } bytes ? new ByteRange(0, bytes - 1) : null,
                    cancellationToken
                );
                using var read = new MemoryStream();
                await body.CopyToAsync(read, cancellationToken);
                return read.ToArray();
            },
            error => note($"The manifest '{key}' is read again: {error.Message}"),
            cancellationToken
        );

    /// <summary>A SHA-256 as S3 writes it.</summary>
    public static string Base64(Sha256Digest digest) => Convert.ToBase64String(digest.Bytes);

    /// <summary>Fails unless the bucket computed the hash that was computed here.</summary>
    /// <exception cref="GlacierTransferException">CopyDamaged.</exception>
    public static Sha256Digest Same(string key, Sha256Digest? stored, Sha256Digest read) =>
        stored == read
            ? read
            : throw new GlacierTransferException(
                "CopyDamaged",
                $"The bucket computed the SHA-256 {stored} of what was sent for '{key}', and {read} is what was read "
                    + "from the vault. It does not count as a copy. Run the same again."
            );

    private async Task<bool> TryPutAsync(
        string key,
        byte[] bytes,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken
    )
    {
        Sha256Digest digest = Sha256Digest.Of(bytes);
        using var body = new MemoryStream(bytes);
        try
        {
            Sha256Digest stored = await bucket.PutAsync(
                key,
                body,
                // Small, and read at once.
                new ObjectTraits { StorageClass = "STANDARD", Metadata = metadata },
                cancellationToken
            );
            return stored == digest
                ? true
                : throw new GlacierTransferException(
                    "CopyDamaged",
                    $"The bucket computed the SHA-256 {stored} of the manifest '{key}', and {digest} was sent. Delete "
                        + "it, and run the same again."
                );
        }
        catch (BucketException error) when (error.IsTaken)
        {
            BucketObject? there = await bucket.HeadAsync(key, cancellationToken);
            return there?.ChecksumSHA256 == Base64(digest);
        }
    }
}
