using System.Text.Json.Serialization;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>A multipart upload was initiated.</summary>
internal sealed record UploadBegun : VaultEvent
{
    [JsonPropertyName("upload")]
    public required ShortKey Upload { get; init; }

    [JsonPropertyName("partSize")]
    public required long PartSize { get; init; }

    [JsonPropertyName("description")]
    public string? Description { get; init; }

    public override void ApplyTo(VaultState vault) => vault.Uploads.Begin(Upload, PartSize, Description, At);
}
