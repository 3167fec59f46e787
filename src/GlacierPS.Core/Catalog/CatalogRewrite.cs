using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Writes the next generation of a catalogue. Until its head is renamed into place nothing has happened; what others
/// append meanwhile goes over into it.
/// </summary>
/// <param name="files">The catalogue that is read.</param>
/// <param name="vaultName">The vault.</param>
/// <param name="cancellationToken">Ends it.</param>
/// <param name="into">Where the next generation is written, if not in its place: the catalogue that is read stays as it
/// is then.</param>
internal sealed class CatalogRewrite(
    CatalogFiles files,
    string vaultName,
    CancellationToken cancellationToken,
    CatalogFiles? into = null
)
{
    private readonly CatalogFiles _target = into ?? files;

    // An inventory takes hours to make, and is dated at its end (glacier-api.md §6.8): what happened within a day of it
    // may or may not be in it.
    private static readonly TimeSpan Uncertain = TimeSpan.FromDays(1);

    /// <summary>Takes in an inventory.</summary>
    public async Task UpdateAsync(
        IAsyncEnumerable<InventoryArchive> inventory,
        DateTime? inventoryDate,
        DateTime? newestAt
    )
    {
        Directory.CreateDirectory(_target.Folder);
        using CatalogLock _ = CatalogLock.Take(_target.RewriteLock, cancellationToken);
        using CatalogGeneration old = CatalogGeneration.Open(files, vaultName, cancellationToken);
        RefuseOlder(inventoryDate, old.Head);
        var told = new Dictionary<ArchiveKey, ArchiveName>();
        var others = new Dictionary<ArchiveKey, CatalogArchive>();
        Collect(old, told, others);
        int next = old.Head.Generation + 1;
        using var archives = new CatalogWriter(_target.Archives(next));
        var listed = new HashSet<ArchiveKey>();
        DateTime? date = inventoryDate;
        await foreach (InventoryArchive archive in inventory.WithCancellation(cancellationToken))
        {
            if (date is null)
            {
                date = archive.InventoryDate;
                RefuseOlder(date, old.Head);
            }

            ArchiveKey key = ArchiveKey.Of(archive.IdBytes);
            if (listed.Add(key))
            {
                archives.Write(
                    CatalogArchive.Of(archive, vaultName, date ?? DateTime.UtcNow, told.GetValueOrDefault(key))
                );
            }
        }

        DateTime day = date ?? newestAt ?? DateTime.UtcNow;
        foreach ((ArchiveKey key, CatalogArchive archive) in others)
        {
            if (!listed.Contains(key) && archive.KnownAt > day - Uncertain)
            {
                archives.Write(archive);
            }
        }

        archives.Finish();
        using CatalogLock appending = CatalogLock.Take(_target.AppendLock, cancellationToken);
        using CatalogGeneration now = CatalogGeneration.Open(files, vaultName, cancellationToken);
        using (var changes = new CatalogWriter(_target.Changes(next)))
        {
            foreach (
                CatalogChange change in now.Changes.Values.Where(change =>
                    change.At > day - Uncertain && listed.Contains(change.Key) == change.Archive is null
                )
            )
            {
                changes.Write(change);
            }

            changes.Finish();
        }

        Enter(next, archives, day, newestAt);
    }

    /// <summary>Folds what was learnt since into the archives.</summary>
    public void Compact() =>
        Rewrite(
            (old, archives) =>
            {
                foreach (CatalogArchive archive in old.Read(new CatalogFilter()))
                {
                    archives.Write(archive);
                }
            }
        );

    /// <summary>Takes in another tool's records.</summary>
    public CatalogImportResult Import(IEnumerable<ImportedRecord> records)
    {
        var imported = new Dictionary<ArchiveKey, ImportedRecord>();
        foreach (ImportedRecord record in records)
        {
            imported[ArchiveKey.Of(Encoding.UTF8.GetBytes(record.ArchiveId))] = record;
        }

        long added = 0,
            named = 0,
            known = 0,
            stale = 0;
        Rewrite(
            (old, archives) =>
            {
                foreach (CatalogArchive archive in old.Read(new CatalogFilter()))
                {
                    bool isTold = imported.Remove(ArchiveKey.Of(archive.IdBytes), out ImportedRecord? record);
                    if (isTold && record!.Deleted && record.At >= archive.KnownAt)
                    {
                        known++;
                        continue;
                    }

                    // A name in the service's own description counts for more than one beside it.
                    bool gives =
                        isTold
                        && record!.Name is not null
                        && archive.WrittenBy == ArchiveTool.Unknown
                        && archive.Name != record.Name.Name;
                    archives.Write(gives ? archive.WithName(record!.Name!) : archive);
                    named += gives ? 1 : 0;
                    known += isTold && !gives ? 1 : 0;
                }

                foreach (ImportedRecord record in imported.Values.Where(record => !record.Deleted))
                {
                    if (
                        old.Changes.ContainsKey(ArchiveKey.Of(Encoding.UTF8.GetBytes(record.ArchiveId)))
                        || record.At < old.Head.InventoryDate - Uncertain
                    )
                    {
                        stale++;
                        continue;
                    }

                    archives.Write(Archive(record));
                    added++;
                }
            }
        );
        return new CatalogImportResult(added, named, known, stale);
    }

    private void Rewrite(Action<CatalogGeneration, CatalogWriter> write)
    {
        Directory.CreateDirectory(_target.Folder);
        using CatalogLock _ = CatalogLock.Take(_target.RewriteLock, cancellationToken);
        using CatalogGeneration old = CatalogGeneration.Open(files, vaultName, cancellationToken);
        int next = old.Head.Generation + 1;
        using var archives = new CatalogWriter(_target.Archives(next));
        write(old, archives);
        archives.Finish();
        using CatalogLock appending = CatalogLock.Take(_target.AppendLock, cancellationToken);
        using (var changes = new CatalogWriter(_target.Changes(next)))
        {
            if (File.Exists(files.Changes(old.Head.Generation)))
            {
                using FileStream since = CatalogScan.Open(files.Changes(old.Head.Generation));
                since.Position = old.ChangesLength;
                changes.Copy(since);
            }

            changes.Finish();
        }

        Enter(next, archives, old.Head.InventoryDate, old.Head.NewestAt);
    }

    /// <summary>
    /// What an inventory cannot tell: names that were imported, and archives that it may not list yet.
    /// </summary>
    private static void Collect(
        CatalogGeneration old,
        Dictionary<ArchiveKey, ArchiveName> told,
        Dictionary<ArchiveKey, CatalogArchive> others
    )
    {
        IEnumerable<CatalogArchive> inArchives = old.Scan(
            (in CatalogFields fields) => fields.Name is not null || !fields.IsListed
        );
        foreach (
            CatalogArchive archive in inArchives.Concat(
                old.Changes.Values.Select(change => change.Archive).OfType<CatalogArchive>()
            )
        )
        {
            ArchiveKey key = ArchiveKey.Of(archive.IdBytes);
            if (archive.Told is { } name)
            {
                told[key] = name;
            }

            if (archive.Evidence != CatalogEvidence.Inventory && !old.Changes.ContainsKey(key))
            {
                others[key] = archive;
            }
        }
    }

    private void Enter(int generation, CatalogWriter archives, DateTime? inventoryDate, DateTime? newestAt)
    {
        new CatalogHead
        {
            Generation = generation,
            InventoryDate = inventoryDate,
            NewestAt = newestAt,
            Archives = archives.Archives,
            Bytes = archives.Bytes,
        }.Write(_target);
        _target.DeleteOthers(generation);
    }

    private static void RefuseOlder(DateTime? date, CatalogHead head)
    {
        if (date < head.InventoryDate)
        {
            throw new GlacierInputException(
                "InventoryOlder",
                $"This inventory is of {date:yyyy-MM-dd HH:mm} UTC, and the catalogue knows a newer one, of "
                    + $"{head.InventoryDate:yyyy-MM-dd HH:mm} UTC. It is left as it is."
            );
        }
    }

    private CatalogArchive Archive(ImportedRecord record)
    {
        DateTime at = record.At ?? DateTime.UtcNow;
        var fields = new ArchiveFields
        {
            ArchiveId = Encoding.UTF8.GetBytes(record.ArchiveId),
            CreationDate = at,
            Size = record.SizeInBytes ?? 0,
            TreeHash = Sha256Digest.TryParse(record.SHA256TreeHash, out Sha256Digest hash) ? hash : default,
        };
        return new CatalogArchive(fields, vaultName, CatalogEvidence.Import, at, record.Name);
    }
}
