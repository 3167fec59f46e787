using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>ListMultipartUploads, or what ListParts says of a given one.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierMultipartUpload", DefaultParameterSetName = ListSet)]
[OutputType(typeof(MultipartUpload))]
public sealed class GetGlacierMultipartUploadCommand : VaultCmdlet
{
    private const string ListSet = "List";
    private const string OneSet = "One";

    /// <summary>The uploads; all that are in progress if none is given.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = OneSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UploadIdCompleter))]
    public string[] UploadId { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ListSet)
        {
            Attempt(List, VaultName);
            return;
        }

        foreach (string id in UploadId)
        {
            Attempt(() => Describe(id), id);
        }
    }

    private void Describe(string uploadId)
    {
        CheckVaultName();
        WriteObject(Run(token => Glacier.ListPartsAsync(VaultName, uploadId, marker: null, limit: 1, token)).Upload);
    }

    private void List()
    {
        CheckVaultName();
        Run(ListAsync);
    }

    private Task ListAsync(IPipeline pipeline, CancellationToken cancellationToken) =>
        pipeline.WritePagesAsync(
            marker => Glacier.ListMultipartUploadsAsync(VaultName, marker, limit: null, cancellationToken),
            cancellationToken
        );
}
