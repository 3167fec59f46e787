using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Connections;

/// <summary>
/// The connection that Connect-Glacier made, one for each runspace: two runbooks in one process must not use each
/// other's account. A runspace of <c>ForEach-Object -Parallel</c> or <c>Start-ThreadJob</c> gets it by
/// <c>-Connection $using:c</c>.
/// </summary>
internal static class SessionConnection
{
    private static readonly ConditionalWeakTable<Runspace, Session> Sessions = [];

    /// <summary>The connection of the runspace that asks, on its pipeline thread; null if there is none.</summary>
    public static GlacierConnection? Current => Mine.Connection;

    private static Session Mine => Sessions.GetValue(Runspace.DefaultRunspace, static _ => new Session());

    /// <summary>Keeps a connection for the runspace, and closes the one before.</summary>
    public static void Set(GlacierConnection connection) => Replace(connection, failure: null, hasDefaults: false);

    /// <summary>
    /// Leaves the runspace without a connection, and closes the one before: what a script does next was meant for the
    /// account that it could not connect to.
    /// </summary>
    /// <param name="failure">What went wrong, in a sentence.</param>
    public static void Fail(string failure) => Replace(connection: null, failure, hasDefaults: false);

    /// <summary>Closes the runspace's connection; AWS's defaults are used from here on.</summary>
    public static void Clear() => Replace(connection: null, failure: null, hasDefaults: true);

    /// <summary>
    /// Refuses where the session's connection is meant, there is none, and AWS's defaults would be another account than
    /// the script's author has in mind: after a Connect-Glacier that failed, and in a runspace that was made after
    /// another one of this process which is connected, since that is likely to have made it.
    /// </summary>
    /// <exception cref="GlacierInputException"><c>NotConnected</c>.</exception>
    public static void RequireUsable()
    {
        if (Mine.Failure is { } failure)
        {
            throw new GlacierInputException(
                "NotConnected",
                $"There is no connection, since the last Connect-Glacier failed: {failure} Run Connect-Glacier "
                    + "again, or "
                    + "Disconnect-Glacier to go on with AWS's default profile."
            );
        }

        if (
            Mine is { Connection: null, HasDefaults: false }
            && Sessions.Any(other => other.Value.IsUsed && other.Key.Id < Runspace.DefaultRunspace.Id)
        )
        {
            throw new GlacierInputException(
                "NotConnected",
                "This runspace does not have the connection of the session, and AWS's default profile may be another "
                    + "account. Hand the connection over: $c = Get-GlacierConnection, and -Connection $using:c in the "
                    + "script block of ForEach-Object -Parallel or Start-ThreadJob. Or run Connect-Glacier here, or "
                    + "Disconnect-Glacier to work with AWS's default profile."
            );
        }
    }

    private static void Replace(GlacierConnection? connection, string? failure, bool hasDefaults)
    {
        if (Runspace.DefaultRunspace is null)
        {
            // A runspace that was closed in the middle of a command has no session any more.
            connection?.Dispose();
            return;
        }

        Session session = Mine;
        if (!ReferenceEquals(session.Connection, connection))
        {
            session.Connection?.Dispose();
        }

        session.Connection = connection;
        session.Failure = failure;
        session.HasDefaults = hasDefaults;
    }

    /// <summary>What one runspace has.</summary>
    private sealed class Session
    {
        public GlacierConnection? Connection { get; set; }

        public string? Failure { get; set; }

        /// <summary>Whether AWS's defaults were asked for, by Disconnect-Glacier.</summary>
        public bool HasDefaults { get; set; }

        public bool IsUsed => Connection is not null || Failure is not null;
    }
}
