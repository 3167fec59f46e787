using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// InitiateMultipartUpload, for those who send the parts by hand. Send-GlacierArchive does all of it.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "GlacierMultipartUpload", SupportsShouldProcess = true)]
[OutputType(typeof(MultipartUpload))]
public sealed class StartGlacierMultipartUploadCommand : VaultCmdlet
{
    /// <summary>Bytes in each part but the last: a power of two from 1MB to 4GB.</summary>
    [Parameter(Position = 1)]
    public long PartSize { get; set; } = PartPlan.DefaultPartSize;

    /// <summary>The archive's description, at most 1,024 printable ASCII characters.</summary>
    [Parameter]
    [ValidateNotNull]
    public string? Description { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Start, VaultName);

    private void Start()
    {
        CheckVaultName();
        PartPlan.CheckPartSize(PartSize);
        Core.Protocol.Description.Check(Description);
        if (ShouldProcess(VaultName, $"Start multipart upload in parts of {Quantity.Of(PartSize, "byte")}"))
        {
            Run(StartAsync);
        }
    }

    private async Task StartAsync(IPipeline pipeline, CancellationToken cancellationToken)
    {
        string id = await Glacier.InitiateMultipartUploadAsync(VaultName, PartSize, Description, cancellationToken);
        try
        {
            pipeline.Write(
                (await Glacier.ListPartsAsync(VaultName, id, marker: null, limit: 1, cancellationToken)).Upload
            );
        }
        catch (GlacierException problem)
        {
            // The upload is initiated: its ID is reported even if its description cannot be asked for.
            pipeline.Warn($"The upload is begun, but the service did not describe it: {problem.Message}");
            pipeline.Write(
                new MultipartUpload
                {
                    UploadId = id,
                    VaultARN = VaultArn.Format(Target.Region, Target.AccountId, VaultName),
                    ArchiveDescription = Description,
                    PartSizeInBytes = PartSize,
                    CreationDate = DateTime.UtcNow,
                }
            );
        }
    }
}
