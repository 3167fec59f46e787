using System.Management.Automation;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>A cmdlet that takes up unfinished transfers, of this machine or by journals copied from another.</summary>
public abstract class TransferCmdlet : ConnectedCmdlet
{
    private protected const string InputSet = "InputObject";
    private protected const string JournalSet = "JournalPath";

    /// <summary>Transfers from Get-GlacierTransfer.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = InputSet)]
    public GlacierTransfer[] InputObject { get; set; } = [];

    /// <summary>Journals, or folders of journals.</summary>
    [Parameter(Mandatory = true, ParameterSetName = JournalSet)]
    [ValidateNotNullOrEmpty]
    public string[] JournalPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        IEnumerable<GlacierTransfer> transfers =
            ParameterSetName == InputSet
                ? InputObject
                : JournalPath.SelectMany(path => Attempt(() => TransferJournals.At(this.LiteralFilePath(path)), path));
        foreach (GlacierTransfer transfer in transfers)
        {
            Attempt(() => Process(transfer), transfer.FullName ?? transfer.JournalPath);
        }
    }

    /// <summary>Does the work for one of them.</summary>
    private protected abstract void Process(GlacierTransfer transfer);

    /// <summary>
    /// Whether a transfer was begun with the same endpoint, region, account and profile as are asked now.
    /// </summary>
    private protected bool IsOfTarget(GlacierTransfer transfer) => transfer.Connection == Target.Identity;

    /// <summary>Refuses a transfer that was begun with another connection: its upload is unknown there.</summary>
    /// <exception cref="GlacierInputException">It was.</exception>
    private protected GlacierInputException OtherConnection(GlacierTransfer transfer, string otherwise) =>
        new(
            "OtherConnection",
            $"The transfer of '{transfer.FullName ?? "a stream"}' was begun with '{transfer.Connection}', and this is "
                + $"'{Target.Identity}'. Connect as it was "
                + $"then, or {otherwise}."
        );
}
