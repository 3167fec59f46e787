using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Copy;

/// <content>Archives of several parts.</content>
internal sealed partial class ArchiveMove
{
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

        await _objects.CompleteAsync(key, uploadId, parts, output.Size, cancellationToken);
        return CompositeChecksum.Of(parts);
    }

    /// <summary>
    /// The upload that an earlier run left open on this key with the same traits, and its parts; a new one where there
    /// is none. One that was begun from here with others is given up. What is open beside it, as where the answer to a
    /// creation was lost or the records are, has its end with the window's.
    /// </summary>
    private async Task<(string UploadId, Dictionary<int, BucketPart> Parts)> OpenAsync(
        string key,
        ObjectTraits traits,
        CancellationToken cancellationToken
    )
    {
        string mark = OpenedUploads.MarkOf(traits);
        string? uploadId = null;
        Dictionary<int, BucketPart> parts = [];
        await foreach (OpenUpload open in bucket.ListUploadsAsync(key, cancellationToken))
        {
            if (open.Key != key || opened.MarkOf(key, open.UploadId) is not { } begunWith)
            {
                continue;
            }

            if (begunWith == mark && uploadId is null)
            {
                uploadId = open.UploadId;
                parts = (await bucket.ListPartsAsync(key, uploadId, cancellationToken)).ToDictionary(part =>
                    part.Number
                );
            }
            else
            {
                await bucket.AbortUploadAsync(key, open.UploadId, cancellationToken);
                note($"An upload of '{key}' that was begun with other settings is aborted, and sent anew.");
            }
        }

        if (uploadId is null)
        {
            uploadId = await _objects.CreateUploadAsync(key, traits, cancellationToken);
            opened.Add(key, uploadId, mark);
        }

        return (uploadId, parts);
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
            () =>
                OnThreadAsync(
                    range.Length,
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
                            throw new GlacierTransferException(
                                "RangeDamaged",
                                $"Part {number} of '{key}' is another's."
                            );
                        }

                        BucketPart sent = await body.OwnFailureAsync(
                            bucket.UploadPartAsync(key, uploadId, number, body, cancellationToken)
                        );
                        BodyHashes read = body.Finish();
                        StoredObjects.Same(key, sent.Sha256, read.Linear);
                        return (sent, read.Tree);
                    }
                ),
            error => note($"Part {number} of '{key}' is sent again: {error.Message}"),
            cancellationToken,
            RangeFetch.CanFetchAgain
        );
}
