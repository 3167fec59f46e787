using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Drive;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>Closes a connection: the session's, or the one that is given.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "Glacier")]
public sealed class DisconnectGlacierCommand : GlacierCmdlet
{
    /// <summary>The connection to close; the session's if none is given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public GlacierConnection? Connection { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Connection is null || ReferenceEquals(Connection, SessionConnection.Current))
        {
            SessionDrive.Remove(this);
            SessionConnection.Clear();
        }
        else
        {
            Connection.Dispose();
        }
    }
}
