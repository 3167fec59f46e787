using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>DeleteVault, with what is known of the vault.</summary>
internal static class VaultDeletion
{
    // glacier-api.md §6.1: about once a day.
    private static readonly TimeSpan InventoryInterval = TimeSpan.FromHours(24);

    /// <summary>Deletes a vault and forgets it; one that is already gone is no error.</summary>
    /// <param name="connection">Where it is.</param>
    /// <param name="vaultName">The vault.</param>
    /// <param name="warn">Receives what could not be forgotten.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidParameterValueException">It is not empty, as its last inventory says.</exception>
    public static async Task DeleteVaultAsync(
        this GlacierConnection connection,
        string vaultName,
        Action<string> warn,
        CancellationToken cancellationToken
    )
    {
        // The account cannot be found out once the vault is removed.
        VaultCatalog? catalog = await connection.CatalogOrNullAsync(vaultName, cancellationToken);
        try
        {
            await connection.Client.DeleteVaultAsync(vaultName, cancellationToken);
            ConnectionCatalogs.Forget(catalog, warn);
            connection.NoteVaultsChanged();
        }
        catch (InvalidParameterValueException refusal)
            when (refusal.Message.Contains("not empty or recently written to", StringComparison.OrdinalIgnoreCase))
        {
            throw await ExplainAsync(connection, vaultName, refusal, cancellationToken);
        }
    }

    /// <summary>
    /// The service judges by the last inventory, so an emptied vault stays undeletable for up to a day (§6.1).
    /// </summary>
    private static async Task<GlacierServiceException> ExplainAsync(
        GlacierConnection connection,
        string name,
        InvalidParameterValueException refusal,
        CancellationToken cancellationToken
    )
    {
        VaultDescription vault = await connection.Client.DescribeVaultAsync(name, cancellationToken);
        string known = vault.LastInventoryDate is { } last
            ? $"the last one, of {ShownTime.ToMinute(last)}, counts "
                + $"{Quantity.Of(vault.NumberOfArchives, "archive")}; the next is due about "
                + $"{ShownTime.ToMinute(last + InventoryInterval)}"
            : "this vault has none yet; the first comes about a day after its first upload";
        return new InvalidParameterValueException(
            $"Vault '{name}' is not empty, or was written to since its last inventory. Glacier takes an inventory "
                + "about once "
                + $"a day and deletes a vault only if that is empty and nothing was written since: {known}. "
                + "Remove the vault's archives if it still has any, wait for the next inventory, then try again.",
            refusal.StatusCode,
            refusal.RequestId,
            refusal
        );
    }
}
