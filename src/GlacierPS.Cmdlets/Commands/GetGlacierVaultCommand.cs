using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>ListVaults, or DescribeVault for a name without wildcards.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierVault")]
[OutputType(typeof(VaultDescription))]
public sealed class GetGlacierVaultCommand : VaultsCmdlet
{
    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public override string[] VaultName { get; set; } = [AllVaults];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // What ListVaults gives is all that there is to say: none is asked for again.
        foreach (string name in VaultName.Where(WildcardPattern.ContainsWildcardCharacters))
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            Require(() => Run((pipeline, token) => ListAsync(pattern, pipeline, token)), name);
        }

        VaultName = [.. VaultName.Where(name => !WildcardPattern.ContainsWildcardCharacters(name))];
        base.ProcessRecord();
    }

    private protected override void Process(string vaultName)
    {
        VaultDescription vault = Run(token => Glacier.DescribeVaultAsync(vaultName, token));
        Target.Learn(vault.VaultARN);
        WriteObject(vault);
    }

    private Task ListAsync(WildcardPattern pattern, IPipeline pipeline, CancellationToken cancellationToken) =>
        pipeline.WritePagesAsync(
            async marker =>
            {
                Page<VaultDescription> page = await Glacier.ListVaultsAsync(marker, limit: null, cancellationToken);
                Target.Learn(page.Items);
                return page with { Items = [.. page.Items.Where(vault => pattern.IsMatch(vault.VaultName))] };
            },
            cancellationToken
        );
}
