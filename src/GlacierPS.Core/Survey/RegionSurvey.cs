using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Survey;

/// <summary>The vaults of one account in one region, each with its lock and what it costs.</summary>
/// <param name="glacier">The region's service.</param>
/// <param name="settings">The same, for the locks.</param>
/// <param name="region">The region.</param>
/// <param name="prices">Its prices.</param>
public sealed class RegionSurvey(IGlacier glacier, IVaultSettings settings, string region, RegionPrices prices)
{
    // An account has up to 1,000 vaults in a region (glacier-api.md §6.1).
    private const int LocksAtOnce = 8;

    /// <summary>Lists them, by name.</summary>
    /// <param name="isWanted">Whether a name is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<FoundVault>> ReadAsync(
        Func<string, bool> isWanted,
        CancellationToken cancellationToken
    )
    {
        var vaults = new List<VaultDescription>();
        IAsyncEnumerable<VaultDescription> all = Pages.ItemsAsync(
            (marker, token) => glacier.ListVaultsAsync(marker, limit: null, token),
            cancellationToken
        );
        await foreach (VaultDescription vault in all)
        {
            if (isWanted(vault.VaultName))
            {
                vaults.Add(vault);
            }
        }

        var found = new FoundVault[vaults.Count];
        await Parallel.ForAsync(
            0,
            vaults.Count,
            new ParallelOptions { MaxDegreeOfParallelism = LocksAtOnce, CancellationToken = cancellationToken },
            async (index, token) => found[index] = await DescribeAsync(vaults[index], token)
        );
        return found;
    }

    private async Task<FoundVault> DescribeAsync(VaultDescription vault, CancellationToken cancellationToken) =>
        new()
        {
            Vault = vault.VaultName,
            Region = region,
            AccountId = VaultArn.AccountIdOf(vault.VaultARN),
            NumberOfArchives = vault.NumberOfArchives,
            SizeInBytes = vault.SizeInBytes,
            CreationDate = vault.CreationDate,
            LastInventoryDate = vault.LastInventoryDate,
            // The service counts what it adds to each archive in the size.
            PerMonth = RegionPrices.Rounded(prices.VaultMonth(vault.SizeInBytes, archives: 0)),
            Lock = await LockOfAsync(vault.VaultName, cancellationToken),
            VaultARN = vault.VaultARN,
        };

    private async Task<FoundLock> LockOfAsync(string vaultName, CancellationToken cancellationToken)
    {
        try
        {
            VaultLock found = await settings.GetVaultLockAsync(vaultName, cancellationToken);
            return found.State == VaultLockState.Locked ? FoundLock.Locked : FoundLock.InProgress;
        }
        catch (ResourceNotFoundException)
        {
            return FoundLock.None;
        }
        catch (GlacierException)
        {
            // Whoever may list vaults need not be allowed to read their locks; the vault is shown all the same.
            return FoundLock.Unknown;
        }
    }
}
