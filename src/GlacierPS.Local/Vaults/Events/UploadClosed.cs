using System.Text.Json.Serialization;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>
/// An upload was aborted, or lay idle for too long; in a compacted journal, any upload that ended lately.
/// </summary>
internal sealed record UploadClosed : VaultEvent
{
    [JsonPropertyName("upload")]
    public required ResourceKey Upload { get; init; }

    /// <summary>The archive that it became; null if none.</summary>
    [JsonPropertyName("archive")]
    public ResourceKey? Archive { get; init; }

    public override void ApplyTo(VaultState vault) => vault.Uploads.Close(new ClosedUpload(Upload, At, Archive));
}
