using System.Management.Automation;
using System.Text;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// Compares two lists of a vault's archives: inventories in files, archives, or what the catalogue knows.
/// </summary>
[Cmdlet(VerbsData.Compare, "GlacierInventory")]
[OutputType(typeof(InventoryDifference))]
public sealed class CompareGlacierInventoryCommand : GlacierCmdlet
{
    private InventoryComparison _comparison = null!;
    private bool _hasNew;

    /// <summary>The first list: inventory files, archives, or vaults of Get-GlacierCatalog.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Old")]
    [AllowEmptyCollection]
    public object[] ReferenceObject { get; set; } = [];

    /// <summary>The second list, in the same ways.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [Alias("New")]
    [AllowEmptyCollection]
    public object[] DifferenceObject { get; set; } = [];

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
    protected override void BeginProcessing()
    {
        _comparison = new InventoryComparison(Path.GetTempPath());
        Require(() => AddAll(ReferenceObject, isOld: true), ReferenceObject);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _hasNew = true;
        Require(() => AddAll(DifferenceObject, isOld: false), DifferenceObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!_hasNew)
        {
            Require(
                () =>
                    throw new GlacierInputException(
                        "NothingToCompare",
                        "Nothing came down the pipe, which does not say that the vault is empty. Give the second list "
                            + "as a file, or @() for a vault without archives."
                    ),
                null
            );
        }

        Require(
            () =>
            {
                foreach (InventoryDifference difference in _comparison.Differences(Stop.Token))
                {
                    WriteObject(difference);
                }
            },
            null
        );
        Summarize();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _comparison?.Dispose();
        base.Dispose(disposing);
    }

    private void AddAll(object[] given, bool isOld)
    {
        foreach (object one in given)
        {
            switch (one is PSObject { BaseObject: var inner } ? inner : one)
            {
                case ArchiveListing archive when isOld:
                    _comparison.AddOld(archive);
                    break;
                case ArchiveListing archive:
                    _comparison.AddNew(archive);
                    break;
                case FileInfo file:
                    AddFile(file.FullName, isOld);
                    break;
                case string path:
                    AddFile(this.LiteralFilePath(path), isOld);
                    break;
                case CatalogState state:
                    AddCatalog(state, isOld);
                    break;
                case object[] several:
                    AddAll(several, isOld);
                    break;
                case var other:
                    throw new GlacierInputException(
                        "NotAnInventory",
                        $"'{other}' is no list of archives. Give the path of an inventory, archives of "
                            + "Import-GlacierInventory or Get-GlacierArchive, or a vault of Get-GlacierCatalog."
                    );
            }
        }
    }

    private void AddFile(string path, bool isOld)
    {
        string file = LocalFile.Find(path).FullName;
        Require(
            () =>
                Run(
                    async (pipeline, token) =>
                    {
                        await using FileStream stream = InventoryReader.OpenFile(file);
                        var source = new InventorySource(VaultName)
                        {
                            Warn = pipeline.Warn,
                            Again = () => TextInput.AsUtf8(InventoryReader.OpenFile(file), Encoding, leaveOpen: false),
                        };
                        await _comparison.AddAsync(
                            isOld,
                            InventoryReader.ReadAsync(TextInput.AsUtf8(stream, Encoding), source, token),
                            token
                        );
                    }
                ),
            file,
            file
        );
    }

    private void AddCatalog(CatalogState state, bool isOld)
    {
        if (state.SetAside is not null)
        {
            throw new GlacierInputException(
                "NotAnInventory",
                $"What was known of the vault '{state.VaultName}' that is set aside can only be read with the tools of "
                    + "about_GlacierPS_Catalog."
            );
        }

        var catalog = new VaultCatalog(Path.GetDirectoryName(state.FullName)!, state.VaultName);
        if (!catalog.Exists)
        {
            throw ConnectionCatalogs.NothingKnown(state.VaultName);
        }

        foreach (CatalogArchive archive in catalog.Read(null, Stop.Token))
        {
            if (isOld)
            {
                _comparison.AddOld(archive);
            }
            else
            {
                _comparison.AddNew(archive);
            }
        }
    }

    private void Summarize()
    {
        WriteVerbose($"{Quantity.Of(_comparison.Same, "archive is", "archives are")} the same in both lists.");
        if (_comparison.BySizeOnly > 0)
        {
            WriteWarning(
                $"{Quantity.Of(_comparison.BySizeOnly, "archive")} could be compared by size alone, since one of the "
                    + "lists has no tree hash there."
            );
        }

        if (_comparison.Repeated > 0)
        {
            WriteWarning(
                $"{Quantity.Of(_comparison.Repeated, "line")} with an archive of an earlier line; the first was taken."
            );
        }
    }
}
