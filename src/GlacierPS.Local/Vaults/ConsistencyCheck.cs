using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Local.Archives;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Vaults;

/// <summary>
/// Looks through an account behind the start: the structure of its database, every archive's record against its
/// vault's sums, and whether every blob is there and has its length. What is damaged is told, and not served. Blobs
/// that are known to be dead are removed, and those that are still aside without a record, which nobody was told of;
/// what else nothing refers to is told, and left as it is. Contents are checked whenever they are read.
/// </summary>
internal sealed class ConsistencyCheck(
    IStorageBackend backend,
    AccountVaults account,
    ReportLog reports,
    DateTime opened,
    CancellationToken cancellationToken
)
{
    private const int PageSize = 1000;

    // More of one kind are a count: when a folder of blobs is lost, a million lines say less than one.
    private const int MostLines = 100;

    private readonly Dictionary<Vault, long> _lost = [];

    // What earlier processes have left, listed before a request is served: by their times, files of uploads that are
    // under way could not be told from them, since the clock of a file system is coarse, and that of a network folder
    // another's.
    private readonly Dictionary<Vault, HashSet<ResourceKey>> _aside = account
        .Known.Where(vault => !vault.IsClosed)
        .ToDictionary(vault => vault, AsideOf);

    private string Place => $"{account.Key.Region}, account {account.Key.AccountId}";

    public void Run()
    {
        try
        {
            TellStrays(Place, backend.Strays(account.Key));
            if (account.Database is not { } metadata)
            {
                return;
            }

            if (metadata.Read(connection => connection.Database.FindDamage()) is { } damage)
            {
                NoteDamage($"{Place}: the metadata are damaged: {damage}.");
            }

            var sound = new List<(Vault Vault, PartBlobs Parts)>();
            foreach (Vault vault in account.Known.Where(vault => !vault.IsClosed))
            {
                if (Sum(metadata, vault) is { } parts)
                {
                    sound.Add((vault, parts));
                }
            }

            Compare(metadata, sound);
            foreach ((Vault vault, long count) in _lost.Where(lost => lost.Value > MostLines))
            {
                reports.Add(
                    $"{vault.Storage.Place}: {Quantity.Of(count - MostLines, "more archive is", "more archives are")} "
                        + "damaged: data missing or cut short, not to be served."
                );
            }

            account.Settings.IsChecked = true;
            sound.ForEach(one => TellStrays($"{Place}: vault '{one.Vault.Name}'", one.Vault.Storage.Strays()));
            IEnumerable<string> known = account.Known.Select(vault => Path.GetFileName(vault.Storage.Place));
            TellStrays($"{Place}: vault folders", backend.UnknownVaults(account.Key, known, opened));
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The store is being closed.
        }
        catch (Exception exception)
            when (exception is DamagedDataException or DatabaseException { ErrorId: "DatabaseDamaged" })
        {
            NoteDamage($"{Place}: {exception.Message}");
        }
        catch (Exception exception) when (StorageErrors.IsOfDisk(exception) || exception is VaultGoneException)
        {
            reports.Add($"{Place}: not all could be looked through: {exception.Message}");
        }
    }

    /// <summary>
    /// Holds the records of a vault's archives against its sums; answers the parts among its blobs, or null if records
    /// and sums do not agree.
    /// </summary>
    private PartBlobs? Sum(MetadataStore metadata, Vault vault)
    {
        var parts = new PartBlobs();
        (long sequence, InventoryTotals expected) = vault.Read(state =>
        {
            foreach (BlobRef part in state.Uploads.Open.SelectMany(upload => upload.Parts.Values))
            {
                parts.Add(new NeededBlob(part.Key, part.FileLength, null, IsDead: false));
            }

            return (state.Sequence, state.Totals);
        });
        var totals = default(InventoryTotals);
        long from = 0;
        parts.Sequence = sequence;
        try
        {
            List<ArchiveRecord> page;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                page = metadata.Read(connection => ArchiveRows.Page(connection, vault.Row, from, sequence, PageSize));
                foreach (ArchiveRecord archive in page)
                {
                    // As it was when the sums were taken.
                    bool lives = !archive.IsDeleted || archive.DeletedSequence > sequence;
                    totals = lives ? totals.With(archive, 1) : totals;
                    parts.Count(archive.Key, 1);
                    foreach (BlobRef part in archive.Parts ?? [])
                    {
                        parts.Add(new NeededBlob(part.Key, part.FileLength, archive.Key, IsDead(vault, archive)));
                    }

                    from = archive.CreatedSequence + 1;
                }
            } while (page.Count == PageSize);
        }
        catch (Exception exception) when (exception is DamagedDataException or DatabaseException)
        {
            NoteDamage($"{Place}: vault '{vault.Name}': {exception.Message}");
            return null;
        }

        if (totals == expected)
        {
            return parts;
        }

        NoteDamage(
            $"{Place}: vault '{vault.Name}': the metadata have records of {Quantity.Of(totals.Count, "archive")} "
                + $"({Quantity.Of(totals.Bytes, "byte")}) instead of {Digits.Of(expected.Count)} "
                + $"({Quantity.Of(expected.Bytes, "byte")})."
        );
        return null;
    }

    /// <summary>Compares records and blobs, a 256th of them at a time.</summary>
    private void Compare(MetadataStore metadata, List<(Vault Vault, PartBlobs Parts)> vaults)
    {
        var strays = vaults.ToDictionary(one => one.Vault, _ => new List<string>());
        for (int first = 0; first <= byte.MaxValue; first++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ILookup<long, ArchiveRecord> archives = metadata
                .Read(connection => ArchiveRows.WithFirstByte(connection, (byte)first))
                .ToLookup(archive => archive.Vault);
            foreach ((Vault vault, PartBlobs parts) in vaults)
            {
                foreach (ArchiveRecord archive in archives[vault.Row])
                {
                    parts.Count(archive.Key, archive.CreatedSequence <= parts.Sequence ? -1 : 0);
                }

                IEnumerable<NeededBlob> whole = archives[vault.Row]
                    .Where(archive => archive.Parts is null)
                    .Select(archive => new NeededBlob(
                        archive.Key,
                        new BlobRef(archive.Key, archive.Size, default).FileLength,
                        archive.Key,
                        IsDead(vault, archive)
                    ));
                List<NeededBlob> needed = [.. whole, .. parts.Of((byte)first)];
                PutInPlace(vault, needed, _aside[vault]);
                strays[vault].AddRange(Compare(vault, (byte)first, needed));
            }
        }

        // Records that were removed meanwhile look the same as an index that lacks them: SQLite is asked.
        if (vaults.Exists(one => !one.Parts.IsBalanced) && metadata.Read(FindIndexDamage) is { } damage)
        {
            NoteDamage($"{Place}: an index of the metadata is damaged: {damage}.");
        }

        if (account.Settings.IsSound)
        {
            foreach (
                (Vault vault, HashSet<ResourceKey> unused) in _aside.Where(one =>
                    vaults.Exists(sound => sound.Vault == one.Key)
                )
            )
            {
                RemoveUnused(vault, unused);
            }
        }

        foreach ((Vault vault, List<string> found) in strays)
        {
            TellStrays($"{Place}: vault '{vault.Name}': blobs", found);
        }
    }

    /// <summary>Blobs that are aside; none if they cannot be listed: then nothing of them is touched.</summary>
    private static HashSet<ResourceKey> AsideOf(Vault vault)
    {
        try
        {
            return [.. vault.Storage.Aside()];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>A kill came between the commit that refers to a blob and its move to its place.</summary>
    private static void PutInPlace(Vault vault, List<NeededBlob> needed, HashSet<ResourceKey> aside)
    {
        foreach (NeededBlob blob in needed.Where(blob => aside.Remove(blob.Key) && !blob.IsDead))
        {
            vault.Storage.PutInPlace(blob.Key);
        }
    }

    /// <summary>An upload ended before the commit that would have referred to its blob.</summary>
    private static void RemoveUnused(Vault vault, HashSet<ResourceKey> unused)
    {
        foreach (ResourceKey blob in unused.Where(key => !IsKnown(vault, key)))
        {
            try
            {
                vault.Storage.DeleteBlob(blob);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It goes after another start.
            }
        }
    }

    private List<string> Compare(Vault vault, byte first, List<NeededBlob> needed)
    {
        Dictionary<ResourceKey, long> there = vault
            .Storage.Blobs(first, opened)
            .ToDictionary(blob => blob.Key, blob => blob.Length);
        foreach (NeededBlob blob in needed)
        {
            bool found = there.Remove(blob.Key, out long length);
            if (blob.IsDead)
            {
                vault.DeleteBlobs(found || vault.Storage.LengthOf(blob.Key) is not null ? [blob.Key] : []);
            }
            else if (length != blob.Length && vault.Storage.LengthOf(blob.Key) != blob.Length)
            {
                Lose(vault, blob);
            }
        }

        foreach (
            ResourceKey freed in account.Database!.Read(connection =>
                ExpirySweep.ReadFreed(connection, vault.Row, 10_000)
            )
        )
        {
            if (there.Remove(freed))
            {
                vault.DeleteBlobs([freed]);
            }
        }

        return [.. there.Keys.Where(key => !IsKnown(vault, key)).Select(key => key.ToString())];
    }

    /// <summary>
    /// What is wrong between tables and indexes; null if nothing. Slower than the check of the structure.
    /// </summary>
    private static string? FindIndexDamage(StoreConnection connection)
    {
        DatabaseStatement statement = connection.Statement("PRAGMA integrity_check(1)");
        string? found = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        return found == "ok" ? null : found;
    }

    private static bool IsDead(Vault vault, ArchiveRecord archive) =>
        archive.IsDeleted
        && vault.ReadIfThere(
            state => !state.Jobs.Of(archive.Key).Any(job => job.Due <= archive.Deleted),
            otherwise: false
        );

    /// <summary>Whether a record came since the check began, or went.</summary>
    private static bool IsKnown(Vault vault, ResourceKey key) =>
        vault.Archives.Find(key) is not null
        || vault.ReadIfThere(
            state => state.Uploads.Open.Any(upload => upload.Parts.Values.Any(part => part.Key == key)),
            otherwise: true
        )
        || vault.Storage.LengthOf(key) is null;

    private void Lose(Vault vault, NeededBlob blob)
    {
        if (blob.Archive is not { } archive)
        {
            if (vault.DropPartAsync(blob.Key).GetAwaiter().GetResult() is { } dropped)
            {
                reports.Add($"{vault.Storage.Place}: {dropped}");
            }
        }
        else if (vault.Archives.Find(archive) is { } found && !IsDead(vault, found))
        {
            vault.NoteDamage(archive);
            _lost[vault] = _lost.GetValueOrDefault(vault) + 1;
            if (_lost[vault] <= MostLines)
            {
                reports.Add(
                    $"{vault.Storage.Place}: archive {IdCodec.Archive.Format(archive)} is damaged: its data are "
                        + "missing "
                        + "or cut short. It will not be served."
                );
            }
        }
    }

    private void NoteDamage(string damage)
    {
        reports.Add(damage);
        account.Settings.NoteDamage(damage);
    }

    private void TellStrays(string where, IEnumerable<string> found)
    {
        string[] strays = [.. found];
        if (strays.Length > 0)
        {
            reports.Add(
                $"{where}: {strays.Length} of no archive or of no known kind, such as '{Path.GetFileName(strays[0])}', "
                    + "are left as they are. Remove them yourself if you do not need them."
            );
        }
    }
}
