using System.Management.Automation;
using GlacierPS.Aws.Leases;
using GlacierPS.Cmdlets.Completion;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>A cmdlet about a table of Amazon DynamoDB through which machines share work.</summary>
public abstract class ShareCmdlet : ConnectedCmdlet
{
    /// <summary>The table's name, 3 to 255 of the characters a-z, A-Z, 0-9, '_', '-' and '.'.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ShareTable", "Name")]
    [ValidatePattern("^[a-zA-Z0-9_.-]{3,255}$")]
    [ArgumentCompleter(typeof(ShareTableCompleter))]
    public string TableName { get; set; } = "";

    /// <summary>The table's region; the connection's if nothing is said.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? ShareRegion { get; set; }

    /// <summary>A profile for the table, which may be another account's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public string? ShareProfileName { get; set; }

    /// <summary>The address of another service that speaks DynamoDB's API.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? ShareEndpointUrl { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Process, TableName);

    private protected abstract void Process();

    private protected DynamoTable OpenTable() =>
        DynamoTable.Open(Target.ShareTableOptions(TableName, ShareRegion, ShareProfileName, ShareEndpointUrl));
}
