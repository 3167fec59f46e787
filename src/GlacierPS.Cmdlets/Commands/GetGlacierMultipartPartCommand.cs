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

    private Task ListAsync(IPipeline pipeline, CancellationToken cancellationToken) =>
        pipeline.WritePagesAsync(
            async marker =>
            {
                PartsPage page = await Glacier.ListPartsAsync(
                    VaultName,
                    UploadId,
                    marker,
                    limit: null,
                    cancellationToken
                );
                return new Page<MultipartPart>(
                    [.. page.Parts.Select(part => MultipartPart.From(VaultName, UploadId, part))],
                    page.Marker
                );
            },
            cancellationToken
        );
}
