using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>One file on its way into a vault in parts, from its beginning or from where an earlier call stopped.</summary>
internal sealed class FileUpload(
    IGlacier glacier, UploadOptions options, string vaultName, SourceFile file, string? description, ProgressTally tally)
{
    private long _resumed;

    public async Task<SentArchive> SendAsync(PartPlan plan, CancellationToken cancellationToken)
    {
        using UploadRecord? record = options.JournalFolder is { } folder
            ? UploadRecord.Open(folder, options.Connection, vaultName, file, description, tally.Note)
            : null;
        if (record?.Begun is { } begun)
        {
            if (await CompleteAgainAsync(begun, record, cancellationToken) is { } sent)
            {
                return sent;
            }

            PartPlan before = PartPlan.For(file.Length, begun.PartSize);
            if (await HeldPartsAsync(begun, before, cancellationToken) is { } held)
            {
                return await SendPartsAsync(before, begun.UploadId, held, record, cancellationToken);
            }

            tally.Note($"The upload {begun.UploadId} of '{file.Path}' is gone; the file is sent from its beginning.");
        }

        string uploadId = await glacier.InitiateMultipartUploadAsync(vaultName, plan.PartSize, description, cancellationToken);
        record?.Begin(new BegunUpload(
            options.Connection, vaultName, uploadId, file.Path, file.Length, file.LastWriteTime, plan.PartSize, description,
            DateTime.UtcNow));
        return await SendPartsAsync(plan, uploadId, [], record, cancellationToken);
    }

    /// <summary>Repeats a Complete whose answer an earlier call did not get to see.</summary>
    private async Task<SentArchive?> CompleteAgainAsync(BegunUpload begun, UploadRecord record, CancellationToken cancellationToken)
    {
        if (record.Completing is not { } treeHash)
        {
            return null;
        }

        try
        {
            OpenUpload upload = Opened(begun.UploadId);
            StoredArchive stored = await upload.CompleteAsync(file.Length, treeHash, cancellationToken);
            record.Finish();
            tally.Note($"'{file.Path}' had been sent in full by an earlier call.");
            tally.Moved(file.Length);
            return upload.Confirm(stored, file.Length, treeHash) with { BytesResumed = file.Length };
        }
        catch (GlacierServiceException error) when (error is ResourceNotFoundException or InvalidParameterValueException)
        {
            // Gone, or parts are missing: the list of parts tells.
            return null;
        }
    }

    /// <summary>The parts that the service holds; null if the upload is gone, or is not what the journal says.</summary>
    private async Task<Dictionary<ByteRange, Sha256Digest>?> HeldPartsAsync(
        BegunUpload begun, PartPlan plan, CancellationToken cancellationToken)
    {
        HashSet<ByteRange> planned = [.. plan.Parts];
        var held = new Dictionary<ByteRange, Sha256Digest>();
        string? marker = null;
        try
        {
            do
            {
                PartsPage page = await glacier.ListPartsAsync(vaultName, begun.UploadId, marker, null, cancellationToken);
                if (page.Upload.PartSizeInBytes != plan.PartSize || page.Parts.Any(part => !planned.Contains(part.Range)))
                {
                    return null;
                }

                foreach (UploadedPart part in page.Parts)
                {
                    held[part.Range] = part.TreeHash;
                }

                marker = page.Marker;
            }
            while (marker is not null);
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }

        tally.Note($"Continuing upload {begun.UploadId} of '{file.Path}': {held.Count:N0} of {plan.Count:N0} parts are there.");
        return held;
    }

    private async Task<SentArchive> SendPartsAsync(
        PartPlan plan, string uploadId, Dictionary<ByteRange, Sha256Digest> held, UploadRecord? record,
        CancellationToken cancellationToken)
    {
        OpenUpload upload = Opened(uploadId);
        var digests = new Sha256Digest[plan.Count];
        try
        {
            await Parallel.ForAsync(
                0, plan.Count,
                new ParallelOptions { MaxDegreeOfParallelism = options.ThrottleLimit, CancellationToken = cancellationToken },
                async (part, token) => digests[part] = await SendPartAsync(upload, plan[part], held, record, token));
            if (file.HasChanged)
            {
                throw file.Changed(uploadId);
            }

            Sha256Digest treeHash = TreeHash.Combine(digests);
            record?.BeforeComplete(treeHash);
            StoredArchive stored = await upload.CompleteAsync(file.Length, treeHash, cancellationToken);
            record?.Finish();
            return upload.Confirm(stored, file.Length, treeHash) with { BytesResumed = _resumed };
        }
        catch (Exception error) when (cancellationToken.IsCancellationRequested && error is not GlacierTransferException)
        {
            throw new UploadCanceledException(upload, Next, error, cancellationToken);
        }
        catch (Exception error) when (error is not GlacierTransferException)
        {
            throw file.HasChanged ? file.Changed(uploadId, error) : new UploadIncompleteException(upload, Next, error);
        }
    }

    private async Task<Sha256Digest> SendPartAsync(
        OpenUpload upload, ByteRange range, Dictionary<ByteRange, Sha256Digest> held, UploadRecord? record,
        CancellationToken cancellationToken)
    {
        if (held.TryGetValue(range, out Sha256Digest there))
        {
            // The service's word is compared with the file itself, so that the final tree hash is the file's.
            using FileSlice local = file.Slice(range);
            if (await TreeHash.OfAsync(local, null, cancellationToken) == there)
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
        using FileSlice body = file.Slice(range, tally);
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

    private OpenUpload Opened(string uploadId) => new(glacier, vaultName, uploadId, description, file.Path, file.Length);

    private string Next => options.JournalFolder is null
        ? "Send the remaining parts by hand, or abort it; the service forgets it after 24 hours without a part."
        : "Send the same file to the same vault with the same description within 24 hours to continue.";
}
