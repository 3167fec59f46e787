using System.Text;
using System.Text.Json.Serialization;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>An archive was uploaded in one piece; after a compaction, any archive.</summary>
internal sealed record ArchiveStored : VaultEvent
{
    /// <summary>The archive's key, and that of its blob unless it has <see cref="Parts"/>.</summary>
    [JsonPropertyName("archive")]
    public required ResourceKey Archive { get; init; }

    [JsonPropertyName("size")]
    public required long Size { get; init; }

    [JsonPropertyName("hash")]
    public required StoredHash TreeHash { get; init; }

    [JsonPropertyName("description")]
    public string? Description { get; init; }

    /// <summary>The blobs that it is made of, in order, if it came by multipart upload.</summary>
    [JsonPropertyName("parts")]
    public BlobRef[]? Parts { get; init; }

    /// <summary>Its place in the vault's history, where that is not simply the next one.</summary>
    [JsonPropertyName("sequence")]
    public long? Sequence { get; init; }

    public override void ApplyTo(VaultState vault)
    {
        vault.Archives.Add(
            new ArchiveRecord
            {
                Key = Archive,
                Size = Size,
                TreeHash = TreeHash,
                Created = At,
                Description = Description is null ? null : Encoding.Latin1.GetBytes(Description),
                Parts = Parts,
            },
            Sequence
        );
        vault.Inventories.NoteWrite(At);
    }
}
