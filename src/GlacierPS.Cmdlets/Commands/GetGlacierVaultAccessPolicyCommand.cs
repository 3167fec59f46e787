using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Settings;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>GetVaultAccessPolicy. A vault that has none gives nothing.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierVaultAccessPolicy")]
[OutputType(typeof(VaultAccessPolicy))]
public sealed class GetGlacierVaultAccessPolicyCommand : VaultsCmdlet
{
    private protected override void Process(string vaultName)
    {
        if (
            ReadSetting(
                vaultName,
                "access policy",
                token => Target.VaultSettings.GetVaultAccessPolicyAsync(vaultName, token)
            ) is
            { } policy
        )
        {
            WriteObject(new VaultAccessPolicy { VaultName = vaultName, Policy = policy });
        }
    }
}
