using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Copy;

/// <summary>
/// Moves one archive's output into an object, with proof in this order: each piece against the tree hash that came with
/// it; all parts together against the inventory's tree hash, before the upload is completed; the SHA-256 that the
/// bucket computed of each part; that of all parts and the size, as the upload is completed and again when the object
/// is looked at. An upload that was left open is gone on with: its parts are fetched again and compared, not sent.
/// </summary>
internal sealed class ArchiveMove(
    IGlacier glacier,
    IBucket bucket,
    CopyOptions options,
    SemaphoreSlim turns,
    Action<string> note
)
{
    private readonly RetryPolicy _retry = new(RetryPolicy.DefaultAttempts, options.RetryDelay);

    /// <summary>Moves it.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="job">A job whose output is the archive.</param>
    /// <param name="cancellationToken">Ends it; an open upload is gone on with by the next run.</param>
    /// <returns>The object; null if one of that key is there that is not the archive's copy.</returns>
    /// <exception cref="GlacierException">It could not be moved, or is not what it should be.</exception>
    public async Task<BucketObject?> RunAsync(
        ArchiveListing archive,
        string key,
        JobDescription job,
        CancellationToken cancellationToken
    )
    {
        FinishedJob output = await FinishedJob.FromAsync(glacier, job, cancellationToken);
        if (output.Size != archive.SizeInBytes)
        {
            throw new GlacierTransferException(
                "OutputChanged",
                $"The output of job {job.JobId} has {output.Size:N0} bytes, and the catalogue lists the archive "
                    + $"{archive.ArchiveId} with {archive.SizeInBytes:N0}. Nothing was stored. Update the catalogue."
            );
        }

        var traits = new ObjectTraits
        {
            StorageClass = options.StorageClass,
            Metadata = CopyMetadata.Of(archive, options.Region),
        };
        string checksum =
            ObjectParts.Count(output.Size, options.PartSize) == 1
                ? await PutAsync(archive, key, output, traits, cancellationToken)
                : await UploadAsync(archive, key, output, traits, cancellationToken);
        BucketObject? found = await HeadAsync(key, cancellationToken);
        return found is not null && CopyMetadata.IsCopyOf(found, archive)
            ? found.ChecksumSHA256 == checksum
                ? found
                : throw new GlacierTransferException(
                    "CopyDamaged",
                    $"The object '{key}' has the SHA-256 {found.ChecksumSHA256}, and {checksum} was stored. It does "
                        + "not count as a copy. Look at it, delete it, and run the same again."
                )
            : null;
    }

    private async Task<string> PutAsync(
        ArchiveListing archive,
        string key,
        FinishedJob output,
        ObjectTraits traits,
        CancellationToken cancellationToken
    )
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            return await _retry.RunAsync(
                async () =>
                {
                    using VerifiedBody body = Body(
                        output,
                        new ByteRange(0, output.Size - 1),
                        TreeHashOf(archive),
                        cancellationToken
                    );
                    try
                    {
                        Sha256Digest stored = await body.OwnFailureAsync(
                            bucket.PutAsync(key, body, traits, cancellationToken)
                        );
                        return Base64(Same(key, stored, body.Finish().Linear));
                    }
                    catch (BucketException error) when (error.IsTaken)
                    {
                        // What is there may be this archive, of a request whose answer was lost: its hash tells.
                        return Base64((await ReadToEndAsync(body, cancellationToken)).Linear);
                    }
                },
                error => note($"The object '{key}' is sent again: {error.Message}"),
                cancellationToken
            );
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<string> UploadAsync(
        ArchiveListing archive,
        string key,
        FinishedJob output,
        ObjectTraits traits,
        CancellationToken cancellationToken
    )
    {
        (string uploadId, Dictionary<int, BucketPart> there) = await OpenAsync(key, traits, cancellationToken);
        long size = ObjectParts.Size(output.Size, options.PartSize);
        int count = (int)ObjectParts.Count(output.Size, options.PartSize);
        var parts = new BucketPart[count];
        var trees = new Sha256Digest[count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
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
                    var range = new ByteRange(i * size, Math.Min(output.Size, (i + 1) * size) - 1);
                    (parts[i], trees[i]) = await PartAsync(
                        key,
                        uploadId,
                        i + 1,
                        output,
                        range,
                        there.GetValueOrDefault(i + 1),
                        token
                    );
                }
                finally
                {
                    turns.Release();
                }
            }
        );
        if (TreeHashOf(archive) is { } known && TreeHash.Combine(trees) is var all && all != known)
        {
            await bucket.AbortUploadAsync(key, uploadId, cancellationToken);
            throw new GlacierTransferException(
                "CopyDamaged",
                $"The output of job {output.JobId} has the tree hash {all}, and the inventory lists {known} for the "
                    + $"archive {archive.ArchiveId}. Nothing was stored. Update the catalogue; if it stays so, ask "
                    + "AWS's support."
            );
        }

        await CompleteAsync(archive, key, uploadId, parts, output.Size, cancellationToken);
        return CompositeChecksum.Of(parts);
    }

    /// <summary>
    /// The upload that an earlier run left open on this key, and its parts; a new one where there is none. Of several,
    /// as where the answer to a creation was lost, all but one are given up.
    /// </summary>
    private async Task<(string UploadId, Dictionary<int, BucketPart> Parts)> OpenAsync(
        string key,
        ObjectTraits traits,
        CancellationToken cancellationToken
    )
    {
        string? uploadId = null;
        Dictionary<int, BucketPart> parts = [];
        await foreach ((string found, string open) in bucket.ListUploadsAsync(key, cancellationToken))
        {
            if (found != key)
            {
                continue;
            }

            if (uploadId is null)
            {
                uploadId = open;
                parts = (await bucket.ListPartsAsync(key, open, cancellationToken)).ToDictionary(part => part.Number);
            }
            else
            {
                await bucket.AbortUploadAsync(key, open, cancellationToken);
            }
        }

        return uploadId is not null
            ? (uploadId, parts)
            : (
                await _retry.RunAsync(
                    () => bucket.CreateUploadAsync(key, traits, cancellationToken),
                    error => note($"The upload of '{key}' is begun again: {error.Message}"),
                    cancellationToken
                ),
                parts
            );
    }

    private Task<(BucketPart Part, Sha256Digest Tree)> PartAsync(
        string key,
        string uploadId,
        int number,
        FinishedJob output,
        ByteRange range,
        BucketPart? there,
        CancellationToken cancellationToken
    ) =>
        _retry.RunAsync(
            async () =>
            {
                using VerifiedBody body = Body(output, range, null, cancellationToken);
                if (there is { Sha256: { } stored } && there.SizeInBytes == range.Length)
                {
                    BodyHashes hashes = await ReadToEndAsync(body, cancellationToken);
                    if (hashes.Linear == stored)
                    {
                        return (there, hashes.Tree);
                    }

                    there = null;
                    throw new GlacierTransferException("RangeDamaged", $"Part {number} of '{key}' is another's.");
                }

                BucketPart sent = await body.OwnFailureAsync(
                    bucket.UploadPartAsync(key, uploadId, number, body, cancellationToken)
                );
                BodyHashes read = body.Finish();
                Same(key, sent.Sha256, read.Linear);
                return (sent, read.Tree);
            },
            error => note($"Part {number} of '{key}' is sent again: {error.Message}"),
            cancellationToken,
            RangeFetch.CanFetchAgain
        );

    /// <summary>
    /// Completes the upload. Where the answer is lost or an error, the object itself tells whether it was done.
    /// </summary>
    private async Task CompleteAsync(
        ArchiveListing archive,
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
                    // This archive's or another's: the caller looks. The upload is of no more use.
                    await bucket.AbortUploadAsync(key, uploadId, cancellationToken);
                    return;
                }

                if (error is BucketException { IsNoUpload: true } || !_retry.Allows(failed))
                {
                    throw;
                }

                note($"The upload of '{key}' is completed again: {error.Message}");
                await _retry.WaitAsync(failed, cancellationToken);
            }
        }
    }

    private Task<BucketObject?> HeadAsync(string key, CancellationToken cancellationToken) =>
        _retry.RunAsync(
            () => bucket.HeadAsync(key, cancellationToken),
            error => note($"The object '{key}' is looked at again: {error.Message}"),
            cancellationToken
        );

    private VerifiedBody Body(
        FinishedJob output,
        ByteRange range,
        Sha256Digest? expected,
        CancellationToken cancellationToken
    ) => new(glacier, output, range, expected, _retry, note, cancellationToken);

    private static async Task<BodyHashes> ReadToEndAsync(VerifiedBody body, CancellationToken cancellationToken)
    {
        await body.CopyToAsync(Stream.Null, cancellationToken);
        return body.Finish();
    }

    private static Sha256Digest? TreeHashOf(ArchiveListing archive) =>
        archive.TreeHash == default ? null : archive.TreeHash;

    private static Sha256Digest Same(string key, Sha256Digest? stored, Sha256Digest read) =>
        stored == read
            ? read
            : throw new GlacierTransferException(
                "CopyDamaged",
                $"The bucket computed the SHA-256 {stored} of what was sent for '{key}', and {read} is what was read "
                    + "from the vault. It does not count as a copy. Run the same again."
            );

    private static string Base64(Sha256Digest digest) => Convert.ToBase64String(digest.Bytes);
}
