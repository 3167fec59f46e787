using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>What the catalogue knows to be in a vault, and how old that knowledge is.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierArchive")]
[OutputType(typeof(CatalogArchive))]
public sealed class GetGlacierArchiveCommand : VaultCmdlet
{
    /// <summary>Only archives of such names, wildcards allowed.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

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

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() => Run(ReadAsync), VaultName);

    private async Task ReadAsync(IPipeline pipeline, CancellationToken cancellationToken)
    {
        CheckVaultName();
        (VaultCatalog catalog, VaultDescription? vault) = await OpenAsync(pipeline, cancellationToken);
        Staleness.Report(catalog.ReadState(cancellationToken), catalog.Exists, vault, pipeline);
        var filter = new CatalogFilter
        {
            Name = NamePatterns.Match(Name),
            NewerThan = NewerThan?.ToUniversalTime(),
            OlderThan = OlderThan?.ToUniversalTime(),
            LargerThan = LargerThan,
            SmallerThan = SmallerThan,
        };
        await pipeline.WriteAllAsync(Stream(catalog.Read(filter, cancellationToken)), cancellationToken);
    }

    /// <summary>
    /// The catalogue is read without the service, which is only asked whether there is a newer inventory.
    /// </summary>
    private async Task<(VaultCatalog Catalog, VaultDescription? Vault)> OpenAsync(
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        try
        {
            VaultDescription vault = await Glacier.DescribeVaultAsync(VaultName, cancellationToken);
            Target.OwnAccountId ??= VaultArn.AccountIdOf(vault.VaultARN);
            return (await Target.CatalogAsync(VaultName, cancellationToken), vault);
        }
        catch (Exception error) when (error is GlacierConnectionException or GlacierCredentialsException)
        {
            VaultCatalog known = Target.KnownCatalog(VaultName);
            pipeline.Warn(
                $"The service could not be asked how things stand; this is what the catalogue knows. {error.Message}"
            );
            return (known, null);
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
