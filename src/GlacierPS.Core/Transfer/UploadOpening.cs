using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// Asks the service for a multipart upload so that none is left open that nobody knows of: what is about to be asked
/// for stands in the journal first, and an upload whose ID never arrived is looked for among those that are open.
/// </summary>
internal sealed class UploadOpening(IGlacier glacier, UploadOptions options, UploadRecord? record, ProgressTally tally)
{
    /// <summary>How far the service's clock and this machine's may be apart.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(15);

    /// <summary>Whether the service was asked and not heard, and has not been looked through since.</summary>
    private bool _mayBeOpen;

    /// <summary>Opens an upload.</summary>
    /// <param name="intent">What it is of; its ID is not known yet.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Its ID.</returns>
    public async Task<string> OpenAsync(BegunUpload intent, CancellationToken cancellationToken)
    {
        record?.Begin(intent);
        try
        {
            string id = await options.Retries.RunAsync(
                () => InitiateAsync(intent, cancellationToken),
                error => tally.Note($"The upload is asked for again: {error.Message}"),
                cancellationToken
            );
            record?.Opened(id);
            return id;
        }
        catch (GlacierException) when (!_mayBeOpen)
        {
            // Refused: nothing is open.
            record?.Forget();
            throw;
        }
    }

    /// <summary>
    /// The upload that was opened for an intent and whose ID was not heard; null if there is none, or more than one
    /// that it could be. It is empty, for nobody could send it a part.
    /// </summary>
    public async Task<string?> FindAsync(BegunUpload intent, CancellationToken cancellationToken)
    {
        List<string> found = await OpenedSinceAsync(intent, cancellationToken);
        UnfinishedUpload[] others = record is null ? [] : [.. record.Others];
        found.RemoveAll(id => Array.Exists(others, other => other.UploadId == id));
        bool isOurs = record is not null && !Array.Exists(others, other => CouldBeFor(other, intent));
        if (found.Count == 1 && isOurs)
        {
            return found[0];
        }

        if (found.Count > 0)
        {
            tally.Warn(
                $"The service may have opened an upload in vault '{intent.VaultName}' whose ID did not arrive "
                    + $"({string.Join(", ", found)}). "
                    + "It cannot be told from those of others, so another is begun; the service forgets it after "
                    + "24 hours."
            );
        }

        return null;
    }

    private async Task<string> InitiateAsync(BegunUpload intent, CancellationToken cancellationToken)
    {
        if (_mayBeOpen)
        {
            if (await FindAsync(intent, cancellationToken) is { } found)
            {
                return found;
            }

            _mayBeOpen = false;
        }

        try
        {
            return await glacier.InitiateMultipartUploadAsync(
                intent.VaultName,
                intent.PartSize,
                intent.Description,
                cancellationToken
            );
        }
        catch (GlacierConnectionException error) when (error.MayHaveHappened)
        {
            // May be tried again, since it is looked first.
            _mayBeOpen = true;
            throw new GlacierConnectionException(error.Endpoint, error.Message, error);
        }
    }

    private async Task<List<string>> OpenedSinceAsync(BegunUpload intent, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        string? marker = null;
        do
        {
            Page<MultipartUpload> page = await glacier.ListMultipartUploadsAsync(
                intent.VaultName,
                marker,
                null,
                cancellationToken
            );
            foreach (MultipartUpload upload in page.Items.Where(upload => Matches(upload, intent)))
            {
                PartsPage parts = await glacier.ListPartsAsync(
                    intent.VaultName,
                    upload.UploadId,
                    null,
                    1,
                    cancellationToken
                );
                if (parts.Parts.Count == 0)
                {
                    found.Add(upload.UploadId);
                }
            }

            marker = page.Marker;
        } while (marker is not null);
        return found;
    }

    private static bool Matches(MultipartUpload upload, BegunUpload intent) =>
        upload.PartSizeInBytes == intent.PartSize
        && (upload.ArchiveDescription ?? "") == (intent.Description ?? "")
        && upload.CreationDate >= intent.Started - ClockSkew;

    private static bool CouldBeFor(UnfinishedUpload other, BegunUpload intent) =>
        other.UploadId is null
        && (other.Connection, other.VaultName, other.PartSize, other.Description)
            == (intent.Connection, intent.VaultName, intent.PartSize, intent.Description);
}
