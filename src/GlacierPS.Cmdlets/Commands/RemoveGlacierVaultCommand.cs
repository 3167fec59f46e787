using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>DeleteVault. A vault that is already gone is no error.</summary>
[Cmdlet(VerbsCommon.Remove, "GlacierVault", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveGlacierVaultCommand : ConnectedCmdlet
{
    // glacier-api.md §6.1: about once a day.
    private static readonly TimeSpan InventoryInterval = TimeSpan.FromHours(24);

    /// <summary>The vaults to delete.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string[] VaultName { get; set; } = [];

    /// <summary>Does not ask. -Confirm, where it is given, still does.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in VaultName)
        {
            Attempt(() => Remove(name), name);
        }
    }

    private void Remove(string name)
    {
        Core.Protocol.VaultName.Check(name);
        if (Run(token => LastVault.IsAsync(Glacier, name, token)))
        {
            WriteWarning(LastVault.Warning(name));
        }

        if (!Confirms(Force, name, "Delete vault"))
        {
            return;
        }

        Run(
            async (pipeline, token) =>
            {
                // The account cannot be found out once the vault is removed.
                VaultCatalog? catalog = await Target.CatalogOrNullAsync(name, token);
                try
                {
                    await Glacier.DeleteVaultAsync(name, token);
                    ConnectionCatalogs.Forget(catalog, pipeline.Warn);
                }
                catch (InvalidParameterValueException refusal)
                    when (refusal.Message.Contains(
                            "not empty or recently written to",
                            StringComparison.OrdinalIgnoreCase
                        )
                    )
                {
                    throw await ExplainAsync(name, refusal, token);
                }
            }
        );
    }

    /// <summary>
    /// The service judges by the last inventory, so an emptied vault stays undeletable for up to a day (§6.1).
    /// </summary>
    private async Task<GlacierServiceException> ExplainAsync(
        string name,
        InvalidParameterValueException refusal,
        CancellationToken cancellationToken
    )
    {
        VaultDescription vault = await Glacier.DescribeVaultAsync(name, cancellationToken);
        string known = vault.LastInventoryDate is { } last
            ? $"the last one, of {last:yyyy-MM-dd HH:mm} UTC, counts "
                + $"{Quantity.Of(vault.NumberOfArchives, "archive")}; the next is due about "
                + $"{last + InventoryInterval:yyyy-MM-dd HH:mm} UTC"
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
