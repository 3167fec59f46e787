using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>CreateVault. A vault that is already there is no error, and stays as it is.</summary>
[Cmdlet(VerbsCommon.New, "GlacierVault", SupportsShouldProcess = true)]
[OutputType(typeof(VaultDescription))]
public sealed class NewGlacierVaultCommand : ConnectedCmdlet
{
    /// <summary>1 to 255 of the characters a-z, A-Z, 0-9, '_', '-' and '.'.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    public string[] VaultName { get; set; } = [];

    private protected override bool MakesLocalStore => true;

    /// <summary>Vaults of another place stand for their names, of which new ones are made here.</summary>
    private protected override void CheckInput() { }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in VaultName)
        {
            Attempt(() => Create(name), name);
        }
    }

    private void Create(string name)
    {
        Core.Protocol.VaultName.Check(name);
        if (ShouldProcess(name, "Create vault"))
        {
            MakeLocalStore();
            WriteObject(
                Run(async token =>
                {
                    await Glacier.CreateVaultAsync(name, token);
                    Target.NoteVaultsChanged();
                    return await Glacier.DescribeVaultAsync(name, token);
                })
            );
        }
    }
}
