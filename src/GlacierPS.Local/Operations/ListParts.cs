using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Json;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "Sorted by range; limit 1..50, default 50; Marker opaque. RangeInBytes is 0-4194303 (no unit). Header fields of the
/// listing repeat on every page; ArchiveDescription null when none was given" (glacier-api.md §6.5).
/// </summary>
internal sealed class ListParts : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.ListParts;

    protected override ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        int limit = PageOf.Limit(context, GlacierLimits.ItemsPerPage);
        long from = PageOf.Start(context) ?? 0;
        (UploadInProgress upload, List<KeyValuePair<long, BlobRef>> parts) = vault.Read(state =>
        {
            UploadInProgress found = UploadExists.Require(context, state);
            return (found, found.Parts.SkipWhile(part => part.Key < from).Take(limit + 1).ToList());
        });
        return ValueTask.FromResult(
            GlacierResponse.Json(
                200,
                JsonBody.Write(json =>
                {
                    json.WriteStartObject();
                    json.WriteString("ArchiveDescription"u8, upload.Description);
                    json.WriteDate("CreationDate"u8, upload.Created);
                    json.WriteString("Marker"u8, parts.Count > limit ? PageMarker.Format(parts[limit].Key) : null);
                    json.WriteString("MultipartUploadId"u8, IdCodec.Upload.Format(upload.Key));
                    json.WriteNumber("PartSizeInBytes"u8, upload.PartSize);
                    json.WriteStartArray("Parts"u8);
                    foreach ((long start, BlobRef part) in parts.Take(limit))
                    {
                        json.WriteStartObject();
                        json.WriteString("RangeInBytes"u8, ByteRange.At(start, part.Length).ToString());
                        json.WriteString("SHA256TreeHash"u8, part.TreeHash.ToString());
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                    json.WriteString("VaultARN"u8, vault.Arn);
                    json.WriteEndObject();
                })
            )
        );
    }
}
