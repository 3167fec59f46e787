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
    private string? _making;

    private protected override string? LeftByStop =>
        _making is null
            ? null
            : $"Stopped. The table '{_making}' may be there already, and be empty: run the same command again, which "
                + "leaves one that is there as it is.";

    private protected override void Process()
    {
        using DynamoTable table = OpenTable();
        if (ShouldProcess($"{TableName} in {table.Region}", "Create DynamoDB table, paid by the request"))
        {
            _making = TableName;
            (ShareTableInfo made, bool wasMade) = Run(table.CreateAsync);
            _making = null;
            if (!wasMade)
            {
                WriteVerbose($"The table '{TableName}' was there already.");
            }

            WriteObject(made);
        }
    }
}
