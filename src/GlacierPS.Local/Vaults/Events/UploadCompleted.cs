using System.Text;
using System.Text.Json.Serialization;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>The parts of an upload became an archive. Their blobs are its blobs: not a byte is copied.</summary>
internal sealed record UploadCompleted : VaultEvent
{
    [JsonPropertyName("upload")]
    public required ResourceKey Upload { get; init; }

    [JsonPropertyName("archive")]
    public required ResourceKey Archive { get; init; }

    [JsonPropertyName("size")]
    public required long Size { get; init; }

    [JsonPropertyName("hash")]
    public required StoredHash TreeHash { get; init; }

    public override void ApplyTo(VaultState vault)
    {
        UploadInProgress? upload = vault.Uploads.Find(Upload);
        vault.Archives.Add(
            new ArchiveRecord
            {
                Key = Archive,
                Size = Size,
                TreeHash = TreeHash,
                Created = At,
                Description = upload?.Description is { } text ? Encoding.Latin1.GetBytes(text) : null,
                Parts = upload?.Blobs() ?? [],
            },
            null
        );
        vault.Uploads.Close(new ClosedUpload(Upload, At, Archive));
        vault.Inventories.NoteWrite(At);
    }
}
