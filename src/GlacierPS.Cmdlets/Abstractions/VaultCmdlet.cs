using System.Management.Automation;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>A cmdlet that works in one vault, named by the user or by the object that comes by the pipeline.</summary>
public abstract class VaultCmdlet : ConnectedCmdlet
{
    /// <summary>The vault. Cmdlets whose input are files or archives take it from these alone.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public virtual string VaultName { get; set; } = "";

    /// <summary>
    /// Refuses an illegal name, before any request: as a terminating error if the user typed it, since every item would
    /// fail alike.
    /// </summary>
    protected void CheckVaultName()
    {
        CheckInput();
        Core.Protocol.VaultName.Check(VaultName);
    }
}
