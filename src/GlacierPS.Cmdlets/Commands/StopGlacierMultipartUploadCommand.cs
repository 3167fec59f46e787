using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>AbortMultipartUpload: gives an upload up; the parts that were sent are lost.</summary>
[Cmdlet(
    VerbsLifecycle.Stop,
    "GlacierMultipartUpload",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High
)]
public sealed class StopGlacierMultipartUploadCommand : UploadCmdlet
{
    /// <summary>Does not ask. -Confirm, where it is given, still does.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Process()
    {
        if (Confirms(Force, $"upload {UploadId} in vault {VaultName}", "Give up, and lose the parts that were sent"))
        {
            Run(token => Glacier.AbortMultipartUploadAsync(VaultName, UploadId, token));
        }
    }
}
