using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>Which parts of an upload the service holds (glacier-api.md §6.5).</summary>
internal sealed class HeldParts(IGlacier glacier, string vaultName, string path, ProgressTally tally)
{
    /// <summary>The tree hashes of the parts; null if the upload is gone, or is not what was planned.</summary>
    public async Task<Dictionary<ByteRange, Sha256Digest>?> ListAsync(
        string uploadId,
        PartPlan plan,
        CancellationToken cancellationToken
    )
    {
        HashSet<ByteRange> planned = [.. plan.Parts];
        var held = new Dictionary<ByteRange, Sha256Digest>();
        string? marker = null;
        try
        {
            do
            {
                PartsPage page = await glacier.ListPartsAsync(vaultName, uploadId, marker, null, cancellationToken);
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
            } while (marker is not null);
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }

        tally.Note($"Continuing upload {uploadId} of '{path}': {held.Count:N0} of {plan.Count:N0} parts are there.");
        return held;
    }
}
