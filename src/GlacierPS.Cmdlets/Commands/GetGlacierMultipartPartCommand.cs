using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>ListParts: the parts that the service holds, by range.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierMultipartPart")]
[OutputType(typeof(MultipartPart))]
public sealed class GetGlacierMultipartPartCommand : UploadCmdlet
{
    private protected override void Process() => Run(ListAsync);

    private async Task ListAsync(IPipeline pipeline, CancellationToken cancellationToken)
    {
        await foreach (PartsPage page in Upload.ListPartsAsync(cancellationToken))
        {
            foreach (UploadedPart part in page.Parts)
            {
                pipeline.Write(MultipartPart.From(VaultName, UploadId, part));
            }
        }
    }
}
