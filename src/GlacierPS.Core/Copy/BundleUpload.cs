using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Copy;

/// <summary>
/// Stores a bundle, unless an object of its key is there: the SHA-256 that the bucket computes of each part, and of all
/// of them as the object is looked at, is compared with what was computed of the archives in memory.
/// </summary>
/// <param name="bucket">The bucket.</param>
/// <param name="options">How archives are copied.</param>
/// <param name="turns">How many parts are sent at a time.</param>
/// <param name="note">Told of requests that are repeated.</param>
internal sealed class BundleUpload(IBucket bucket, CopyOptions options, SemaphoreSlim turns, Action<string> note)
{
    private readonly RetryPolicy _retry = new(RetryPolicy.DefaultAttempts, options.RetryDelay);
    private readonly StoredObjects _objects = new(
        bucket,
        new RetryPolicy(RetryPolicy.DefaultAttempts, options.RetryDelay),
        note
    );

    /// <summary>Stores it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="tar">The tar, at its end.</param>
    /// <param name="traits">How it lies there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The object; null if one of that key is there that is not this bundle.</returns>
    /// <exception cref="GlacierException">It could not be stored, or is not what was sent.</exception>
    public async Task<BucketObject?> TryStoreAsync(
        string key,
        BundleTar tar,
        ObjectTraits traits,
        CancellationToken cancellationToken
    )
    {
        string checksum;
        if (tar.Parts.Count == 1)
        {
            await PutAsync(key, tar, traits, cancellationToken);
            checksum = StoredObjects.Base64(tar.Parts[0]);
        }
        else
        {
            checksum = await UploadAsync(key, tar, traits, cancellationToken);
        }

        BucketObject? found = await _objects.HeadAsync(key, cancellationToken);
        return
            found is not null
            && found.SizeInBytes == tar.Length
            && CompositeChecksum.IsSame(found.ChecksumSHA256, checksum)
            ? found
            : null;
    }

    private async Task PutAsync(string key, BundleTar tar, ObjectTraits traits, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            await _retry.RunAsync(
                async () =>
                {
                    using Stream body = tar.Open(0);
                    try
                    {
                        Sha256Digest stored = await bucket.PutAsync(key, body, traits, cancellationToken);
                        return StoredObjects.Same(key, stored, tar.Parts[0]);
                    }
                    catch (BucketException error) when (error.IsTaken)
                    {
                        // This bundle, of a request whose answer was lost, or another: its checksum tells.
                        return tar.Parts[0];
                    }
                },
                error => note($"The bundle '{key}' is sent again: {error.Message}"),
                cancellationToken
            );
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<string> UploadAsync(
        string key,
        BundleTar tar,
        ObjectTraits traits,
        CancellationToken cancellationToken
    )
    {
        try
        {
            string uploadId = await _objects.CreateUploadAsync(key, traits, cancellationToken);
            var parts = new BucketPart[tar.Parts.Count];
            await Parallel.ForEachAsync(
                Enumerable.Range(0, parts.Length),
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = options.ThrottleLimit,
                    CancellationToken = cancellationToken,
                },
                async (i, token) =>
                {
                    await turns.WaitAsync(token);
                    try
                    {
                        parts[i] = await PartAsync(key, uploadId, tar, i, token);
                    }
                    finally
                    {
                        turns.Release();
                    }
                }
            );
            await _objects.CompleteAsync(key, uploadId, parts, tar.Length, cancellationToken);
            return CompositeChecksum.Of(parts);
        }
        finally
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                // By their list: where the answer to a creation was lost and the request repeated, there are two.
                await foreach (OpenUpload open in bucket.ListUploadsAsync(key, cancellationToken))
                {
                    if (open.Key == key && open.CanBeOurs)
                    {
                        await bucket.AbortUploadAsync(key, open.UploadId, cancellationToken);
                    }
                }
            }
        }
    }

    private Task<BucketPart> PartAsync(
        string key,
        string uploadId,
        BundleTar tar,
        int index,
        CancellationToken cancellationToken
    ) =>
        _retry.RunAsync(
            async () =>
            {
                using Stream body = tar.Open(index);
                BucketPart sent = await bucket.UploadPartAsync(key, uploadId, index + 1, body, cancellationToken);
                StoredObjects.Same(key, sent.Sha256, tar.Parts[index]);
                return sent;
            },
            error => note($"Part {index + 1} of '{key}' is sent again: {error.Message}"),
            cancellationToken
        );
}
