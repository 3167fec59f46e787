using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Connections;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>The session's connection; nothing if there is none.</summary>
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
    }
}
