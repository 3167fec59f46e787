using System.Management.Automation;
using System.Text;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Inventory;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// Reads inventories that were saved as files, JSON or AWS's own CSV, of any size, as archives one by one.
/// </summary>
[Cmdlet(VerbsData.Import, "GlacierInventory", DefaultParameterSetName = PathSet)]
[OutputType(typeof(InventoryArchive))]
public sealed class ImportGlacierInventoryCommand : GlacierCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>Inventories, wildcards allowed.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = PathSet
    )]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Inventories, by names in which nothing is a wildcard.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The vault, for inventories in CSV, which do not say it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string? VaultName { get; set; }

    /// <summary>How a table is written, if neither in UTF-8 nor with a mark of its encoding.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool literal = ParameterSetName == LiteralPathSet;
        foreach (string path in literal ? LiteralPath : Path)
        {
            foreach (
                string found in Attempt(() => literal ? [this.LiteralFilePath(path)] : this.MatchingPaths(path), path)
            )
            {
                Attempt(() => Import(found), found);
            }
        }
    }

    private void Import(string path)
    {
        string file = LocalFile.Find(path).FullName;
        Run(
            async (pipeline, token) =>
            {
                await using FileStream stream = InventoryReader.OpenFile(file);
                var source = new InventorySource(VaultName)
                {
                    Warn = pipeline.Warn,
                    Again = () => TextInput.AsUtf8(InventoryReader.OpenFile(file), Encoding, leaveOpen: false),
                };
                await pipeline.WriteAllAsync(
                    InventoryReader.ReadAsync(TextInput.AsUtf8(stream, Encoding), source, token),
                    token
                );
            }
        );
    }
}
