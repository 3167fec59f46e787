using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Preconditions;
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
        Call call,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        List<ShortKey> freed = await vault.ChangeAsync(
            (state, record) =>
            {
                if (UploadExists.EndedLately(call, state) is { Archive: null })
                {
                    return [];
                }

                OpenUpload upload = UploadExists.Require(call, state);
                List<ShortKey> blobs = upload.Parts.Values.Select(part => part.Key).ToList();
                record(new UploadClosed { At = call.Now, Upload = upload.Key });
                return blobs;
            }
        );
        vault.DeleteBlobs(freed);
        return GlacierResponse.Empty(204);
    }
}
