using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>Forgets what the catalogue knows of a vault. The vault itself is not touched.</summary>
[Cmdlet(VerbsCommon.Remove, "GlacierCatalog", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveGlacierCatalogCommand : ConnectedCmdlet
{
    /// <summary>The vault.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(CatalogNameCompleter))]
    public string VaultName { get; set; } = "";

    /// <summary>
    /// The time at which the vault was set aside, in UTC, since another took its place; without it, the one that counts
    /// is meant.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DateTime? SetAside { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Remove, VaultName);

    private void Remove()
    {
        Core.Protocol.VaultName.Check(VaultName);
        DateTime? setAside = SetAside?.ToUniversalTime();
        CatalogState[] found =
        [
            .. Target.KnownVaults().Where(state => state.VaultName == VaultName && state.SetAside == setAside),
        ];
        if (found.Length == 0)
        {
            throw ConnectionCatalogs.NothingKnown(VaultName);
        }

        foreach (CatalogState state in found)
        {
            if (
                ShouldProcess(
                    $"{VaultName}: {Quantity.Of(state.KnownArchives, "archive")}, in '{state.FullName}'",
                    "Forget what is known of the vault"
                )
            )
            {
                new VaultCatalog(Path.GetDirectoryName(state.FullName)!, VaultName).Forget(setAside);
            }
        }
    }
}
