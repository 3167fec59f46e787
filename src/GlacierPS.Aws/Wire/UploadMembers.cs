using System.Text.Json;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Wire;

/// <summary>Each item of ListMultipartUploads, and ListParts' response (glacier-api.md §5, §6.5).</summary>
internal static class UploadMembers
{
    public static MultipartUpload Read(JsonElement json) =>
        new()
        {
            UploadId = json.RequiredText("MultipartUploadId"),
            VaultARN = json.RequiredText("VaultARN"),
            ArchiveDescription = json.Text("ArchiveDescription"),
            PartSizeInBytes = json.RequiredNumber("PartSizeInBytes"),
            CreationDate = json.RequiredDate("CreationDate"),
        };

    public static PartsPage ReadParts(JsonElement json, string? marker) =>
        new(Read(json), json.List("Parts", ReadPart), json.NextMarker(marker));

    private static UploadedPart ReadPart(JsonElement json) =>
        new(
            json.Range("RangeInBytes") ?? throw new FormatException("RangeInBytes is missing."),
            Sha256Digest.Parse(json.RequiredText("SHA256TreeHash"))
        );
}
