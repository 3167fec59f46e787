using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Settings;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>GetVaultAccessPolicy. A vault that has none is an error, as the service has it.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierVaultAccessPolicy")]
[OutputType(typeof(VaultAccessPolicy))]
public sealed class GetGlacierVaultAccessPolicyCommand : VaultSettingCmdlet
{
    private protected override void Process() =>
        WriteObject(
            new VaultAccessPolicy
            {
                VaultName = VaultName,
                Policy = Run(token => Settings.GetVaultAccessPolicyAsync(VaultName, token)),
            }
        );
}
