using System.Runtime.ExceptionServices;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>One stream on its way into a vault: in one request if one part holds it all, else in parts.</summary>
internal sealed class StreamUpload(
    IGlacier glacier, string vaultName, string? description, long partSize, int throttleLimit, ProgressTally tally)
{
    private const string Next =
        "A stream cannot be continued: send it again. Abort the upload, or let the service forget it after 24 hours.";

    public async Task<SentArchive> SendAsync(Stream stream, long? length, CancellationToken cancellationToken)
    {
        using var parts = new StreamParts(stream, partSize);
        using PartBuffer first = await parts.TakeAsync(cancellationToken) ?? throw PartPlan.Empty("The stream has no bytes");
        if (parts.Ended)
        {
            return await SendWholeAsync(first, cancellationToken);
        }

        string uploadId = await glacier.InitiateMultipartUploadAsync(vaultName, partSize, description, cancellationToken);
        var upload = new OpenUpload(glacier, vaultName, uploadId, description, path: null, length);
        try
        {
            Sha256Digest[] digests = await SendPartsAsync(upload, first, parts, cancellationToken);
            Sha256Digest treeHash = TreeHash.Combine(digests);
            StoredArchive stored = await upload.CompleteAsync(upload.BytesKept, treeHash, cancellationToken);
            return upload.Confirm(stored, upload.BytesKept, treeHash);
        }
        catch (Exception error) when (cancellationToken.IsCancellationRequested && error is not GlacierTransferException)
        {
            throw new UploadCanceledException(upload, Next, error, cancellationToken);
        }
        catch (Exception error) when (error is not GlacierTransferException)
        {
            throw new UploadIncompleteException(upload, Next, error);
        }
    }

    private async Task<SentArchive> SendWholeAsync(PartBuffer body, CancellationToken cancellationToken)
    {
        BodyHashes hashes = await Task.Run(() => body.Hash(cancellationToken), cancellationToken);
        StoredArchive stored = await glacier.UploadArchiveAsync(
            new UploadArchiveRequest(vaultName, body, hashes, description), cancellationToken);
        tally.Moved(body.Length);
        tally.PartDone();
        return OpenUpload.Confirm(stored, hashes.Tree, vaultName, body.Length, description, path: null);
    }

    /// <summary>
    /// The tree hashes of the parts, in order. When one part fails, the others are stopped and its error is thrown.
    /// </summary>
    private async Task<Sha256Digest[]> SendPartsAsync(
        OpenUpload upload, PartBuffer first, StreamParts parts, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var gate = new SemaphoreSlim(throttleLimit - 1);
        var sends = new List<Task<Sha256Digest>>();
        try
        {
            long offset = 0;
            for (PartBuffer? part = first; part is not null; part = await parts.TakeAsync(stop.Token))
            {
                if (sends.Count == GlacierLimits.MaxParts)
                {
                    part.Dispose();
                    throw TooLong();
                }

                ByteRange range = ByteRange.At(offset, part.Length);
                offset += part.Length;
                sends.Add(SendPartAsync(upload, range, part, gate, stop));

                // Only so many parts are under way and in memory: the next is read when one of them has been sent.
                await gate.WaitAsync(stop.Token);
            }

            return await Task.WhenAll(sends);
        }
        catch (Exception error)
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(sends)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ExceptionDispatchInfo.Throw(sends.Find(send => send.IsFaulted)?.Exception!.InnerException ?? error);
            throw;
        }
    }

    private async Task<Sha256Digest> SendPartAsync(
        OpenUpload upload, ByteRange range, PartBuffer part, SemaphoreSlim gate, CancellationTokenSource stop)
    {
        try
        {
            using (part)
            {
                BodyHashes hashes = await Task.Run(() => part.Hash(stop.Token), stop.Token);
                await upload.SendAsync(range, part, hashes, stop.Token);
                tally.Moved(range.Length);
                tally.PartDone();
                return hashes.Tree;
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    private GlacierInputException TooLong() => new(
        "TooManyParts",
        $"The stream has more than {GlacierLimits.MaxParts:N0} parts of {partSize >> 20:N0} MiB, which is all that an "
        + "archive can have. Send it with a larger part size.");
}
