using System.Diagnostics;
using System.Runtime.CompilerServices;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Policies;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Purge;

/// <summary>
/// Deletes all archives of a vault that the catalogue lists, and the vault itself. Deletions are noted in the
/// catalogue, so that the same call continues where another was stopped or killed.
/// </summary>
/// <param name="glacier">The service.</param>
/// <param name="settings">The service's vault locks.</param>
/// <param name="catalog">The vault's catalogue.</param>
/// <param name="time">The clock; null is the machine's.</param>
/// <param name="errors">Told of passing errors, which end neither deletions nor the wait for the vault's
/// removal.</param>
/// <param name="copies">Only archives are deleted whose copies this proves, looked at again right before; null is all
/// of them.</param>
public sealed class VaultPurge(
    IGlacier glacier,
    IVaultSettings settings,
    VaultCatalog catalog,
    TimeProvider? time = null,
    PassingErrors? errors = null,
    CopyProof? copies = null
)
{
    // The service takes inventories about once a day (glacier-api.md §6.1).
    private static readonly TimeSpan InventoryInterval = TimeSpan.FromHours(24);
    private static readonly TimeSpan EarlyAge = TimeSpan.FromDays(90);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(15);

    private readonly PassingErrors _errors = errors ?? new PassingErrors();
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly DateTime _begun = (time ?? TimeProvider.System).GetUtcNow().UtcDateTime;
    private DateTime _lastDeletion;

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Finds out what would be deleted. Reads the catalogue, and asks for the vault's lock and for other vaults.
    /// </summary>
    /// <param name="prices">The prices of the vault's region.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="kept">Receives each archive that is kept since its copy is not proven.</param>
    /// <exception cref="GlacierException">The lock or the vaults cannot be asked for.</exception>
    public async Task<PurgePlan> PlanAsync(
        RegionPrices prices,
        CancellationToken cancellationToken,
        Action<CopyTest>? kept = null
    )
    {
        ArgumentNullException.ThrowIfNull(prices);
        DeletionLock deletions = await DeletionLock.OfAsync(settings, catalog.VaultName, cancellationToken);
        DateTime now = Now;
        long archives = 0,
            bytes = 0,
            early = 0,
            locked = 0;
        decimal? cost = 0;
        DateTime youngest = DateTime.MinValue;
        long unproven = 0;
        await foreach (
            CatalogArchive archive in WantedAsync(
                test =>
                {
                    unproven++;
                    kept?.Invoke(test);
                },
                cancellationToken
            )
        )
        {
            if (PurgeRun.IsKept(archive, deletions, now))
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
                cost += prices.EarlyDeletion(archive.SizeInBytes, archive.CreationDate, now);
            }
        }

        return new PurgePlan
        {
            VaultName = catalog.VaultName,
            Archives = archives,
            SizeInBytes = bytes,
            EarlyArchives = early,
            EarlyDeletionCost = RegionPrices.Rounded(cost),
            PricesFrom = prices.Origin,
            KeptArchives = unproven,
            LockedArchives = locked,
            LockedUntil = locked > 0 && !deletions.ForbidsAll ? youngest.AddDays(deletions.MinimumAgeInDays) : null,
            LockConditions = deletions.Conditions,
            InventoryDate = catalog.ReadState(cancellationToken).InventoryDate,
            IsLastVault = await LastVault.IsAsync(glacier, catalog.VaultName, cancellationToken),
        };
    }

    /// <summary>Throws where the vault's lock forbids what is planned, before anything is deleted.</summary>
    /// <param name="plan">What <see cref="PlanAsync"/> gave.</param>
    /// <param name="removeVault">Whether the vault itself is to be removed: then nothing in it may be locked.</param>
    /// <exception cref="GlacierInputException">It forbids every deletion, or one without which the vault cannot be
    /// removed.</exception>
    public static void RefuseLocked(PurgePlan plan, bool removeVault)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.LockedArchives > 0 && (plan.Archives == 0 || removeVault))
        {
            throw new GlacierInputException(
                "VaultLocked",
                $"The lock of vault '{plan.VaultName}' forbids the deletion of {Digits.Of(plan.LockedArchives)} of its "
                    + $"{Quantity.Of(plan.Archives + plan.LockedArchives, "archive")}"
                    + (
                        plan.LockedUntil is { } until
                            ? $"; the last of them may be deleted from {ShownTime.ToMinute(until)} on"
                            : ", for ever"
                    )
                    + ". Nothing was deleted."
                    + (plan.Archives > 0 ? " The others are deleted if the vault itself is not to be removed." : "")
            );
        }
    }

    /// <summary>
    /// Deletes all archives that the catalogue lists, except those whose deletion the vault's lock certainly denies.
    /// </summary>
    /// <param name="throttleLimit">Number of deletions at the same time, at least 1.</param>
    /// <param name="deleted">Receives the size in bytes of each archive that was deleted, from any thread.</param>
    /// <param name="failed">
    /// Receives each archive that could not be deleted, from any thread; the others continue. Of those that the service
    /// denies, only the first one.
    /// </param>
    /// <param name="cancellationToken">Stops it; all deletions so far are noted.</param>
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
        long unproven = 0;
        var run = new PurgeRun(new DeletionThrottle(glacier, catalog.VaultName, _errors), catalog, deletions, _time);
        try
        {
            await run.RunAsync(
                WantedAsync(_ => unproven++, cancellationToken),
                throttleLimit,
                deleted,
                failed,
                cancellationToken
            );
        }
        finally
        {
            _lastDeletion = run.LastDeletion;
        }

        return run.Result with
        {
            KeptNotProven = unproven,
            RemovableAfter = await RemovableAfterAsync(
                glacier,
                catalog.VaultName,
                _lastDeletion,
                Now,
                cancellationToken
            ),
        };
    }

    private async IAsyncEnumerable<CatalogArchive> WantedAsync(
        Action<CopyTest> kept,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (copies is null)
        {
            foreach (CatalogArchive archive in catalog.Read(null, cancellationToken))
            {
                yield return archive;
            }

            yield break;
        }

        await foreach (CopyTest test in copies.TestAsync(cancellationToken))
        {
            if (test is { Archive: { } archive, Status: CopyStatus.Proven })
            {
                yield return archive;
            }
            else if (test.Archive is not null)
            {
                kept(test);
            }
        }
    }

    /// <summary>Removes the vault itself, once the service lets it: after the next inventory, a day or so.</summary>
    /// <param name="waiting">Receives the vault's description before each wait.</param>
    /// <param name="wait">How long to wait, and how often to try.</param>
    /// <param name="cancellationToken">Ends the wait; the vault stays.</param>
    /// <exception cref="TimeoutException">The time has passed.</exception>
    public async Task RemoveVaultAsync(
        Action<VaultDescription> waiting,
        JobWaitOptions wait,
        CancellationToken cancellationToken
    )
    {
        long waitBegun = Stopwatch.GetTimestamp();
        for (int tries = 0; ; tries++)
        {
            try
            {
                await _errors.RunAsync(
                    $"The vault '{catalog.VaultName}' could not be removed yet",
                    async () =>
                    {
                        await glacier.DeleteVaultAsync(catalog.VaultName, cancellationToken);
                        return true;
                    },
                    cancellationToken
                );
                catalog.Forget();
                return;
            }
            catch (InvalidParameterValueException error)
                when (error.Message.Contains("not empty or recently written to", StringComparison.OrdinalIgnoreCase))
            {
                VaultDescription vault = await _errors.RunAsync(
                    $"The vault '{catalog.VaultName}' could not be looked up",
                    () => glacier.DescribeVaultAsync(catalog.VaultName, cancellationToken),
                    cancellationToken
                );
                RefuseLeft(vault);
                waiting(vault);
                TimeSpan pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(tries, 20)));
                pause = wait.PollInterval ?? (pause < MaxDelay ? pause : MaxDelay);
                TimeSpan left = (wait.Timeout ?? TimeSpan.MaxValue) - Stopwatch.GetElapsedTime(waitBegun);
                if (left <= TimeSpan.Zero)
                {
                    throw new TimeoutException(
                        $"The vault '{catalog.VaultName}' is empty, but could not be removed within "
                            + $"{wait.Timeout}: its "
                            + "next inventory has yet to say so. Run Remove-GlacierVault in a day."
                    );
                }

                await Task.Delay(pause < left ? pause : left, cancellationToken);
            }
        }
    }

    /// <summary>
    /// No inventory is taken where nothing changed (glacier-api.md §6.1): if the last one still counts archives a good
    /// day after it and after the last deletion, these are there.
    /// </summary>
    private void RefuseLeft(VaultDescription vault)
    {
        DateTime changed = _lastDeletion > _begun ? _lastDeletion : _begun;
        DateTime due =
            (vault.LastInventoryDate > changed ? vault.LastInventoryDate.Value : changed) + InventoryInterval * 1.5;
        if (vault.NumberOfArchives > 0 && Now > due)
        {
            throw new GlacierInputException(
                "VaultNotEmpty",
                $"The vault '{vault.VaultName}' still holds {Quantity.Of(vault.NumberOfArchives, "archive")}, which "
                    + "the catalogue did not know of. Run Clear-GlacierVault again with -UpdateCatalog."
            );
        }
    }

    /// <summary>About when a vault can be removed; null if it can be already.</summary>
    internal static async Task<DateTime?> RemovableAfterAsync(
        IGlacier glacier,
        string vaultName,
        DateTime lastDeletion,
        DateTime now,
        CancellationToken cancellationToken
    )
    {
        VaultDescription vault = await glacier.DescribeVaultAsync(vaultName, cancellationToken);
        bool isCounted = vault.NumberOfArchives == 0 && vault.LastInventoryDate >= lastDeletion;
        DateTime next = (vault.LastInventoryDate ?? now) + InventoryInterval;
        return isCounted ? null
            : next > now ? next
            : now + InventoryInterval;
    }
}
