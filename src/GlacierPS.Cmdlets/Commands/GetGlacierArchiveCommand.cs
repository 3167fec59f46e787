using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>What the catalogue knows to be in a vault, and how old that knowledge is.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierArchive")]
[OutputType(typeof(CatalogArchive))]
public sealed class GetGlacierArchiveCommand : VaultsCmdlet
{
    /// <summary>Only archives of such names, wildcards allowed.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only archives of such names, in which nothing is a wildcard.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveNameCompleter))]
    public string[]? LiteralName { get; set; }

    /// <summary>Only archives that were stored after that.</summary>
    [Parameter]
    public DateTime? NewerThan { get; set; }

    /// <summary>Only archives that were stored before that.</summary>
    [Parameter]
    public DateTime? OlderThan { get; set; }

    /// <summary>Only archives of more bytes.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? LargerThan { get; set; }

    /// <summary>Only archives of fewer bytes.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? SmallerThan { get; set; }

    private protected override void Process(string vaultName) =>
        Run((pipeline, token) => ReadAsync(vaultName, pipeline, token));

    /// <summary>Without the service, the vaults that the catalogue knows.</summary>
    private protected override async Task<IReadOnlyList<string>> FindAsync(
        string pattern,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await base.FindAsync(pattern, cancellationToken);
        }
        catch (Exception error) when (error is GlacierConnectionException or GlacierCredentialsException)
        {
            Func<string, bool> fits = NamePatterns.Match([pattern])!;
            return
            [
                .. Target.KnownVaults().Select(state => state.VaultName).Where(fits).Distinct(StringComparer.Ordinal),
            ];
        }
    }

    private async Task ReadAsync(string vaultName, IPipeline pipeline, CancellationToken cancellationToken)
    {
        CatalogFilter filter = NamePatterns.Filter(Name, LiteralName) with
        {
            NewerThan = NewerThan?.ToUniversalTime(),
            OlderThan = OlderThan?.ToUniversalTime(),
            LargerThan = LargerThan,
            SmallerThan = SmallerThan,
        };
        IReadOnlyList<CatalogArchive> moved = await Target.MovedAsync(vaultName, filter, cancellationToken);
        try
        {
            (VaultCatalog catalog, VaultDescription? vault) = await Target.OpenAsync(
                vaultName,
                pipeline.Warn,
                cancellationToken
            );
            Staleness.Report(catalog.ReadState(cancellationToken), catalog.Exists, vault, pipeline);
            await pipeline.WriteAllAsync(
                Stream(catalog.Read(filter, cancellationToken).Concat(moved)),
                cancellationToken
            );
        }
        catch (ResourceNotFoundException) when (moved.Count > 0)
        {
            pipeline.Verbose($"The vault '{vaultName}' is removed; its archives were copied before.");
            await pipeline.WriteAllAsync(Stream(moved), cancellationToken);
        }
    }

    private static async IAsyncEnumerable<CatalogArchive> Stream(IEnumerable<CatalogArchive> archives)
    {
        await Task.CompletedTask;
        foreach (CatalogArchive archive in archives)
        {
            yield return archive;
        }
    }
}
