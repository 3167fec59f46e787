using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>ListMultipartUploads, or what ListParts says of a given one.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierMultipartUpload", DefaultParameterSetName = ListSet)]
[OutputType(typeof(MultipartUpload))]
public sealed class GetGlacierMultipartUploadCommand : VaultsCmdlet
{
    private const string ListSet = "List";
    private const string OneSet = "One";

    /// <summary>The uploads; all that are in progress if none is given.</summary>
    [Parameter(
        Mandatory = true,
        Position = 1,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = OneSet
    )]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UploadIdCompleter))]
    public string[] UploadId { get; set; } = [];

    /// <summary>
    /// A text that comes down the pipe alone is bound to both parameters, and means the vault.
    /// </summary>
    private protected override bool IsOfOneVault =>
        ParameterSetName == OneSet && !UploadId.AsSpan().SequenceEqual(VaultName);

    private protected override void Process(string vaultName)
    {
        if (!IsOfOneVault)
        {
            Run((pipeline, token) => ListAsync(vaultName, pipeline, token));
            return;
        }

        foreach (string id in UploadId)
        {
            Attempt(() => Describe(vaultName, id), id);
        }
    }

    private void Describe(string vaultName, string uploadId) =>
        WriteObject(Run(token => Glacier.ListPartsAsync(vaultName, uploadId, marker: null, limit: 1, token)).Upload);

    private Task ListAsync(string vaultName, IPipeline pipeline, CancellationToken cancellationToken) =>
        pipeline.WritePagesAsync(
            marker => Glacier.ListMultipartUploadsAsync(vaultName, marker, limit: null, cancellationToken),
            cancellationToken
        );
}
