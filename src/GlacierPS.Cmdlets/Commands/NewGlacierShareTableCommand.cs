using System.Management.Automation;
using GlacierPS.Aws.Leases;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Leases;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// Makes a table of Amazon DynamoDB through which machines share work. One that is there stays as it is.
/// </summary>
[Cmdlet(VerbsCommon.New, "GlacierShareTable", SupportsShouldProcess = true)]
[OutputType(typeof(ShareTableInfo))]
public sealed class NewGlacierShareTableCommand : ShareCmdlet
{
    private protected override void Process()
    {
        using DynamoTable table = OpenTable();
        if (ShouldProcess($"{TableName} in {table.Region}", "Create DynamoDB table, paid by the request"))
        {
            (ShareTableInfo made, bool wasMade) = Run(table.CreateAsync);
            if (!wasMade)
            {
                WriteVerbose($"The table '{TableName}' was there already.");
            }

            WriteObject(made);
        }
    }
}
