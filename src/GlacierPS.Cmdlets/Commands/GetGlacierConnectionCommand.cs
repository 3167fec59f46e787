using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// The session's connection; where there is none, nothing, and a warning that says what is used in its place.
/// </summary>
[Cmdlet(VerbsCommon.Get, "GlacierConnection")]
[OutputType(typeof(GlacierConnection))]
public sealed class GetGlacierConnectionCommand : GlacierCmdlet
{
    /// <summary>What the cmdlets would use if nothing were connected: AWS's default profile and region.</summary>
    [Parameter]
    public SwitchParameter Default { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Default)
        {
            Require(() => WriteObject(Open(WithSessionDefaults(new ConnectionSettings()))), target: null);
        }
        else if (SessionConnection.Current is { } connection)
        {
            WriteObject(connection);
        }
        else
        {
            WriteWarning(Otherwise());
        }
    }

    private static string Otherwise()
    {
        try
        {
            SessionConnection.RequireUsable();
            return "This session has no connection: the cmdlets use AWS's default profile and region, which "
                + "Get-GlacierConnection -Default shows. Connect-Glacier makes a connection.";
        }
        catch (GlacierInputException error)
        {
            return error.Message;
        }
    }
}
