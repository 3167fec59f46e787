using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "x-amz-part-size = decimal bytes, power of two from 1048576 to 4294967296. Optional description. 201 with Location
/// and x-amz-multipart-upload-id. The total size is not declared" (glacier-api.md §6.4). It is no write to the vault.
/// </summary>
internal sealed class InitiateMultipartUpload : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.InitiateMultipartUpload;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        long partSize = PartSize.Require(context);
        string? description = DescriptionHeader.Of(context);
        var key = ResourceKey.New();
        await vault.ChangeAsync(change =>
        {
            change.InitiateUpload(context.Now, key, partSize, description);
            return true;
        });
        string id = IdCodec.Upload.Format(key);
        return GlacierResponse
            .Empty(201)
            .With(HeaderNames.Location, context.Location("/multipart-uploads/" + id))
            .With(HeaderNames.MultipartUploadId, id);
    }
}
