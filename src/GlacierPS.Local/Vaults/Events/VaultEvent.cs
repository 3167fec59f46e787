using System.Text.Json.Serialization;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>
/// Something that happened to a vault. A vault is what its events made of it: they are all that is written down, in
/// the order in which they happened. A new kind is a record with its own <see cref="ApplyTo"/>, and a line here.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(VaultCreated), "vault-created")]
[JsonDerivedType(typeof(VaultDeleted), "vault-deleted")]
[JsonDerivedType(typeof(ArchiveStored), "archive-stored")]
[JsonDerivedType(typeof(ArchiveDeleted), "archive-deleted")]
[JsonDerivedType(typeof(UploadBegun), "upload-begun")]
[JsonDerivedType(typeof(PartStored), "part-stored")]
[JsonDerivedType(typeof(UploadCompleted), "upload-completed")]
[JsonDerivedType(typeof(UploadClosed), "upload-closed")]
[JsonDerivedType(typeof(JobStarted), "job-started")]
[JsonDerivedType(typeof(InventoryTaken), "inventory-taken")]
[JsonDerivedType(typeof(JobEnded), "job-ended")]
[JsonDerivedType(typeof(TagsChanged), "tags-changed")]
[JsonDerivedType(typeof(AccessPolicyChanged), "access-policy-changed")]
[JsonDerivedType(typeof(NotificationsChanged), "notifications-changed")]
[JsonDerivedType(typeof(LockInitiated), "lock-initiated")]
[JsonDerivedType(typeof(LockCompleted), "lock-completed")]
[JsonDerivedType(typeof(LockAborted), "lock-aborted")]
[JsonDerivedType(typeof(HistoryCompacted), "history-compacted")]
internal abstract record VaultEvent
{
    /// <summary>When it happened, on the service's clock.</summary>
    [JsonPropertyName("at")]
    public required ServiceTime At { get; init; }

    /// <summary>Makes a vault what it is after this. Never fails on what was decided before.</summary>
    public abstract void ApplyTo(VaultState vault);
}
