using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>ListVaults, or DescribeVault for a name without wildcards.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierVault")]
[OutputType(typeof(VaultDescription))]
public sealed class GetGlacierVaultCommand : ConnectedCmdlet
{
    /// <summary>Names, wildcards allowed; all vaults if none is given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string[] VaultName { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in VaultName)
        {
            if (WildcardPattern.ContainsWildcardCharacters(name))
            {
                var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
                Require(() => Run((pipeline, token) => ListAsync(pattern, pipeline, token)), name);
            }
            else
            {
                Attempt(() => Describe(name), name);
            }
        }
    }

    private void Describe(string name)
    {
        Core.Protocol.VaultName.Check(name);
        WriteObject(Run(token => Glacier.DescribeVaultAsync(name, token)));
    }

    private Task ListAsync(WildcardPattern pattern, IPipeline pipeline, CancellationToken cancellationToken) =>
        pipeline.WritePagesAsync(
            async marker =>
            {
                Page<VaultDescription> page = await Glacier.ListVaultsAsync(marker, limit: null, cancellationToken);
                return page with { Items = [.. page.Items.Where(vault => pattern.IsMatch(vault.VaultName))] };
            },
            cancellationToken
        );
}
