using System.Text.Json.Serialization;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>An upload was aborted, or lay idle for too long.</summary>
internal sealed record UploadAborted : VaultEvent
{
    [JsonPropertyName("upload")]
    public required ShortKey Upload { get; init; }

    public override void ApplyTo(VaultState vault) => vault.Uploads.Close(new ClosedUpload(Upload, At, null));
}
