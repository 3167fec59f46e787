using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// Writes what the catalogue knows of a vault into a file that others can read, and Import-GlacierCatalog too.
/// </summary>
[Cmdlet(VerbsData.Export, "GlacierCatalog", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportGlacierCatalogCommand : ConnectedCmdlet
{
    private string? _writing;

    /// <summary>The vault.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(CatalogNameCompleter))]
    public string VaultName { get; set; } = "";

    /// <summary>The file; its name ends in .csv or .json, unless -Format says which of them it is.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Csv is a list with a line for each name; Json is an inventory as the service writes it.</summary>
    [Parameter]
    public InventoryFormat? Format { get; set; }

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override string? LeftByStop =>
        _writing is null ? null : $"Stopped. '{_writing}' is as it was: run the same command again.";

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Export, VaultName);

    private void Export()
    {
        VaultCatalog catalog = Target.KnownCatalog(VaultName);
        string file = this.LiteralFilePath(Path);
        InventoryFormat format =
            Format
            ?? System.IO.Path.GetExtension(file).ToLowerInvariant() switch
            {
                ".csv" => InventoryFormat.Csv,
                ".json" => InventoryFormat.Json,
                _ => throw new GlacierInputException(
                    "InvalidOption",
                    $"'{Path}' ends neither in .csv nor in .json. Say with -Format how it is to be written."
                ),
            };
        if (System.IO.Path.Exists(file) && !Force)
        {
            throw new GlacierInputException("TargetExists", $"'{file}' is there already, and is left as it is.");
        }

        if (ShouldProcess(file, $"Write what is known of the vault {VaultName}"))
        {
            _writing = file;
            Run(token => Task.Run(() => CatalogExport.Write(catalog, file, format, token), token));
            _writing = null;
            WriteObject(this.FileItem(file));
        }
    }
}
