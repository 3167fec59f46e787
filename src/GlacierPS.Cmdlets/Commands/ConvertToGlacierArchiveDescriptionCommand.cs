using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Naming;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>The description that keeps a file's name and time, as Send-GlacierArchive writes it.</summary>
[Cmdlet(VerbsData.ConvertTo, "GlacierArchiveDescription")]
[OutputType(typeof(string))]
public sealed class ConvertToGlacierArchiveDescriptionCommand : GlacierCmdlet
{
    /// <summary>Names, with slashes between folders.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>When the file was last written.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("LastWriteTime")]
    public DateTime? ModifiedTime { get; set; }

    /// <summary>How to write it.</summary>
    [Parameter]
    public NameFormat NameFormat { get; set; } = NameFormat.Mt2;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            Attempt(
                () => WriteObject(ArchiveDescription.Write(name, ModifiedTime?.ToUniversalTime(), NameFormat)),
                name
            );
        }
    }
}
