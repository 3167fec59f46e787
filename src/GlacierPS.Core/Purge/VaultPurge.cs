using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;

namespace GlacierPS.Core.Purge;

/// <summary>
/// Empties a vault of all archives that the catalogue knows. Each deletion is noted in the catalogue, so that the same
/// call goes on where another stopped or was killed.
/// </summary>
/// <param name="glacier">The service.</param>
/// <param name="settings">Its vault locks.</param>
/// <param name="catalog">What is known to be in the vault.</param>
/// <param name="time">The clock; null is the machine's.</param>
public sealed class VaultPurge(
    IGlacier glacier,
    IVaultSettings settings,
    VaultCatalog catalog,
    TimeProvider? time = null
)
{
    // About once a day (glacier-api.md §6.1).
    private static readonly TimeSpan InventoryInterval = TimeSpan.FromHours(24);
    private static readonly TimeSpan EarlyAge = TimeSpan.FromDays(90);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    // So many denials and no deletion between them: the rest will fare alike.
    private const int MostDenials = 1000;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly DateTime _begun = (time ?? TimeProvider.System).GetUtcNow().UtcDateTime;
    private long _lastDeletion;

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    private DateTime LastDeletion => new(Interlocked.Read(ref _lastDeletion), DateTimeKind.Utc);

    /// <summary>
    /// Finds out what would be deleted. Reads the catalogue, and asks for the vault's lock and for other vaults.
    /// </summary>
    public async Task<PurgePlan> PlanAsync(GlacierPrices prices, string region, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prices);
        DeletionLock deletions = await DeletionLock.OfAsync(settings, catalog.VaultName, cancellationToken);
        DateTime now = Now;
        long archives = 0,
            bytes = 0,
            early = 0,
            locked = 0;
        decimal cost = 0;
        DateTime youngest = DateTime.MinValue;
        foreach (CatalogArchive archive in catalog.Read(null, cancellationToken))
        {
            if (IsKept(archive, deletions, now))
            {
                locked++;
                youngest = archive.CreationDate > youngest ? archive.CreationDate : youngest;
                continue;
            }

            archives++;
            bytes += archive.SizeInBytes;
            if (now - archive.CreationDate < EarlyAge)
            {
                early++;
                cost += prices.EarlyDeletion(region, archive.SizeInBytes, archive.CreationDate, now);
            }
        }

        return new PurgePlan
        {
            VaultName = catalog.VaultName,
            Archives = archives,
            SizeInBytes = bytes,
            EarlyArchives = early,
            EarlyDeletionCost = GlacierPrices.Rounded(cost),
            PricesFrom = prices.Origin,
            LockedArchives = locked,
            LockedUntil = locked > 0 && !deletions.ForbidsAll ? youngest.AddDays(deletions.MinimumAgeInDays) : null,
            LockConditions = deletions.Conditions,
            InventoryDate = catalog.ReadState(cancellationToken).InventoryDate,
            IsLastVault = await LastVault.IsAsync(glacier, catalog.VaultName, cancellationToken),
        };
    }

    /// <summary>Refuses what the vault's lock forbids, before anything is deleted.</summary>
    /// <param name="plan">What <see cref="PlanAsync"/> gave.</param>
    /// <param name="removeVault">Whether the vault itself is to go, too: then nothing in it may be locked.</param>
    /// <exception cref="GlacierInputException">It forbids every deletion, or one without which the vault cannot be
    /// removed.</exception>
    public static void RefuseLocked(PurgePlan plan, bool removeVault)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.LockedArchives > 0 && (plan.Archives == 0 || removeVault))
        {
            throw new GlacierInputException(
                "VaultLocked",
                $"The lock of vault '{plan.VaultName}' forbids the deletion of {plan.LockedArchives:N0} of its "
                    + $"{plan.Archives + plan.LockedArchives:N0} archives"
                    + (
                        plan.LockedUntil is { } until
                            ? $"; the last of them may be deleted from {until:yyyy-MM-dd HH:mm} UTC on"
                            : ", for ever"
                    )
                    + ". Nothing was deleted."
                    + (plan.Archives > 0 ? " The others are deleted if the vault itself is not to be removed." : "")
            );
        }
    }

    /// <summary>
    /// Deletes all archives that the catalogue knows, except those that the vault's lock keeps for certain.
    /// </summary>
    /// <param name="throttleLimit">How many at once, at least 1.</param>
    /// <param name="deleted">Told each archive's bytes, from any thread.</param>
    /// <param name="failed">
    /// Told each archive that could not be deleted, from any thread; the others go on. Of those that the service
    /// denies, the first one alone.
    /// </param>
    /// <param name="cancellationToken">Stops it; what was deleted is noted.</param>
    /// <exception cref="AccessDeniedException">The service denies a deletion, and would deny the others
    /// too.</exception>
    public async Task<PurgeResult> RunAsync(
        int throttleLimit,
        Action<long> deleted,
        Action<CatalogArchive, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        DeletionLock deletions = await DeletionLock.OfAsync(settings, catalog.VaultName, cancellationToken);
        long count = 0,
            bytes = 0,
            failures = 0,
            kept = 0;
        int denials = 0,
            inARow = 0;
        var gate = new DeletionGate(glacier, catalog.VaultName);
        await using (var log = new DeletionLog(catalog))
        {
            log.Start();
            await Parallel.ForEachAsync(
                catalog.Read(null, cancellationToken),
                new ParallelOptions { MaxDegreeOfParallelism = throttleLimit, CancellationToken = cancellationToken },
                async (archive, token) =>
                {
                    DateTime now = Now;
                    if (IsKept(archive, deletions, now))
                    {
                        Interlocked.Increment(ref kept);
                        return;
                    }

                    try
                    {
                        Interlocked.Exchange(ref _lastDeletion, now.Ticks);
                        await gate.DeleteAsync(archive.ArchiveId, token);
                    }
                    catch (AccessDeniedException error)
                        when (deletions.IsPartial && Interlocked.Increment(ref inARow) < MostDenials)
                    {
                        // The lock's, for this one and perhaps not for the next.
                        if (Interlocked.Increment(ref denials) == 1)
                        {
                            failed(archive, error);
                        }

                        return;
                    }
                    catch (GlacierException error)
                        when (error
                                is not (AccessDeniedException or GlacierCredentialsException or ExpiredTokenException)
                        )
                    {
                        Interlocked.Increment(ref failures);
                        failed(archive, error);
                        return;
                    }

                    log.Add(archive.ArchiveId);
                    Interlocked.Exchange(ref inARow, 0);
                    Interlocked.Increment(ref count);
                    Interlocked.Add(ref bytes, archive.SizeInBytes);
                    deleted(archive.SizeInBytes);
                }
            );
        }

        return new PurgeResult
        {
            VaultName = catalog.VaultName,
            Deleted = count,
            BytesDeleted = bytes,
            Failed = failures + denials,
            Denied = denials,
            KeptByLock = kept,
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
            catch (InvalidParameterValueException error)
                when (error.Message.Contains("not empty or recently written to", StringComparison.OrdinalIgnoreCase))
            {
                VaultDescription vault = await glacier.DescribeVaultAsync(catalog.VaultName, cancellationToken);
                RefuseLeft(vault);
                waiting(vault);
                TimeSpan pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(tries, 20)));
                await Task.Delay(pause < LongestPause ? pause : LongestPause, cancellationToken);
            }
        }
    }

    /// <summary>
    /// No inventory is taken where nothing changed (glacier-api.md §6.1): if the last one still counts archives a good
    /// day after it and after the last deletion, these are there.
    /// </summary>
    private void RefuseLeft(VaultDescription vault)
    {
        DateTime changed = LastDeletion > _begun ? LastDeletion : _begun;
        DateTime due =
            (vault.LastInventoryDate > changed ? vault.LastInventoryDate.Value : changed) + InventoryInterval * 1.5;
        if (vault.NumberOfArchives > 0 && Now > due)
        {
            throw new GlacierInputException(
                "VaultNotEmpty",
                $"The vault '{vault.VaultName}' still holds {vault.NumberOfArchives:N0} archives, which the "
                    + "catalogue did not know of. Run Clear-GlacierVault again with -UpdateCatalog."
            );
        }
    }

    private async Task<DateTime?> RemovableAfterAsync(CancellationToken cancellationToken)
    {
        VaultDescription vault = await glacier.DescribeVaultAsync(catalog.VaultName, cancellationToken);
        bool isCounted = vault.NumberOfArchives == 0 && vault.LastInventoryDate >= LastDeletion;
        DateTime now = Now;
        DateTime next = (vault.LastInventoryDate ?? now) + InventoryInterval;
        return isCounted ? null
            : next > now ? next
            : now + InventoryInterval;
    }

    /// <summary>
    /// Whether the lock keeps an archive for certain. When it was stored is not known of those that other tools'
    /// records name.
    /// </summary>
    private static bool IsKept(CatalogArchive archive, DeletionLock deletions, DateTime now) =>
        deletions.ForbidsAll
        || (archive.Evidence != CatalogEvidence.Import && deletions.Forbids(archive.CreationDate, now));
}
