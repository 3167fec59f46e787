using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;
using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "204; afterwards every use of the ID fails (404). Repeating the abort succeeds for a short time. Aborting a
/// completed upload fails" (glacier-api.md §6.5).
/// </summary>
internal sealed class AbortMultipartUpload : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.AbortMultipartUpload;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        List<ResourceKey> freed = await vault.ChangeAsync(
            (state, record) =>
            {
                if (UploadExists.EndedLately(context, state) is { Archive: null })
                {
                    return [];
                }

                UploadInProgress upload = UploadExists.Require(context, state);
                List<ResourceKey> blobs = upload.Parts.Values.Select(part => part.Key).ToList();
                record(new UploadClosed { At = context.Now, Upload = upload.Key });
                return blobs;
            }
        );
        vault.DeleteBlobs(freed);
        return GlacierResponse.Empty(204);
    }
}
