using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Vaults;
using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "1 byte up to 4 GiB in one call. Both hash headers are required; the server recomputes both. Success 201: Location,
/// x-amz-archive-id, and x-amz-sha256-tree-hash (computed by the service). Every upload makes a new archive"
/// (glacier-api.md §6.3).
/// </summary>
internal sealed class UploadArchive : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.UploadArchive;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        Call call,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        string? description = ArchiveDescription.Of(call);
        ReceivedBody.Promise promise = ReceivedBody.Promise.Of(call);
        var key = ShortKey.New();
        using ReceivedBody body = await ReceivedBody.RequireAsync(call, vault, key, promise, cancellationToken);
        await vault.ChangeAsync(
            (_, record) =>
            {
                record(
                    new ArchiveStored
                    {
                        At = call.Now,
                        Archive = key,
                        Size = body.Blob.Length,
                        TreeHash = body.Blob.TreeHash,
                        Description = description,
                    }
                );
                return true;
            }
        );
        body.Used();
        return StoredArchive.Answer(call, key, body.Blob.TreeHash);
    }
}
