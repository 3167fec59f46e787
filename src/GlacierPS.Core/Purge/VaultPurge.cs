using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;

namespace GlacierPS.Core.Purge;

/// <summary>
/// Empties a vault of all archives that the catalogue knows. Each deletion is noted in the catalogue, so that the same call
/// goes on where another stopped or was killed.
/// </summary>
/// <param name="glacier">The service.</param>
/// <param name="settings">Its vault locks.</param>
/// <param name="catalog">What is known to be in the vault.</param>
/// <param name="time">The clock; null is the machine's.</param>
public sealed class VaultPurge(IGlacier glacier, IVaultSettings settings, VaultCatalog catalog, TimeProvider? time = null)
{
    // About once a day (glacier-api.md §6.1).
    private static readonly TimeSpan InventoryInterval = TimeSpan.FromHours(24);
    private static readonly TimeSpan EarlyAge = TimeSpan.FromDays(90);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long _lastDeletion;

    private DateTime LastDeletion => new(Interlocked.Read(ref _lastDeletion), DateTimeKind.Utc);

    /// <summary>Finds out what would be deleted. Reads the catalogue, and asks for the vault's lock and for other vaults.</summary>
    public async Task<PurgePlan> PlanAsync(GlacierPrices prices, string region, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prices);
        DeletionLock deletions = await DeletionLock.OfAsync(settings, catalog.VaultName, cancellationToken);
        DateTime now = _time.GetUtcNow().UtcDateTime;
        long archives = 0, bytes = 0, early = 0, locked = 0;
        decimal cost = 0;
        DateTime youngest = DateTime.MinValue;
        foreach (CatalogArchive archive in catalog.Read(null, cancellationToken))
        {
            archives++;
            bytes += archive.SizeInBytes;
            youngest = archive.CreationDate > youngest ? archive.CreationDate : youngest;
            if (now - archive.CreationDate < EarlyAge)
            {
                early++;
                cost += prices.EarlyDeletion(region, archive.SizeInBytes, archive.CreationDate, now);
            }

            // Age counts in whole days.
            locked += deletions.ForbidsAll || (now - archive.CreationDate).Days < deletions.MinimumAgeInDays ? 1 : 0;
        }

        Page<VaultDescription> vaults = await glacier.ListVaultsAsync(marker: null, limit: 2, cancellationToken);
        return new PurgePlan
        {
            VaultName = catalog.VaultName,
            Archives = archives,
            SizeInBytes = bytes,
            EarlyArchives = early,
            EarlyDeletionCost = cost,
            LockedArchives = locked,
            LockedUntil = locked > 0 && !deletions.ForbidsAll ? youngest.AddDays(deletions.MinimumAgeInDays) : null,
            InventoryDate = catalog.ReadState(cancellationToken).InventoryDate,
            IsLastVault = vaults.Items.Count == 1 && vaults.Items[0].VaultName == catalog.VaultName,
        };
    }

    /// <summary>Refuses what the vault's lock forbids, before anything is deleted.</summary>
    /// <exception cref="GlacierInputException">It forbids at least one of the deletions.</exception>
    public static void RefuseLocked(PurgePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.LockedArchives > 0)
        {
            throw new GlacierInputException(
                "VaultLocked",
                $"The lock of vault '{plan.VaultName}' forbids the deletion of {plan.LockedArchives:N0} of its {plan.Archives:N0} archives"
                + (plan.LockedUntil is { } until ? $"; the last of them may be deleted from {until:yyyy-MM-dd HH:mm} UTC on" : ", for ever")
                + ". Nothing was deleted.");
        }
    }

    /// <summary>Deletes all archives that the catalogue knows.</summary>
    /// <param name="throttleLimit">How many at once, at least 1.</param>
    /// <param name="deleted">Told each archive's bytes, from any thread.</param>
    /// <param name="failed">Told each archive that could not be deleted, from any thread; the others go on.</param>
    /// <param name="cancellationToken">Stops it; what was deleted is noted.</param>
    /// <exception cref="AccessDeniedException">The service denies a deletion: it would deny the others too.</exception>
    public async Task<PurgeResult> RunAsync(
        int throttleLimit, Action<long> deleted, Action<CatalogArchive, Exception> failed, CancellationToken cancellationToken)
    {
        long count = 0, bytes = 0, failures = 0;
        var gate = new DeletionGate(glacier, catalog.VaultName);
        await using (var log = new DeletionLog(catalog))
        {
            log.Start();
            await Parallel.ForEachAsync(
                catalog.Read(null, cancellationToken),
                new ParallelOptions { MaxDegreeOfParallelism = throttleLimit, CancellationToken = cancellationToken },
                async (archive, token) =>
                {
                    try
                    {
                        Interlocked.Exchange(ref _lastDeletion, _time.GetUtcNow().UtcTicks);
                        await gate.DeleteAsync(archive.ArchiveId, token);
                    }
                    catch (GlacierException error) when (error is not (AccessDeniedException or GlacierCredentialsException or ExpiredTokenException))
                    {
                        Interlocked.Increment(ref failures);
                        failed(archive, error);
                        return;
                    }

                    log.Add(archive.ArchiveId);
                    Interlocked.Increment(ref count);
                    Interlocked.Add(ref bytes, archive.SizeInBytes);
                    deleted(archive.SizeInBytes);
                });
        }

        return new PurgeResult
        {
            VaultName = catalog.VaultName,
            Deleted = count,
            BytesDeleted = bytes,
            Failed = failures,
            RemovableAfter = await RemovableAfterAsync(cancellationToken),
        };
    }

    /// <summary>Removes the vault itself, once the service lets it: after the next inventory, a day or so.</summary>
    /// <param name="waiting">Told why it is still there, and when the next inventory is due, before each wait.</param>
    /// <param name="cancellationToken">Ends the wait; the vault stays.</param>
    public async Task RemoveVaultAsync(Action<VaultDescription> waiting, CancellationToken cancellationToken)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                await glacier.DeleteVaultAsync(catalog.VaultName, cancellationToken);
                catalog.Forget();
                return;
            }
            catch (InvalidParameterValueException error) when (
                error.Message.Contains("not empty or recently written to", StringComparison.OrdinalIgnoreCase))
            {
                VaultDescription vault = await glacier.DescribeVaultAsync(catalog.VaultName, cancellationToken);
                RefuseLeft(vault);
                waiting(vault);
                TimeSpan pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(tries, 20)));
                await Task.Delay(pause < LongestPause ? pause : LongestPause, cancellationToken);
            }
        }
    }

    /// <summary>An inventory that was taken after the last deletion and still counts archives: others put them there.</summary>
    private void RefuseLeft(VaultDescription vault)
    {
        if (Interlocked.Read(ref _lastDeletion) > 0 && vault.NumberOfArchives > 0 && vault.LastInventoryDate > LastDeletion + InventoryInterval)
        {
            throw new GlacierInputException(
                "VaultNotEmpty",
                $"The vault '{vault.VaultName}' still holds {vault.NumberOfArchives:N0} archives, which the catalogue did not know of. Run Clear-GlacierVault again.");
        }
    }

    private async Task<DateTime?> RemovableAfterAsync(CancellationToken cancellationToken)
    {
        DateTime now = _time.GetUtcNow().UtcDateTime;
        VaultDescription vault = await glacier.DescribeVaultAsync(catalog.VaultName, cancellationToken);
        bool isCounted = vault.NumberOfArchives == 0 && vault.LastInventoryDate >= LastDeletion;
        DateTime next = (vault.LastInventoryDate ?? now) + InventoryInterval;
        return isCounted ? null : next > now ? next : now + InventoryInterval;
    }
}
