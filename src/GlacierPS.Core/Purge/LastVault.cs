using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Purge;

/// <summary>
/// An account's last vault. The service accepts no new customers, and refuses accounts that hold nothing with
/// NoLongerSupportedException (glacier-api.md §6.14): whoever empties or removes the last vault may lose access.
/// </summary>
public static class LastVault
{
    /// <summary>
    /// Whether an account has this vault and no other in the region; false if the caller may not list them.
    /// </summary>
    public static async Task<bool> IsAsync(IGlacier glacier, string vaultName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(glacier);
        try
        {
            Page<VaultDescription> vaults = await glacier.ListVaultsAsync(marker: null, limit: 2, cancellationToken);
            return vaults.Items is [var only] && only.VaultName == vaultName;
        }
        catch (AccessDeniedException)
        {
            return false;
        }
    }

    /// <summary>The warning before it is emptied or removed.</summary>
    public static string Warning(string vaultName) =>
        $"'{vaultName}' is the account's last vault in this region. The service takes no new customers since 15 "
        + "December 2025: an account that "
        + "holds nothing in any vault may lose its access to it for ever. Keep a small archive somewhere if you "
        + "may need the service again.";
}
