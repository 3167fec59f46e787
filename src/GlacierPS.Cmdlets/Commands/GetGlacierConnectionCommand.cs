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
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (SessionConnection.Current is { } connection)
        {
            WriteObject(connection);
        }
        else
        {
            WriteWarning(Otherwise());
        }
    }

    /// <summary>What a cmdlet would use now, in a sentence. No request is made to find out.</summary>
    private string Otherwise()
    {
        try
        {
            SessionConnection.RequireUsable();
            using GlacierConnection other = Open(WithSessionDefaults(new ConnectionSettings()));
            string profile = other.ProfileName is { } name ? $"the profile {name}" : "AWS's default credentials";
            return $"This session has no connection. Without one the cmdlets use {profile}, the region {other.Region} "
                + $"and {other.Endpoint}. Connect-Glacier makes one.";
        }
        catch (GlacierException error)
        {
            return error.ErrorId == "NotConnected"
                ? error.Message
                : "This session has no connection, and none can be made of AWS's defaults: " + error.Message;
        }
    }
}
