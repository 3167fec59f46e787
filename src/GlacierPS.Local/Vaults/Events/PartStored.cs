using System.Text.Json.Serialization;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>A part of an upload was received; it replaces one that began at the same byte.</summary>
internal sealed record PartStored : VaultEvent
{
    [JsonPropertyName("upload")]
    public required ResourceKey Upload { get; init; }

    [JsonPropertyName("start")]
    public required long Start { get; init; }

    [JsonPropertyName("blob")]
    public required BlobRef Blob { get; init; }

    public override void ApplyTo(VaultState vault) => vault.Uploads.Find(Upload)?.Put(Start, Blob, At);
}
