using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// One file on its way into a vault in parts, from its beginning or from where an earlier call stopped.
/// </summary>
internal sealed class FileUpload(
    IGlacier glacier,
    UploadOptions options,
    string vaultName,
    SourceFile file,
    string? description,
    UploadRecord? record,
    ProgressTally tally
)
{
    private readonly UploadOpening _opening = new(glacier, options, record, tally);
    private readonly HeldParts _heldParts = new(glacier, vaultName, file.Path, tally);
    private long _resumed;

    public async Task<SentArchive> SendAsync(PartPlan plan, CancellationToken cancellationToken)
    {
        if (record?.Begun is { } begun && await FindAsync(begun, cancellationToken) is { } before)
        {
            if (await CompleteAgainAsync(before, cancellationToken) is { } sent)
            {
                return sent;
            }

            PartPlan planned = PartPlan.For(file.Length, begun.PartSize);
            if (await _heldParts.ListAsync(before, planned, cancellationToken) is { } held)
            {
                return await SendPartsAsync(planned, before, held, cancellationToken);
            }

            tally.Warn(
                $"The upload {before} of '{file.Path}' has expired, or was aborted, and what was sent with it is "
                    + "gone; the file is "
                    + "sent from its beginning."
            );
        }

        string uploadId = await _opening.OpenAsync(
            new BegunUpload(
                record?.Begun?.Connection ?? options.Connection,
                vaultName,
                UploadId: null,
                file.Path,
                file.Length,
                file.LastWriteTime,
                plan.PartSize,
                description,
                DateTime.UtcNow
            ),
            cancellationToken
        );
        return await SendPartsAsync(plan, uploadId, [], cancellationToken);
    }

    private async Task<string?> FindAsync(BegunUpload begun, CancellationToken cancellationToken)
    {
        if (begun.UploadId is null && await _opening.FindAsync(begun, cancellationToken) is { } found)
        {
            record!.Opened(found);
            return found;
        }

        return begun.UploadId;
    }

    /// <summary>Repeats a Complete whose answer an earlier call did not get to see.</summary>
    private async Task<SentArchive?> CompleteAgainAsync(string uploadId, CancellationToken cancellationToken)
    {
        if (record!.Completing is not { } treeHash)
        {
            return null;
        }

        try
        {
            OpenUpload upload = Opened(uploadId);
            StoredArchive stored = await upload.CompleteAsync(file.Length, treeHash, cancellationToken);
            tally.Note($"'{file.Path}' had been sent in full by an earlier call.");
            tally.Moved(file.Length);
            return upload.Settle(stored, file.Length, treeHash, file.Length, record);
        }
        catch (GlacierServiceException error)
            when (error is ResourceNotFoundException or InvalidParameterValueException)
        {
            // Gone, or parts are missing: the list of parts tells.
            return null;
        }
    }

    private async Task<SentArchive> SendPartsAsync(
        PartPlan plan,
        string uploadId,
        Dictionary<ByteRange, Sha256Digest> held,
        CancellationToken cancellationToken
    )
    {
        OpenUpload upload = Opened(uploadId);
        var digests = new Sha256Digest[plan.Count];
        using BlockingThreads? threads = options.Rate is null
            ? new BlockingThreads(Math.Min(options.ThrottleLimit, plan.Count))
            : null;
        try
        {
            await Parallel.ForAsync(
                0,
                plan.Count,
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = options.ThrottleLimit,
                    CancellationToken = cancellationToken,
                    TaskScheduler = threads ?? TaskScheduler.Current,
                },
                async (part, token) => digests[part] = await SendPartAsync(upload, plan[part], held, token)
            );
            if (file.HasChanged)
            {
                throw file.Changed(uploadId);
            }

            Sha256Digest treeHash = TreeHash.Combine(digests);
            record?.BeforeComplete(treeHash);
            StoredArchive stored = await upload.CompleteAsync(file.Length, treeHash, cancellationToken);
            return upload.Settle(stored, file.Length, treeHash, _resumed, record);
        }
        catch (Exception error)
            when (cancellationToken.IsCancellationRequested && error is not GlacierTransferException)
        {
            throw new UploadCanceledException(upload, Next, error, cancellationToken);
        }
        catch (Exception error) when (error is not GlacierTransferException)
        {
            throw file.HasChanged ? file.Changed(uploadId, error) : new UploadIncompleteException(upload, Next, error);
        }
    }

    private async Task<Sha256Digest> SendPartAsync(
        OpenUpload upload,
        ByteRange range,
        Dictionary<ByteRange, Sha256Digest> held,
        CancellationToken cancellationToken
    )
    {
        if (held.TryGetValue(range, out Sha256Digest there))
        {
            // The service's word is compared with the file itself, so that the final tree hash is the file's.
            if (await file.TreeHashAsync(range, cancellationToken) == there)
            {
                upload.Keep(range);
                Interlocked.Add(ref _resumed, range.Length);
                tally.Moved(range.Length);
                tally.PartDone();
                return there;
            }

            tally.Note($"The part {range} of '{file.Path}' is not what the service holds; it is sent again.");
        }

        BodyHashes hashes = await file.HashAsync(range, cancellationToken);
        using FileSlice body = file.Slice(range, tally, options.Rate);
        try
        {
            await upload.SendAsync(range, body, hashes, cancellationToken);
        }
        catch (GlacierServiceException error) when (!error.CanRetry && !file.HasChanged)
        {
            // A file that is written through a memory map keeps its time: ask its bytes.
            if (await file.HashAsync(range, cancellationToken) != hashes)
            {
                throw file.Changed(upload.UploadId, error);
            }

            throw;
        }

        record?.Sent(range, hashes.Tree);
        tally.Moved(body.Length - body.Position);
        tally.PartDone();
        return hashes.Tree;
    }

    private OpenUpload Opened(string uploadId) =>
        new(glacier, options, tally.Note, vaultName, uploadId, description, file.Path, file.Length);

    private string Next =>
        record is null
            ? "Send the remaining parts by hand, or abort it; the service forgets it after 24 hours without a part."
            : "Send the same file to the same vault with the same description within 24 hours to continue.";
}
