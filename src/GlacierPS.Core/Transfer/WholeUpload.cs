using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>An archive that goes up in one request (glacier-api.md §6.3).</summary>
internal sealed class WholeUpload(
    IGlacier glacier,
    UploadOptions options,
    string vaultName,
    string? description,
    string? path,
    ProgressTally tally
)
{
    /// <summary>Sends it, again where it is certain that nothing was stored.</summary>
    /// <exception cref="UploadUncertainException">The answer was lost.</exception>
    public async Task<SentArchive> SendAsync(BodyStream body, BodyHashes hashes, CancellationToken cancellationToken)
    {
        var request = new UploadArchiveRequest(vaultName, body, hashes, description);
        StoredArchive stored;
        try
        {
            stored = await options.Retries.RunAsync(
                () => glacier.UploadArchiveAsync(request, cancellationToken),
                error => tally.Note($"{(path is null ? "The stream" : $"'{path}'")} is sent again: {error.Message}"),
                cancellationToken
            );
        }
        catch (GlacierConnectionException error) when (error.MayHaveHappened)
        {
            throw new UploadUncertainException(vaultName, path, description, body.Length, hashes.Tree, error);
        }

        tally.Moved(body.Length - body.Position);
        tally.PartDone();
        SentArchive sent = OpenUpload.Confirm(stored, hashes.Tree, vaultName, body.Length, description, path);
        options.Stored?.Invoke(sent);
        return sent;
    }
}
