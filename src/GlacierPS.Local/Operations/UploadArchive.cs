using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "1 byte up to 4 GiB in one context. Both hash headers are required; the server recomputes both. Success 201:
/// Location, x-amz-archive-id, and x-amz-sha256-tree-hash (computed by the service). Every upload makes a new archive"
/// (glacier-api.md §6.3).
/// </summary>
internal sealed class UploadArchive : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.UploadArchive;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        string? description = DescriptionHeader.Of(context);
        ReceivedBody.Promise promise = ReceivedBody.Promise.Of(context);
        var key = ResourceKey.New();
        using ReceivedBody body = await ReceivedBody.RequireAsync(context, vault, key, promise, cancellationToken);
        await vault.ChangeAsync(change =>
        {
            change.StoreArchive(context.Now, key, body.Blob.Length, body.Blob.TreeHash, description);
            return true;
        });
        body.Used();
        return ArchiveCreated.Answer(context, key, body.Blob.TreeHash);
    }
}
