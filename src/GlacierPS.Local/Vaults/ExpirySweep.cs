using GlacierPS.Core.Storage;
using GlacierPS.Local.Archives;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>
/// Removes what has expired: jobs a day after they ended, uploads that lie idle, and the memory of uploads that ended
/// (glacier-api.md §6.4 to §6.6); then the records of deleted archives and parts whose bytes are gone. Operations check
/// times themselves; this only frees what nobody can reach.
/// </summary>
internal sealed class ExpirySweep(Vault vault, VaultState state, Commit commit, VaultChange change)
{
    // A sweep holds up other writers for some milliseconds at most.
    private const int MostRows = 500;

    /// <summary>Whether records were left for the next sweep.</summary>
    public bool HasMore { get; private set; }

    /// <returns>Blobs that nothing refers to any more, to be removed when this is committed.</returns>
    public List<ResourceKey> Run(ServiceTime now, LocalGlacierOptions options)
    {
        var freed = new List<ResourceKey>();
        foreach (Job job in state.Jobs.All.Where(job => job.Due + options.JobRetention <= now).ToList())
        {
            commit.Touch(vault);
            state.Jobs.Remove(job);
            JobRows.Remove(commit.Connection, state.Row, job);
            if (job.Archive is { } retrieved && change.FindArchive(retrieved.Archive) is { } archive)
            {
                freed.AddRange(change.FreedBy(archive));
            }
        }

        foreach (
            UploadInProgress upload in state
                .Uploads.Open.Where(upload => upload.LastActivity + options.UploadRetention <= now)
                .ToList()
        )
        {
            freed.AddRange(change.CloseUpload(now, upload));
        }

        foreach (ClosedUpload closed in state.Uploads.ForgetClosed(now + -options.UploadRetention))
        {
            commit.Touch(vault);
            UploadRows.Remove(commit.Connection, state.Row, closed);
        }

        freed.AddRange(RemoveDeletedArchives());
        freed.AddRange(RemoveFreedParts());
        return freed;
    }

    /// <summary>
    /// Deleted archives that no inventory lists and no job retrieves; those whose bytes are still there.
    /// </summary>
    private List<ResourceKey> RemoveDeletedArchives()
    {
        long listed = state
            .Jobs.All.Select(job => job.Inventory?.Snapshot)
            .Append(state.Inventories.Marks.Last)
            .Min(snapshot => snapshot?.Sequence ?? long.MaxValue);
        var left = new List<ResourceKey>();
        var gone = new List<ArchiveRecord>();
        List<ArchiveRecord> deleted = ArchiveRows.DeletedUpTo(commit.Connection, state.Row, listed, MostRows);
        foreach (ArchiveRecord archive in deleted.Where(archive => state.Jobs.Of(archive.Key).Count == 0))
        {
            ResourceKey[] there = [.. archive.Blobs().Select(blob => blob.Key).Where(IsThere)];
            left.AddRange(there);
            if (there.Length == 0)
            {
                gone.Add(archive);
            }
        }

        vault.Storage.FlushRemovals(gone.SelectMany(archive => archive.Blobs()).Select(blob => blob.Key));
        foreach (ArchiveRecord archive in gone)
        {
            commit.Touch(vault);
            ArchiveRows.Remove(commit.Connection, archive);
            HasMore = deleted.Count == MostRows;
        }

        return left;
    }

    private List<ResourceKey> RemoveFreedParts()
    {
        List<ResourceKey> freed = ReadFreed(commit.Connection, state.Row, MostRows);
        List<ResourceKey> gone = freed.FindAll(blob => !IsThere(blob));
        vault.Storage.FlushRemovals(gone);
        foreach (ResourceKey blob in gone)
        {
            commit.Touch(vault);
            commit
                .Connection.Statement("DELETE FROM freed WHERE vault=? AND key=?")
                .Bind(1, state.Row)
                .BindKey(2, blob)
                .Run();
        }

        return freed.FindAll(IsThere);
    }

    /// <summary>Blobs of parts that were replaced, aborted or expired, and perhaps not yet removed.</summary>
    public static List<ResourceKey> ReadFreed(StoreConnection connection, long vault, int limit)
    {
        DatabaseStatement statement = connection
            .Statement("SELECT key FROM freed WHERE vault=? LIMIT ?")
            .Bind(1, vault)
            .Bind(2, limit);
        var freed = new List<ResourceKey>();
        while (statement.Step())
        {
            if (statement.Bytes(0).Length == ResourceKey.Size)
            {
                freed.Add(statement.Key(0));
            }
        }

        return freed;
    }

    private bool IsThere(ResourceKey blob) => vault.Storage.LengthOf(blob) is not null;
}
