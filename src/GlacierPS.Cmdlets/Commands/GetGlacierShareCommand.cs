using System.Management.Automation;
using GlacierPS.Aws.Leases;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Leases;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// How far the machines have come that share work through a table: who has what, since when, how fast.
/// </summary>
[Cmdlet(VerbsCommon.Get, "GlacierShare")]
[OutputType(typeof(ShareState))]
public sealed class GetGlacierShareCommand : ShareCmdlet
{
    /// <summary>Only shares of such names, wildcards allowed.</summary>
    [Parameter(Position = 1)]
    [Alias("ShareName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Share { get; set; } = ["*"];

    private protected override void Process()
    {
        using DynamoTable table = OpenTable();
        WildcardPattern[] patterns = [.. Share.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase))];
        IReadOnlyList<ShareState> shares = Run(async token =>
        {
            await table.GetAsync(token);
            return await ShareState.ReadAsync(table, token);
        });
        foreach (ShareState share in shares)
        {
            if (Array.Exists(patterns, pattern => pattern.IsMatch(share.ShareName)))
            {
                WriteObject(share);
            }
        }
    }
}
