using System.Text.Json.Serialization;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>A multipart upload was initiated.</summary>
internal sealed record UploadBegun : VaultEvent
{
    [JsonPropertyName("upload")]
    public required ResourceKey Upload { get; init; }

    [JsonPropertyName("partSize")]
    public required long PartSize { get; init; }

    [JsonPropertyName("description")]
    public string? Description { get; init; }

    /// <summary>Its place among all uploads of the vault, where that is not simply the next one.</summary>
    [JsonPropertyName("ordinal")]
    public long? Ordinal { get; init; }

    public override void ApplyTo(VaultState vault) =>
        vault.Uploads.Begin(new UploadInProgress(Upload, vault.Uploads.Reach(Ordinal), PartSize, Description, At));
}
