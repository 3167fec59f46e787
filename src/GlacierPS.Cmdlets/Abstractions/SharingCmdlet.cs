using System.Management.Automation;
using GlacierPS.Aws.Leases;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>A cmdlet that goes over a whole vault, alone or together with other machines.</summary>
public abstract class SharingCmdlet : BucketCmdlet
{
    /// <summary>A table through which other machines take part that run the same command.</summary>
    [Parameter]
    [ValidatePattern("^[a-zA-Z0-9_.-]{3,255}$")]
    [ArgumentCompleter(typeof(ShareTableCompleter))]
    public string? ShareTable { get; set; }

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

    /// <summary>Makes a client of the table; nothing is sent yet.</summary>
    private protected DynamoTable OpenShareTable() =>
        DynamoTable.Open(Target.ShareTableOptions(ShareTable!, ShareRegion, ShareProfileName, ShareEndpointUrl));

    /// <summary>With whom, for what is asked and told before.</summary>
    private protected string Together => $"together with the machines that share the table {ShareTable}";

    /// <summary>Refuses what one machine can do only by itself.</summary>
    /// <exception cref="GlacierInputException">NotShared.</exception>
    private protected void RefuseShared(bool isGiven, string parameter, string instead)
    {
        if (ShareTable is not null && isGiven)
        {
            throw new GlacierInputException(
                "NotShared",
                $"-{parameter} does not go with -ShareTable: {instead} Nothing was done."
            );
        }
    }
}
