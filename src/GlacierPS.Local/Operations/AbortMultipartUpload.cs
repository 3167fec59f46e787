using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

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
            change =>
            {
                if (UploadExists.EndedLately(context, change.State) is { Archive: null })
                {
                    return [];
                }

                return change.CloseUpload(context.Now, UploadExists.Require(context, change.State));
            },
            frees: true
        );
        vault.DeleteBlobs(freed);
        return GlacierResponse.Empty(204);
    }
}
