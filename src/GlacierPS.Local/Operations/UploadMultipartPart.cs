using GlacierPS.Core.Hashing;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "last-first+1 must equal Content-Length; first must be a multiple of the part size; length at most the part size;
/// both hashes are checked. Parts may come in any order and in parallel. Uploading a part with the same range again
/// replaces it. Answer 204 with x-amz-sha256-tree-hash of the part" (glacier-api.md §6.4).
/// </summary>
internal sealed class UploadMultipartPart : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.UploadMultipartPart;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        vault.Read(state => UploadExists.Require(context, state));
        ByteRange range = PartRange.Require(context);
        ReceivedBody.Promise promise = ReceivedBody.Promise.Of(context);
        PartRange.RequireLength(context, range, promise.Length);
        vault.Read(state =>
        {
            PartRange.Check(context, range, UploadExists.Require(context, state));
            return true;
        });

        using ReceivedBody body = await ReceivedBody.RequireAsync(
            context,
            vault,
            ResourceKey.New(),
            promise,
            cancellationToken
        );
        ResourceKey? replaced = await vault.ChangeAsync(change =>
        {
            // Looked up again: it may have been completed or aborted while the body came in.
            UploadInProgress upload = UploadExists.Require(context, change.State);
            return change.StorePart(context.Now, upload, range.First, body.Blob);
        });
        body.Used();
        context.Options.PartStored?.Invoke(context.Route.Id, range.First);
        if (replaced is { } blob)
        {
            vault.DeleteBlobs([blob]);
        }

        return GlacierResponse.Empty(204).With(HeaderNames.TreeHash, body.Blob.TreeHash.ToString());
    }
}
