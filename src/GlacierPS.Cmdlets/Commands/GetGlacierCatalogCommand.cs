using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Catalog;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>Which vaults the catalogue knows, how much of them, how old that is, and where. Nothing is asked.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierCatalog")]
[OutputType(typeof(CatalogState))]
public sealed class GetGlacierCatalogCommand : ConnectedCmdlet
{
    /// <summary>Names, with wildcards if you like; all that are known if none is given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CatalogNameCompleter))]
    public string[] VaultName { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in VaultName)
        {
            Attempt(() => Show(name), name);
        }
    }

    private void Show(string name)
    {
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        CatalogState[] found = [.. Target.KnownVaults().Where(state => pattern.IsMatch(state.VaultName))];
        if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
        {
            throw ConnectionCatalogs.NothingKnown(name);
        }

        WriteObject(found, enumerateCollection: true);
    }
}
