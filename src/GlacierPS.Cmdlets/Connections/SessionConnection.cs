using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace GlacierPS.Cmdlets.Connections;

/// <summary>
/// The connection that Connect-Glacier made, one a runspace: two runbooks in one process must not find themselves on
/// each other's account. A runspace of <c>ForEach-Object -Parallel</c> is handed one with <c>-Connection $using:c</c>.
/// </summary>
internal static class SessionConnection
{
    private static readonly ConditionalWeakTable<Runspace, StrongBox<GlacierConnection?>> Connections = [];

    /// <summary>The connection of the runspace that asks, on its pipeline thread; null if there is none.</summary>
    public static GlacierConnection? Current
    {
        get => Box.Value;
        set => Box.Value = value;
    }

    private static StrongBox<GlacierConnection?> Box =>
        Connections.GetValue(Runspace.DefaultRunspace, static _ => new StrongBox<GlacierConnection?>());
}
