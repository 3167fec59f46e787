using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer.Upload;

/// <summary>
/// A multipart upload at the service: found or initiated, its parts listed and sent, completed and confirmed. What is
/// about to be asked for stands in the journal first, so that no upload is left open that nobody knows of; one whose ID
/// never arrived is looked for among those that are open.
/// </summary>
internal sealed class RemoteUpload(
    IGlacier glacier,
    UploadOptions options,
    UploadState state,
    UploadRecord? record,
    ProgressAggregator progress
)
{
    /// <summary>How far the service's clock and this machine's may be apart.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(15);

    /// <summary>Whether an answer was lost, and the open uploads were not looked through since.</summary>
    private bool _mayBeOpen;
    private long _bytesKept;

    /// <summary>What it is of, with its ID once that is known.</summary>
    public UploadState State { get; private set; } = state;

    /// <summary>Its ID, once it is initiated or found.</summary>
    public string UploadId => State.UploadId!;

    /// <summary>Bytes that the service holds.</summary>
    public long BytesKept => Interlocked.Read(ref _bytesKept);

    /// <summary>What is being sent, to begin a sentence with.</summary>
    public string Source => State.Path is null ? "The stream" : $"'{State.Path}'";

    /// <summary>A sentence on what is not lost.</summary>
    public string Kept =>
        $"Of {(State.Size > 0 ? Quantity.Of(State.Size, "byte") : "it")}, the service keeps "
        + $"{Quantity.Of(BytesKept, "byte")} as upload {UploadId} in vault '{State.VaultName}'.";

    /// <summary>Initiates it.</summary>
    /// <exception cref="GlacierException">The service refused, or could not be reached.</exception>
    public async Task InitiateAsync(CancellationToken cancellationToken)
    {
        record?.Begin(State);
        try
        {
            string id = await options.Retries.RunAsync(
                () => InitiateOnceAsync(cancellationToken),
                error => progress.Note($"The upload is asked for again: {error.Message}"),
                cancellationToken
            );
            Found(id);
        }
        catch (GlacierException) when (!_mayBeOpen)
        {
            // Refused: nothing is open.
            record?.Forget();
            throw;
        }
    }

    /// <summary>
    /// Looks for the upload that an earlier call initiated without hearing its ID. It is empty, for nobody could send
    /// it a part.
    /// </summary>
    /// <returns>Whether it is known now; not if there is none, or more than one that it could be.</returns>
    public async Task<bool> FindAsync(CancellationToken cancellationToken)
    {
        if (State.UploadId is null && await LookForAsync(cancellationToken) is { } id)
        {
            Found(id);
        }

        return State.UploadId is not null;
    }

    /// <summary>Which parts the service holds (glacier-api.md §6.5).</summary>
    /// <returns>Their tree hashes; null if the upload is gone, or is not what was planned.</returns>
    public async Task<Dictionary<ByteRange, Sha256Digest>?> ListPartsAsync(
        PartPlan plan,
        CancellationToken cancellationToken
    )
    {
        HashSet<ByteRange> planned = [.. plan.Parts];
        var held = new Dictionary<ByteRange, Sha256Digest>();
        string? marker = null;
        var circle = new MarkerCircle();
        try
        {
            do
            {
                string id = UploadId;
                PartsPage page = await glacier.ListPartsAsync(State.VaultName, id, marker, null, cancellationToken);
                if (
                    page.Upload.PartSizeInBytes != plan.PartSize
                    || page.Parts.Any(part => !planned.Contains(part.Range))
                )
                {
                    return null;
                }

                foreach (UploadedPart part in page.Parts)
                {
                    held[part.Range] = part.TreeHash;
                }

                marker = page.Marker;
                circle.Refuse(marker);
            } while (marker is not null);
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }

        progress.Note(
            $"Continuing upload {UploadId} of '{State.Path}': {Digits.Of(held.Count)} of "
                + $"{Quantity.Of(plan.Count, "part")} there already."
        );
        return held;
    }

    /// <summary>Sends a part, again if need be: a repeat replaces what came before (glacier-api.md §6.4).</summary>
    public async Task SendPartAsync(
        ByteRange range,
        Stream body,
        BodyHashes hashes,
        CancellationToken cancellationToken
    )
    {
        var request = new UploadPartRequest(State.VaultName, UploadId, range, body, hashes);
        await options.Retries.RunAsync(
            async () =>
            {
                await glacier.UploadPartAsync(request, cancellationToken);
                return true;
            },
            error => progress.Note($"The part {range} of upload {UploadId} is sent again: {error.Message}"),
            cancellationToken
        );
        Keep(range);
        record?.Sent(range, hashes.Tree);
    }

    /// <summary>A part is there already.</summary>
    public void Keep(ByteRange range) => Interlocked.Add(ref _bytesKept, range.Length);

    /// <summary>
    /// Makes an archive of the parts. A lost answer is asked for again, and is the same archive's (glacier-api.md
    /// §6.5). The journal is given up only when the archive is confirmed: who is killed before asks for it again.
    /// </summary>
    /// <param name="size">Bytes in the archive.</param>
    /// <param name="treeHash">Its tree hash.</param>
    /// <param name="resumed">Bytes that an earlier call had sent.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="GlacierTransferException">The service stored another tree hash.</exception>
    public async Task<SentArchive> CompleteAsync(
        long size,
        Sha256Digest treeHash,
        long resumed,
        CancellationToken cancellationToken
    )
    {
        StoredArchive stored = await options.Retries.RunAsync(
            () =>
                glacier.CompleteMultipartUploadAsync(
                    new CompleteUploadRequest(State.VaultName, UploadId, size, treeHash),
                    cancellationToken
                ),
            error => progress.Note($"The upload {UploadId} is completed again: {error.Message}"),
            cancellationToken
        );
        try
        {
            SentArchive sent = SentArchive.Confirm(stored, treeHash, State, size) with { BytesResumed = resumed };
            options.Stored?.Invoke(sent);
            return sent;
        }
        finally
        {
            record?.Finish();
        }
    }

    /// <summary>Aborts it; one that is gone already is no error.</summary>
    public async Task AbortAsync(CancellationToken cancellationToken)
    {
        try
        {
            await glacier.AbortMultipartUploadAsync(State.VaultName, UploadId, cancellationToken);
        }
        catch (ResourceNotFoundException) { }
    }

    private void Found(string uploadId)
    {
        State = State with { UploadId = uploadId };
        record?.Initiated(State);
    }

    private async Task<string> InitiateOnceAsync(CancellationToken cancellationToken)
    {
        if (_mayBeOpen)
        {
            if (await LookForAsync(cancellationToken) is { } found)
            {
                return found;
            }

            _mayBeOpen = false;
        }

        try
        {
            return await glacier.InitiateMultipartUploadAsync(
                State.VaultName,
                State.PartSize,
                State.Description,
                cancellationToken
            );
        }
        catch (GlacierConnectionException error) when (error.MayHaveHappened)
        {
            // May be tried again, since the open uploads are looked through first.
            _mayBeOpen = true;
            throw new GlacierConnectionException(error.Endpoint, error.Message, error);
        }
    }

    private async Task<string?> LookForAsync(CancellationToken cancellationToken)
    {
        List<string> found = await EmptyUploadsAsync(cancellationToken);
        UnfinishedUpload[] others = record is null ? [] : [.. record.Others];
        found.RemoveAll(id => Array.Exists(others, other => other.UploadId == id));
        bool isOurs = record is not null && !Array.Exists(others, CouldBeFor);
        if (found.Count == 1 && isOurs)
        {
            return found[0];
        }

        if (found.Count > 0)
        {
            progress.Warn(
                $"The service may have initiated an upload in vault '{State.VaultName}' whose ID did not arrive "
                    + $"({string.Join(", ", found)}). It cannot be told from those of others, so another is "
                    + "initiated; the service forgets it after 24 hours."
            );
        }

        return null;
    }

    /// <summary>Open uploads that have no parts and could be this one.</summary>
    private async Task<List<string>> EmptyUploadsAsync(CancellationToken cancellationToken)
    {
        var found = new List<string>();
        IAsyncEnumerable<MultipartUpload> all = Pages.ItemsAsync(
            (marker, token) => glacier.ListMultipartUploadsAsync(State.VaultName, marker, null, token),
            cancellationToken
        );
        await foreach (MultipartUpload upload in all)
        {
            if (!Matches(upload))
            {
                continue;
            }

            string id = upload.UploadId;
            PartsPage first = await glacier.ListPartsAsync(State.VaultName, id, null, 1, cancellationToken);
            if (first.Parts.Count == 0)
            {
                found.Add(id);
            }
        }

        return found;
    }

    private bool Matches(MultipartUpload upload) =>
        upload.PartSizeInBytes == State.PartSize
        && (upload.ArchiveDescription ?? "") == (State.Description ?? "")
        && upload.CreationDate >= State.Started - ClockSkew;

    private bool CouldBeFor(UnfinishedUpload other) =>
        other.UploadId is null
        && (other.Connection, other.VaultName, other.PartSize, other.Description)
            == (State.Connection, State.VaultName, State.PartSize, State.Description);
}
