using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Json;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "Only in-progress uploads, no guaranteed order, limit 1..50, default 50, Marker opaque/null" (glacier-api.md §6.5).
/// </summary>
internal sealed class ListMultipartUploads : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.ListMultipartUploads;

    protected override ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        int limit = PageOf.Limit(context, GlacierLimits.ItemsPerPage);
        long from = PageOf.Start(context) ?? 0;
        List<UploadInProgress> uploads = vault.Read(state =>
            state
                .Uploads.Open.SkipWhile(upload => upload.Ordinal < from)
                .Where(upload => context.Now < upload.LastActivity + context.Options.UploadRetention)
                .Take(limit + 1)
                .ToList()
        );
        return ValueTask.FromResult(
            GlacierResponse.Json(
                200,
                JsonBody.Write(json =>
                {
                    json.WriteStartObject();
                    json.WriteString(
                        "Marker"u8,
                        uploads.Count > limit ? PageMarker.Format(uploads[limit].Ordinal) : null
                    );
                    json.WriteStartArray("UploadsList"u8);
                    foreach (UploadInProgress upload in uploads.Take(limit))
                    {
                        json.WriteStartObject();
                        json.WriteString("ArchiveDescription"u8, upload.Description);
                        json.WriteDate("CreationDate"u8, upload.Created);
                        json.WriteString("MultipartUploadId"u8, IdCodec.Upload.Format(upload.Key));
                        json.WriteNumber("PartSizeInBytes"u8, upload.PartSize);
                        json.WriteString("VaultARN"u8, vault.Arn);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                    json.WriteEndObject();
                })
            )
        );
    }
}
