using GlacierPS.Cmdlets.Connections;

namespace GlacierPS.Cmdlets.Formatting;

/// <summary>Computed cells of the table of connections.</summary>
public static class ConnectionCells
{
    /// <summary>Where requests go: an address, or the local service's folder.</summary>
    public static string Target(GlacierConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.LocalPath ?? connection.Endpoint.AbsoluteUri;
    }
}
