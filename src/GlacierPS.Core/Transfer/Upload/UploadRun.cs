using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Transfer.Upload;

/// <summary>
/// One file or stream on its way into a vault: in one request if one part holds it all, else in parts, several at once,
/// from its beginning or from where an earlier call stopped.
/// </summary>
/// <param name="glacier">The service.</param>
/// <param name="options">How to send.</param>
/// <param name="source">What is sent.</param>
/// <param name="state">Where it goes, in parts of which size; no ID yet.</param>
/// <param name="progress">Told how it goes.</param>
internal sealed class UploadRun(
    IGlacier glacier,
    UploadOptions options,
    UploadSource source,
    UploadState state,
    ProgressAggregator progress
)
{
    // A small archive that was handed over in full is stored and answered in a fraction of this.
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2);

    private long _resumed;

    /// <summary>Sends all of it in one request (glacier-api.md §6.3), again where it is certain that nothing was
    /// stored.</summary>
    /// <exception cref="UploadUncertainException">The answer was lost.</exception>
    public async Task<SentArchive> SendInOneRequestAsync(UploadPart all, CancellationToken cancellationToken)
    {
        BodyHashes hashes = await all.HashAsync(cancellationToken);

        // Not after the upload: what was hashed is what is stored, or nothing.
        ThrowFault(uploadId: null, cause: null);
        using BodyStream body = all.Open(progress, options.Rate);
        var request = new UploadArchiveRequest(state.VaultName, body, hashes, state.Description);
        StoredArchive stored;

        // What the service has in full it stores, wanted or not: its answer is worth waiting for, since an archive that
        // nobody knows of is paid for, and is sent again by the next call.
        using var answer = new CancellationTokenSource();
        await using CancellationTokenRegistration stop = cancellationToken.Register(() =>
        {
            if (body.Position < body.Length)
            {
                answer.Cancel();
            }
            else
            {
                _ = GiveUpAsync(answer);
            }
        });
        try
        {
            stored = await options.Retries.RunAsync(
                () => glacier.UploadArchiveAsync(request, answer.Token),
                error =>
                    progress.Note(
                        $"{(state.Path is null ? "The stream" : $"'{state.Path}'")} is sent again: {error.Message}"
                    ),
                cancellationToken
            );
        }
        catch (GlacierConnectionException error) when (error.MayHaveHappened)
        {
            throw new UploadUncertainException(state, body.Length, hashes.Tree, error);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            ThrowFault(uploadId: null, error);
            throw;
        }

        options.Budget?.NoteAnswer(Environment.TickCount64);
        progress.Moved(body.Length - body.Position);
        progress.PartDone();
        SentArchive sent = SentArchive.Confirm(stored, hashes.Tree, state, body.Length);
        options.Stored?.Invoke(sent);
        return sent;
    }

    /// <summary>
    /// Gives an answer up that does not come, after a stop; not while others over the same connection do.
    /// </summary>
    private async Task GiveUpAsync(CancellationTokenSource answer)
    {
        do
        {
            await Task.Delay(AnswerTime);
        } while (options.Budget?.SinceAnswer < AnswerTime);

        try
        {
            await answer.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has come.
        }
    }

    /// <summary>Sends it in parts.</summary>
    /// <param name="record">Its journal; null if it has none.</param>
    /// <param name="cancellationToken">Stops it; what was sent is kept.</param>
    public async Task<SentArchive> SendInPartsAsync(UploadRecord? record, CancellationToken cancellationToken)
    {
        if (record?.Begun is { } begun)
        {
            var before = new RemoteUpload(glacier, options, begun with { Path = state.Path }, record, progress);
            if (await before.FindAsync(cancellationToken))
            {
                if (await CompleteAgainAsync(before, record, cancellationToken) is { } sent)
                {
                    return sent;
                }

                var plan = PartPlan.For(source.Length!.Value, begun.PartSize);
                if (await before.ListPartsAsync(plan, cancellationToken) is { } held)
                {
                    return await SendPartsAsync(before, record, held, cancellationToken);
                }

                progress.Warn(
                    $"The upload {before.UploadId} of '{state.Path}' has expired, or was aborted, and what was sent "
                        + "with it is gone; the file is sent from its beginning."
                );
            }
        }

        UploadState asked = state with { Connection = record?.Begun?.Connection ?? state.Connection };
        var upload = new RemoteUpload(glacier, options, asked, record, progress);
        await upload.InitiateAsync(cancellationToken);
        return await SendPartsAsync(upload, record, [], cancellationToken);
    }

    /// <summary>Repeats a Complete whose answer did not reach an earlier call.</summary>
    private async Task<SentArchive?> CompleteAgainAsync(
        RemoteUpload upload,
        UploadRecord record,
        CancellationToken cancellationToken
    )
    {
        if (record.Completing is not { } treeHash || source.Length is not { } length)
        {
            return null;
        }

        try
        {
            SentArchive sent = await upload.CompleteAsync(length, treeHash, resumed: length, cancellationToken);
            progress.Note($"'{state.Path}' had been sent in full by an earlier call.");
            progress.Moved(length);
            return sent;
        }
        catch (GlacierServiceException error)
            when (error is ResourceNotFoundException or InvalidParameterValueException)
        {
            // Gone, or parts are missing: the list of parts tells.
            return null;
        }
    }

    private async Task<SentArchive> SendPartsAsync(
        RemoteUpload upload,
        UploadRecord? record,
        Dictionary<ByteRange, Sha256Digest> held,
        CancellationToken cancellationToken
    )
    {
        long partSize = upload.State.PartSize;
        int most = source.Length is { } length ? PartPlan.For(length, partSize).Count : GlacierLimits.MaxParts;
        var digests = new Sha256Digest[most];
        int sent = 0;
        using BlockingThreads? threads = options.Rate is null
            ? new BlockingThreads(Math.Min(options.PartsAtOnce, most))
            : null;
        try
        {
            // Only so many parts are under way, and read of a stream: the next is taken when one of them has been sent.
            await Parallel.ForEachAsync(
                source.PartsAsync(partSize, cancellationToken),
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = options.PartsAtOnce,
                    CancellationToken = cancellationToken,
                    TaskScheduler = threads ?? TaskScheduler.Current,
                },
                async (part, token) =>
                {
                    using (part)
                    {
                        digests[part.Range.First / partSize] = await ConnectionBudget.RunPartAsync(
                            options.Budget,
                            "UploadMultipartPart",
                            () => SendPartAsync(upload, part, held, token),
                            token
                        );
                        Interlocked.Increment(ref sent);
                    }
                }
            );
            ThrowFault(upload.UploadId, cause: null);
            Sha256Digest treeHash = TreeHash.Combine(digests.AsSpan(0, sent).ToArray());
            record?.BeforeComplete(treeHash);
            return await upload.CompleteAsync(upload.BytesKept, treeHash, _resumed, cancellationToken);
        }
        catch (Exception error)
            when (cancellationToken.IsCancellationRequested && error is not GlacierTransferException)
        {
            throw new UploadCanceledException(upload, source.Next, error, cancellationToken);
        }
        catch (Exception error) when (error is not GlacierTransferException)
        {
            throw source.FindFault(upload.UploadId, error) ?? new UploadIncompleteException(upload, source.Next, error);
        }
    }

    private async Task<Sha256Digest> SendPartAsync(
        RemoteUpload upload,
        UploadPart part,
        Dictionary<ByteRange, Sha256Digest> held,
        CancellationToken cancellationToken
    )
    {
        if (held.TryGetValue(part.Range, out Sha256Digest there))
        {
            // The service's word is compared with the file itself, so that the final tree hash is the file's.
            if (await part.TreeHashAsync(cancellationToken) == there)
            {
                upload.Keep(part.Range);
                Interlocked.Add(ref _resumed, part.Range.Length);
                progress.Moved(part.Range.Length);
                progress.PartDone();
                return there;
            }

            progress.Note($"The part {part.Range} of '{state.Path}' is not what the service holds; it is sent again.");
        }

        BodyHashes hashes = await part.HashAsync(cancellationToken);
        using BodyStream body = part.Open(progress, options.Rate);
        try
        {
            await upload.SendPartAsync(part.Range, body, hashes, cancellationToken);
        }
        catch (GlacierServiceException error) when (!error.CanRetry)
        {
            // A file that is written through a memory map keeps its time: ask its bytes.
            ThrowFault(upload.UploadId, error);
            if (source is FileParts file && await part.HashAsync(cancellationToken) != hashes)
            {
                throw file.Changed(upload.UploadId, error);
            }

            throw;
        }

        progress.Moved(body.Length - body.Position);
        progress.PartDone();
        return hashes.Tree;
    }

    private void ThrowFault(string? uploadId, Exception? cause)
    {
        if (source.FindFault(uploadId, cause) is { } fault)
        {
            throw fault;
        }
    }
}
