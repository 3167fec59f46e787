using System.Management.Automation;
using GlacierPS.Aws.Leases;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// Deletes a table through which machines share work, or a share in it. What the machines have done is not touched.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "GlacierShareTable", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveGlacierShareTableCommand : ShareCmdlet
{
    /// <summary>Only the shares of such names, wildcards allowed; the whole table if nothing is said.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ShareName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Share { get; set; }

    private protected override void Process()
    {
        using DynamoTable table = OpenTable();
        if (Share is null)
        {
            if (ShouldProcess($"{TableName} in {table.Region}", "Delete DynamoDB table and all shares in it"))
            {
                Run(table.RemoveAsync);
            }

            return;
        }

        IReadOnlyList<ShareState> all = Run(token => ShareState.ReadAsync(table, token));
        foreach (string name in Share)
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            ShareState[] found = [.. all.Where(share => share.ShareName == name || pattern.IsMatch(share.ShareName))];
            if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                throw new GlacierInputException(
                    "NoSuchShare",
                    $"The table '{TableName}' has no share '{name}'. Get-GlacierShare lists those that there are."
                );
            }

            foreach (ShareState share in found)
            {
                if (
                    ShouldProcess(
                        $"{share.ShareName}: {share.State}, {Quantity.Of(share.Machines.Count, "machine")}",
                        "Delete share from the table"
                    )
                )
                {
                    Run(token => ShareState.RemoveAsync(table, share.ShareName, token));
                }
            }
        }
    }
}
