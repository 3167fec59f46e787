using System.Runtime.ExceptionServices;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>One stream on its way into a vault: in one request if one part holds it all, else in parts.</summary>
internal sealed class StreamUpload(
    IGlacier glacier,
    UploadOptions options,
    string vaultName,
    string? description,
    long partSize,
    ProgressTally tally
)
{
    /// <summary>Bytes of a stream that may wait in memory.</summary>
    private const long MostMemory = 32 << 20;

    private const string Next =
        "A stream cannot be continued: send it again. Abort the upload, or let the service forget it after 24 hours.";

    public async Task<SentArchive> SendAsync(Stream stream, long? length, CancellationToken cancellationToken)
    {
        var parts = new StreamParts(stream, partSize, NewPart);
        using StreamPart first =
            await parts.TakeAsync(cancellationToken) ?? throw PartPlan.Empty("The stream has no bytes");
        if (parts.Ended)
        {
            BodyHashes hashes = await first.HashAsync(cancellationToken);
            using BodyStream body = first.Open(tally, options.Rate);
            return await new WholeUpload(glacier, options, vaultName, description, path: null, tally).SendAsync(
                body,
                hashes,
                cancellationToken
            );
        }

        using UploadRecord? record = options.JournalFolder is { } folder
            ? UploadRecord.OfStream(folder, tally.Note)
            : null;
        string uploadId = await new UploadOpening(glacier, options, record, tally).OpenAsync(
            new BegunUpload(
                options.Connection,
                vaultName,
                UploadId: null,
                Path: null,
                length ?? 0,
                default,
                partSize,
                description,
                DateTime.UtcNow
            ),
            cancellationToken
        );
        var upload = new OpenUpload(glacier, options, tally.Note, vaultName, uploadId, description, path: null, length);
        try
        {
            Sha256Digest[] digests = await SendPartsAsync(upload, record, first, parts, cancellationToken);
            Sha256Digest treeHash = TreeHash.Combine(digests);
            StoredArchive stored = await upload.CompleteAsync(upload.BytesKept, treeHash, cancellationToken);
            return upload.Settle(stored, upload.BytesKept, treeHash, resumed: 0, record);
        }
        catch (Exception error)
            when (cancellationToken.IsCancellationRequested && error is not GlacierTransferException)
        {
            throw new UploadCanceledException(upload, Next, error, cancellationToken);
        }
        catch (Exception error) when (error is not GlacierTransferException)
        {
            throw new UploadIncompleteException(upload, Next, error);
        }
    }

    private StreamPart NewPart() =>
        partSize * options.ThrottleLimit <= MostMemory
            ? new MemoryPart()
            : new SpooledPart(options.SpoolFolder ?? Path.GetTempPath());

    /// <summary>
    /// The tree hashes of the parts, in order. When one part fails, the others are stopped and its error is thrown.
    /// </summary>
    private async Task<Sha256Digest[]> SendPartsAsync(
        OpenUpload upload,
        UploadRecord? record,
        StreamPart first,
        StreamParts parts,
        CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var gate = new SemaphoreSlim(options.ThrottleLimit - 1);
        var sends = new List<Task<Sha256Digest>>();
        try
        {
            long offset = 0;
            for (StreamPart? part = first; part is not null; part = await parts.TakeAsync(stop.Token))
            {
                if (sends.Count == GlacierLimits.MaxParts)
                {
                    part.Dispose();
                    throw TooLong();
                }

                ByteRange range = ByteRange.At(offset, part.Length);
                offset += part.Length;
                sends.Add(SendPartAsync(upload, record, range, part, gate, stop));

                // Only so many parts are under way and kept: the next is read when one of them has been sent.
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
        OpenUpload upload,
        UploadRecord? record,
        ByteRange range,
        StreamPart part,
        SemaphoreSlim gate,
        CancellationTokenSource stop
    )
    {
        try
        {
            using (part)
            {
                BodyHashes hashes = await part.HashAsync(stop.Token);
                using BodyStream body = part.Open(tally, options.Rate);
                await upload.SendAsync(range, body, hashes, stop.Token);
                record?.Sent(range, hashes.Tree);
                tally.Moved(body.Length - body.Position);
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

    private GlacierInputException TooLong() =>
        new(
            "TooManyParts",
            $"The stream has more than {GlacierLimits.MaxParts:N0} parts of {partSize >> 20:N0} MiB, which is all "
                + "that an "
                + "archive can have. Send it with a larger part size."
        );
}
