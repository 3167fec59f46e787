using System.Buffers;
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
internal sealed partial class ArchiveMove(
    IGlacier glacier,
    IBucket bucket,
    CopyOptions options,
    SemaphoreSlim turns,
    OpenedUploads opened,
    Action<string> note
) : IDisposable
{
    private readonly RetryPolicy _retry = new(RetryPolicy.DefaultAttempts, options.RetryDelay);
    private readonly StoredObjects _objects = new(
        bucket,
        new RetryPolicy(RetryPolicy.DefaultAttempts, options.RetryDelay),
        note
    );

    private readonly int _piece = VerifiedBody.PieceFor(options.ThrottleLimit);

    // A part blocks a thread while it is fetched, hashed and sent; small archives stay with the pool.
    private readonly BlockingThreads _threads = new(options.ThrottleLimit);

    // Larger than a piece is one archive of a bundle in memory at a time: they have up to 64 MiB.
    private readonly SemaphoreSlim _large = new(1);

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
        FinishedJob output = await OutputAsync(archive, job, cancellationToken);
        DateTime now = options.Time.GetUtcNow().UtcDateTime;
        DateTime? until = options.Retention?.Until(archive.CreationDate, now, now);
        var traits = new ObjectTraits
        {
            StorageClass = options.StorageClass,
            KmsKeyId = options.KmsKeyId,
            Tags = options.Tags,
            Retention = until is { } end ? new ObjectRetention(options.Retention!.Mode, end) : null,
            PartSize = ObjectParts.Size(output.Size, options.PartSize),
            Metadata = CopyMetadata.Of(archive, options.Region),
        };
        string? checksum =
            ObjectParts.Count(output.Size, options.PartSize) == 1
                ? await TryPutAsync(archive, key, output, traits, cancellationToken)
                : await UploadAsync(archive, key, output, traits, cancellationToken);
        BucketObject? found = await _objects.HeadAsync(key, cancellationToken);
        if (found is null || !CopyMetadata.IsCopyOf(found, archive))
        {
            return null;
        }

        // What was there already may be this archive, of a request whose answer was lost: its hash tells.
        checksum ??= StoredObjects.Base64(await HashAsync(archive, key, output, cancellationToken));
        if (!CompositeChecksum.IsSame(found.ChecksumSHA256, checksum))
        {
            throw new GlacierTransferException(
                "CopyDamaged",
                $"The object '{key}' has the SHA-256 {found.ChecksumSHA256}, and {checksum} was stored. It does "
                    + "not count as a copy. Look at it, delete it, and run the same again."
            );
        }

        if (traits.Retention is { } retention && !(found.RetainUntil >= retention.Until))
        {
            // An upload that an earlier run began has its traits, and one whose answer was lost a little less.
            await bucket.RetainAsync(key, retention, cancellationToken);
        }

        return found;
    }

    /// <summary>Reads a small archive, and hands it on if it has the tree hash that is known of it.</summary>
    /// <param name="archive">The archive; its tree hash is known.</param>
    /// <param name="job">A job whose output is the archive.</param>
    /// <param name="use">Gets its bytes, at the beginning of an array that is not kept, and their SHA-256.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GlacierException">It could not be read, or is not what it should be.</exception>
    public async Task ReadAsync(
        ArchiveListing archive,
        JobDescription job,
        Func<byte[], Sha256Digest, Task> use,
        CancellationToken cancellationToken
    )
    {
        FinishedJob output = await OutputAsync(archive, job, cancellationToken);
        int length = (int)output.Size;
        bool isLarge = length > VerifiedBody.LargestPiece;
        if (isLarge)
        {
            await _large.WaitAsync(cancellationToken);
        }

        byte[] content = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            using VerifiedBody body = Body(
                output,
                new ByteRange(0, output.Size - 1),
                TreeHashOf(archive),
                cancellationToken
            );
            await body.ReadExactlyAsync(content.AsMemory(0, length), cancellationToken);
            await use(content, body.Finish().Linear);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(content);
            if (isLarge)
            {
                _large.Release();
            }
        }
    }

    private async Task<FinishedJob> OutputAsync(
        ArchiveListing archive,
        JobDescription job,
        CancellationToken cancellationToken
    )
    {
        FinishedJob output = await FinishedJob.FromAsync(glacier, job, cancellationToken);
        return output.Size == archive.SizeInBytes
            ? output
            : throw new GlacierTransferException(
                "OutputChanged",
                $"The output of job {job.JobId} has {Quantity.Of(output.Size, "byte")}, and the catalogue lists the "
                    + $"archive {archive.ArchiveId} with {Digits.Of(archive.SizeInBytes)}. Nothing was stored. "
                    + "Update the catalogue."
            );
    }

    /// <summary>The object's SHA-256; null if one of that key is there already.</summary>
    private async Task<string?> TryPutAsync(
        ArchiveListing archive,
        string key,
        FinishedJob output,
        ObjectTraits traits,
        CancellationToken cancellationToken
    )
    {
        try
        {
            Sha256Digest stored = await WholeAsync(
                archive,
                output,
                async body =>
                {
                    Sha256Digest computed = await body.OwnFailureAsync(
                        bucket.PutAsync(key, body, traits, cancellationToken)
                    );
                    return StoredObjects.Same(key, computed, body.Finish().Linear);
                },
                error => note($"The object '{key}' is sent again: {error.Message}"),
                cancellationToken
            );
            return StoredObjects.Base64(stored);
        }
        catch (BucketException error) when (error.IsTaken)
        {
            return null;
        }
    }

    /// <summary>The SHA-256 of a whole output, which is read for it alone.</summary>
    private Task<Sha256Digest> HashAsync(
        ArchiveListing archive,
        string key,
        FinishedJob output,
        CancellationToken cancellationToken
    ) =>
        WholeAsync(
            archive,
            output,
            async body => (await ReadToEndAsync(body, cancellationToken)).Linear,
            error => note($"The archive of the object '{key}' is read again: {error.Message}"),
            cancellationToken
        );

    /// <summary>Does something with the bytes of an output of one part, when it is its turn.</summary>
    private async Task<Sha256Digest> WholeAsync(
        ArchiveListing archive,
        FinishedJob output,
        Func<VerifiedBody, Task<Sha256Digest>> use,
        Action<Exception> again,
        CancellationToken cancellationToken
    )
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            return await _retry.RunAsync(
                () =>
                    OnThreadAsync(
                        output.Size,
                        async () =>
                        {
                            using VerifiedBody body = Body(
                                output,
                                new ByteRange(0, output.Size - 1),
                                TreeHashOf(archive),
                                cancellationToken
                            );
                            return await use(body);
                        }
                    ),
                again,
                cancellationToken
            );
        }
        finally
        {
            turns.Release();
        }
    }

    public void Dispose()
    {
        _large.Dispose();
        _threads.Dispose();
    }

    private Task<T> OnThreadAsync<T>(long length, Func<Task<T>> work) =>
        length <= _piece
            ? work()
            : Task
                .Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _threads)
                .Unwrap();

    private VerifiedBody Body(
        FinishedJob output,
        ByteRange range,
        Sha256Digest? expected,
        CancellationToken cancellationToken
    ) => new(glacier, output, range, _piece, expected, _retry, note, cancellationToken);

    private static async Task<BodyHashes> ReadToEndAsync(VerifiedBody body, CancellationToken cancellationToken)
    {
        await body.CopyToAsync(Stream.Null, cancellationToken);
        return body.Finish();
    }

    private static Sha256Digest? TreeHashOf(ArchiveListing archive) =>
        archive.TreeHash == default ? null : archive.TreeHash;
}
