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

        Run((pipeline, token) => Target.DeleteVaultAsync(name, pipeline.Warn, token));
    }
}
