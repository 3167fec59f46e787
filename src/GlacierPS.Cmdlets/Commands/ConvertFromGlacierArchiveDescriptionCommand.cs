using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Naming;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// Reads the file's name, and what else there is, out of an archive's description, whichever tool wrote it.
/// </summary>
[Cmdlet(VerbsData.ConvertFrom, "GlacierArchiveDescription")]
[OutputType(typeof(ArchiveName))]
public sealed class ConvertFromGlacierArchiveDescriptionCommand : GlacierCmdlet
{
    /// <summary>Descriptions as the service tells them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ArchiveDescription")]
    [AllowEmptyString]
    public string[] Description { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string description in Description)
        {
            WriteObject(ArchiveDescription.Read(description));
        }
    }
}
