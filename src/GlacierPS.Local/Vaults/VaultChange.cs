using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Archives;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>
/// What a request does to a vault, in memory and in the metadata, within one commit. Under the vault's lock. Whoever
/// refuses does so before the first change.
/// </summary>
internal sealed class VaultChange(Vault vault, VaultState state, Commit commit)
{
    public VaultState State => state;

    /// <summary>An archive of this vault, deleted or not, as it is within the commit.</summary>
    /// <exception cref="DamagedDataException">Its record is damaged.</exception>
    public ArchiveRecord? FindArchive(ResourceKey key) =>
        ArchiveRows.Find(commit.Connection, key) is { } found && found.Vault == state.Row ? found : null;

    /// <summary>Whether another vault of the account has an archive that lives.</summary>
    public bool IsInAnotherVault(ResourceKey key) =>
        ArchiveRows.Find(commit.Connection, key) is { IsDeleted: false } found && found.Vault != state.Row;

    /// <summary>
    /// Refuses to take it for sure that an archive is missing while the metadata are known to be damaged. Until they
    /// have been looked through, the index that missed it is not believed, and its vault is searched row by row.
    /// </summary>
    /// <exception cref="DamagedDataException">They are damaged.</exception>
    public void RequireMissing(ResourceKey key)
    {
        vault.RequireSound();
        if (vault.Account.IsChecked || FindArchive(key) is not null)
        {
            return;
        }

        (bool isThere, long live, long bytes) = ArchiveRows.Scan(commit.Connection, state.Row, key);
        if (isThere || live != state.Totals.Count || bytes != state.Totals.Bytes)
        {
            vault.Account.NoteDamage($"Vault '{vault.Name}': an archive is not found that is there, or rows are lost.");
            vault.RequireSound();
        }
    }

    public void StoreArchive(
        ServiceTime at,
        ResourceKey key,
        long size,
        in Sha256Digest treeHash,
        string? description,
        BlobRef[]? parts = null
    )
    {
        commit.Touch(vault);
        var archive = new ArchiveRecord
        {
            Vault = state.Row,
            Key = key,
            Size = size,
            TreeHash = treeHash,
            Created = at,
            CreatedSequence = ++state.Sequence,
            Description = description is null ? null : Encoding.Latin1.GetBytes(description),
            Parts = parts,
        };
        ArchiveRows.Insert(commit.Connection, archive);
        state.Totals = state.Totals.With(archive, 1);
        state.Inventories.NoteWrite(at);
    }

    /// <summary>Deletes an archive that lives.</summary>
    /// <returns>Blobs that nothing needs any more, to be removed when this is committed.</returns>
    /// <exception cref="DamagedDataException">The metadata are damaged: nobody can say what may go.</exception>
    public List<ResourceKey> DeleteArchive(ServiceTime at, ArchiveRecord archive)
    {
        vault.RequireSound();
        commit.Touch(vault);
        archive.Deleted = at;
        archive.DeletedSequence = ++state.Sequence;
        ArchiveRows.MarkDeleted(commit.Connection, archive);
        state.Totals = state.Totals.With(archive, -1);
        state.Inventories.NoteWrite(at);
        foreach (Job job in state.Jobs.Of(archive.Key))
        {
            job.ArchiveDeleted = at;
        }

        return FreedBy(archive);
    }

    public void InitiateUpload(ServiceTime at, ResourceKey key, long partSize, string? description)
    {
        commit.Touch(vault);
        var upload = new UploadInProgress(key, state.Uploads.Reach(null), partSize, description, at);
        state.Uploads.Begin(upload);
        UploadRows.Insert(commit.Connection, state.Row, upload);
    }

    /// <summary>Takes in a part; it replaces one that begins at the same byte.</summary>
    /// <returns>The blob that it replaces.</returns>
    public ResourceKey? StorePart(ServiceTime at, UploadInProgress upload, long start, in BlobRef blob)
    {
        commit.Touch(vault);
        ResourceKey? replaced = upload.PartAt(start)?.Key;
        upload.Put(start, blob, at);
        UploadRows.PutPart(commit.Connection, state.Row, upload.Ordinal, start, blob);
        UploadRows.Update(commit.Connection, state.Row, upload, null);
        if (replaced is { } old)
        {
            Free([old]);
        }

        return replaced;
    }

    /// <summary>Forgets a part whose blob is lost.</summary>
    public string? DropPart(ResourceKey blob)
    {
        foreach (UploadInProgress upload in state.Uploads.Open)
        {
            foreach ((long start, BlobRef part) in upload.Parts)
            {
                if (part.Key == blob)
                {
                    commit.Touch(vault);
                    upload.Parts.Remove(start);
                    UploadRows.RemovePart(commit.Connection, state.Row, upload.Ordinal, start);
                    return $"the part from byte {start} of upload {IdCodec.Upload.Format(upload.Key)} is lost; it "
                        + "has to be "
                        + "sent again.";
                }
            }
        }

        return null;
    }

    /// <summary>Makes an archive of an upload's parts. Their blobs are its blobs: not a byte is copied.</summary>
    public void CompleteUpload(
        ServiceTime at,
        UploadInProgress upload,
        ResourceKey archive,
        long size,
        in Sha256Digest treeHash
    )
    {
        StoreArchive(at, archive, size, treeHash, upload.Description, upload.Blobs());
        Close(at, upload, archive);
    }

    /// <summary>Ends an upload that became nothing.</summary>
    /// <returns>The blobs of its parts, to be removed when this is committed.</returns>
    public List<ResourceKey> CloseUpload(ServiceTime at, UploadInProgress upload)
    {
        commit.Touch(vault);
        List<ResourceKey> blobs = [.. upload.Parts.Values.Select(part => part.Key)];
        Free(blobs);
        Close(at, upload, null);
        return blobs;
    }

    /// <summary>Starts a job, whose place is the next one.</summary>
    public void StartJob(Func<long, Job> make)
    {
        commit.Touch(vault);
        Job job = make(state.Jobs.Reach(null));
        state.Jobs.Add(job);
        state.Ending.Add(job);
        JobRows.Insert(commit.Connection, state.Row, job);
    }

    /// <summary>Takes an inventory of all that is in the vault.</summary>
    public void TakeInventory(ServiceTime at)
    {
        commit.Touch(vault);
        state.Inventories.Take(state.SnapshotAt(at));
    }

    public void SetTags(IReadOnlyDictionary<string, string> tags)
    {
        commit.Touch(vault);
        state.Tags = tags;
        SaveSettings();
    }

    public void SetAccessPolicy(StoredPolicy? policy)
    {
        commit.Touch(vault);
        state.AccessPolicy = policy;
        SaveSettings();
    }

    public void SetLock(StoredLock? vaultLock)
    {
        commit.Touch(vault);
        state.Lock = vaultLock;
        SaveSettings();
    }

    public void SetNotifications(ServiceTime at, NotificationConfiguration? configuration)
    {
        commit.Touch(vault);
        state.Ending.SettleBefore(at);
        state.NotificationsSince = at;
        state.Notifications = configuration;
        SaveSettings();
    }

    /// <summary>
    /// Does what has become due: an inventory, messages on jobs that have ended, and the removal of what has expired.
    /// </summary>
    /// <returns>Blobs that nothing needs any more, to be removed when this is committed.</returns>
    public List<ResourceKey> Advance(ServiceTime now, LocalGlacierOptions options, bool sweep)
    {
        if (options.InventoryInterval is { } interval && state.Inventories.DueAt(interval) is { } due && due <= now)
        {
            TakeInventory(due);
        }

        foreach (EndedJob ended in EndedJob.TakeFrom(vault, state, now))
        {
            commit.Touch(vault);
            ended.View.Job.IsEndNoticed = true;
            JobRows.MarkNoticed(commit.Connection, state.Row, ended.View.Job);
            vault.Account.Send(commit, ended.ToMessages(), deliver: options.SnsEndpoint is not null);
        }

        if (!sweep)
        {
            return [];
        }

        var run = new ExpirySweep(vault, state, commit, this);
        List<ResourceKey> freed = run.Run(now, options);
        vault.SweepAgainAt(now, soon: run.HasMore);
        return freed;
    }

    /// <summary>
    /// The blobs of a deleted archive that nothing needs any more: no job completed before the deletion, and is still
    /// kept (the output of a completed job stays downloadable, glacier-api.md §6.3).
    /// </summary>
    public List<ResourceKey> FreedBy(in ArchiveRecord archive)
    {
        ServiceTime deleted = archive.Deleted;
        return !archive.IsDeleted || state.Jobs.Of(archive.Key).Any(job => job.Due <= deleted)
            ? []
            : [.. archive.Blobs().Select(blob => blob.Key)];
    }

    private void Close(ServiceTime at, UploadInProgress upload, ResourceKey? archive)
    {
        var closed = new ClosedUpload(upload.Key, upload.Ordinal, at, archive);
        state.Uploads.Close(closed);
        UploadRows.Update(commit.Connection, state.Row, upload, closed);
        UploadRows.RemoveParts(commit.Connection, state.Row, upload.Ordinal);
    }

    /// <summary>
    /// Notes blobs of parts that are to be removed, since no other record of them is left: what a kill leaves of them
    /// is known to be ours and dead.
    /// </summary>
    private void Free(IEnumerable<ResourceKey> blobs)
    {
        foreach (ResourceKey blob in blobs)
        {
            commit
                .Connection.Statement("INSERT OR IGNORE INTO freed VALUES (?,?)")
                .Bind(1, state.Row)
                .BindKey(2, blob)
                .Run();
        }
    }

    private void SaveSettings()
    {
        commit.IsSetting = true;
        VaultSettings.Save(commit.Connection, state);
    }
}
