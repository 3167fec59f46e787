using System.Text;
using System.Text.Json;
using GlacierPS.Local.Archives;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Upgrade;

/// <summary>Makes a vault's rows of its journal of version 1.</summary>
internal sealed class Version1Vault(StoreConnection connection, long row, string folder)
{
    private readonly Dictionary<ResourceKey, UploadInProgress> _uploads = [];
    private VaultState? _state;

    /// <summary>Messages that it sent.</summary>
    public List<SentNotification> Messages { get; } = [];

    /// <summary>
    /// What the journal's lines made of the vault, whose archives are in their rows; null if it was deleted.
    /// </summary>
    public VaultState? Read(IEnumerable<JsonElement> lines)
    {
        foreach (JsonElement line in lines)
        {
            Apply(line, line.GetProperty("event").GetString()!, line.Time("at"));
        }

        return _state;
    }

    /// <summary>Writes all that is not an archive.</summary>
    public static void Write(StoreConnection connection, VaultState state)
    {
        VaultRows.Insert(connection, state.Name, state.Folder, state.Created);
        VaultSettings.Save(connection, state);
        foreach (Job job in state.Jobs.All)
        {
            JobRows.Insert(connection, state.Row, job);
            if (job.IsEndNoticed)
            {
                JobRows.MarkNoticed(connection, state.Row, job);
            }
        }

        foreach (UploadInProgress upload in state.Uploads.Open)
        {
            UploadRows.Insert(connection, state.Row, upload);
            foreach ((long start, BlobRef part) in upload.Parts)
            {
                UploadRows.PutPart(connection, state.Row, upload.Ordinal, start, part);
            }
        }

        // How uploads that have ended began is known to nobody any more, and of no use.
        foreach (ClosedUpload closed in state.Uploads.Closed)
        {
            var upload = new UploadInProgress(closed.Key, closed.Ordinal, 0, null, closed.At);
            UploadRows.Insert(connection, state.Row, upload);
            UploadRows.Update(connection, state.Row, upload, closed);
        }

        VaultRows.Update(connection, state);
    }

    private VaultState State => _state ?? throw new JsonException("The vault was not created.");

    private void Apply(JsonElement line, string happened, ServiceTime at)
    {
        switch (happened)
        {
            case "vault-created":
                _state = new VaultState
                {
                    Row = row,
                    Name = line.GetProperty("name").GetString()!,
                    Folder = folder,
                    Created = at,
                };
                break;
            case "vault-deleted":
                _state = null;
                break;
            case "archive-stored":
                Store(line, at, line.Key("archive"), line.TextOrNull("description"), PartsOf(line));
                break;
            case "archive-deleted":
                Delete(line, at);
                break;
            case "inventory-taken":
                State.Inventories.Take(State.SnapshotAt(at));
                break;
            case "history-compacted":
                State.Sequence = Math.Max(State.Sequence, line.GetProperty("sequence").GetInt64());
                State.Inventories.Restore(InventoryMarksJson.Read(line.GetProperty("clock")));
                break;
            case "job-started":
                StartJob(line, at);
                break;
            case "job-ended":
                EndJob(line, at);
                break;
            default:
                ApplyUpload(line, happened, at);
                break;
        }
    }

    private void ApplyUpload(JsonElement line, string happened, ServiceTime at)
    {
        switch (happened)
        {
            case "upload-begun":
                var begun = new UploadInProgress(
                    line.Key("upload"),
                    State.Uploads.Reach(line.NumberOrNull("ordinal")),
                    line.GetProperty("partSize").GetInt64(),
                    line.TextOrNull("description"),
                    at
                );
                _uploads[begun.Key] = begun;
                State.Uploads.Begin(begun);
                break;
            case "part-stored":
                State
                    .Uploads.Find(line.Key("upload"))
                    ?.Put(line.GetProperty("start").GetInt64(), line.GetProperty("blob").Blob(), at);
                break;
            case "upload-completed":
                UploadInProgress completed = _uploads[line.Key("upload")];
                Store(line, at, line.Key("archive"), completed.Description, completed.Blobs());
                State.Uploads.Close(new ClosedUpload(completed.Key, completed.Ordinal, at, line.Key("archive")));
                break;
            case "upload-closed":
                ResourceKey key = line.Key("upload");
                long ordinal = _uploads.TryGetValue(key, out UploadInProgress? closed)
                    ? closed.Ordinal
                    : State.Uploads.Reach(null);
                ResourceKey? archive = line.TryGetProperty("archive", out _) ? line.Key("archive") : null;
                State.Uploads.Close(new ClosedUpload(key, ordinal, at, archive));
                break;
            default:
                ApplySetting(line, happened, at);
                break;
        }
    }

    private void ApplySetting(JsonElement line, string happened, ServiceTime at)
    {
        switch (happened)
        {
            case "tags-changed":
                State.Tags = line.GetProperty("tags").Deserialize(StoreJson.Default.DictionaryStringString)!;
                break;
            case "access-policy-changed":
                string? policy = line.TextOrNull("policy");
                State.AccessPolicy = policy is null ? null : StoredPolicy.Restore(policy);
                break;
            case "lock-initiated":
                State.Lock = new StoredLock(
                    line.GetProperty("lock").GetString()!,
                    StoredPolicy.Restore(line.GetProperty("policy").GetString()!),
                    at,
                    IsLocked: false
                );
                break;
            case "lock-completed":
                State.Lock = State.Lock! with { IsLocked = true };
                break;
            case "lock-aborted":
                State.Lock = null;
                break;
            case "notifications-changed":
                State.Ending.SettleBefore(at);
                State.NotificationsSince = at;
                State.Notifications = ConfigurationOf(line);
                break;
            default:
                throw new JsonException($"There is no event '{happened}'.");
        }
    }

    private void Store(JsonElement line, ServiceTime at, ResourceKey key, string? description, BlobRef[]? parts)
    {
        State.Sequence = line.NumberOrNull("sequence") is { } place
            ? Math.Max(State.Sequence, place)
            : State.Sequence + 1;
        var archive = new ArchiveRecord
        {
            Vault = row,
            Key = key,
            Size = line.GetProperty("size").GetInt64(),
            TreeHash = line.Hash("hash"),
            Created = at,
            CreatedSequence = line.NumberOrNull("sequence") ?? State.Sequence,
            Description = description is null ? null : Encoding.Latin1.GetBytes(description),
            Parts = parts,
        };
        ArchiveRows.Insert(connection, archive);
        State.Totals = State.Totals.With(archive, 1);
        State.Inventories.NoteWrite(at);
    }

    private void Delete(JsonElement line, ServiceTime at)
    {
        State.Inventories.NoteWrite(at);
        if (ArchiveRows.Find(connection, line.Key("archive")) is not { IsDeleted: false } archive)
        {
            return;
        }

        archive.Deleted = at;
        archive.DeletedSequence = line.NumberOrNull("sequence") ?? State.Sequence + 1;
        State.Sequence = Math.Max(State.Sequence, archive.DeletedSequence);
        ArchiveRows.MarkDeleted(connection, archive);
        State.Totals = State.Totals.With(archive, -1);
    }

    private void StartJob(JsonElement line, ServiceTime at) =>
        State.Jobs.Add(
            new Job
            {
                Ordinal = State.Jobs.Reach(line.NumberOrNull("ordinal")),
                Key = line.Key("job"),
                Created = at,
                Due = line.Time("due"),
                Description = line.TextOrNull("description"),
                Topic = line.TextOrNull("topic"),
                Tier = line.TextOrNull("tier"),
                Archive = line.TryGetProperty("retrieval", out JsonElement retrieval)
                    ? retrieval.Deserialize(StoreJson.Default.RetrievedArchive)
                    : null,
                Inventory = line.TryGetProperty("inventory", out JsonElement inventory)
                    ? inventory.Deserialize(StoreJson.Default.RetrievedInventory)
                    : null,
            }
        );

    private void EndJob(JsonElement line, ServiceTime at)
    {
        ResourceKey key = line.Key("job");
        if (State.Jobs.Find(key) is { } job)
        {
            job.IsEndNoticed = true;
        }

        string message = line.GetProperty("message").GetString()!;
        Messages.AddRange(
            line.GetProperty("topics")
                .EnumerateArray()
                .Select(topic => new SentNotification(at, key, topic.GetString()!, message))
        );
    }

    private static BlobRef[]? PartsOf(JsonElement line) =>
        line.TryGetProperty("parts", out JsonElement parts)
            ? [.. parts.EnumerateArray().Select(part => part.Blob())]
            : null;

    private static NotificationConfiguration? ConfigurationOf(JsonElement line) =>
        line.TextOrNull("topic") is not { } topic ? null
        : NotificationConfiguration.TryCreate(
            topic,
            [.. line.GetProperty("events").EnumerateArray().Select(one => one.GetString())],
            out NotificationConfiguration? configuration,
            out string? reason
        )
            ? configuration
        : throw new JsonException(reason);
}
