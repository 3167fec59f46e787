using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Cmdlets.Settings;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>ListTagsForVault: each tag as an object, in the order of their keys.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierVaultTag")]
[OutputType(typeof(VaultTag))]
public sealed class GetGlacierVaultTagCommand : VaultsCmdlet
{
    /// <summary>Only tags with such keys, in any case; wildcards allowed.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TagKeyCompleter))]
    public string[] Key { get; set; } = ["*"];

    private protected override void Process(string vaultName)
    {
        WildcardPattern[] patterns = [.. Key.Select(key => WildcardPattern.Get(key, WildcardOptions.IgnoreCase))];
        foreach (
            (string key, string value) in Run(token => Target.VaultSettings.ListTagsForVaultAsync(vaultName, token))
        )
        {
            if (patterns.Any(pattern => pattern.IsMatch(key)))
            {
                WriteObject(
                    new VaultTag
                    {
                        VaultName = vaultName,
                        Key = key,
                        Value = value,
                    }
                );
            }
        }
    }
}
