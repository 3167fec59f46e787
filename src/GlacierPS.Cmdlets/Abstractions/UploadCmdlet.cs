using System.Management.Automation;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>A cmdlet about a multipart upload that a script drives part by part.</summary>
public abstract class UploadCmdlet : VaultCmdlet
{
    /// <summary>The upload.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UploadIdCompleter))]
    public string UploadId { get; set; } = "";

    internal ManualMultipartUpload Upload => new(Glacier, VaultName, UploadId);

    /// <summary>Does the work for one upload.</summary>
    private protected abstract void Process();

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() =>
        Attempt(
            () =>
            {
                CheckVaultName();
                Process();
            },
            UploadId
        );
}
