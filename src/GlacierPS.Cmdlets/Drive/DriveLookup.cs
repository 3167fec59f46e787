using System.Management.Automation;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Drive;

/// <summary>Which drive and which connection a root means.</summary>
internal static class DriveLookup
{
    /// <summary>A path as objects have it names no drive: the one that shows the same.</summary>
    /// <param name="root">What the path begins with.</param>
    /// <param name="current">The drive that the path names, if it names one.</param>
    /// <param name="session">The session that asks.</param>
    /// <exception cref="GlacierInputException"><c>DriveNotFound</c>, <c>DriveAmbiguous</c>.</exception>
    public static GlacierDrive Find(string root, PSDriveInfo? current, SessionState session)
    {
        GlacierDrive[] drives = All(root, current, session);
        return drives switch
        {
            [var only] => only,
            [] => throw new GlacierInputException(
                "DriveNotFound",
                $"No drive shows '{root}'. Run Connect-Glacier, or New-PSDrive -PSProvider Glacier -Root "
                    + "REGION@ACCOUNT."
            ),
            _ => throw new GlacierInputException(
                "DriveAmbiguous",
                $"The drives {string.Join(" and ", drives.Select(known => known.Name))} show '{root}' over different "
                    + "connections. Begin the path with the drive that is meant."
            ),
        };
    }

    /// <summary>The drives that a path can mean: the one that it names, or all that show the same.</summary>
    /// <inheritdoc cref="Find" path="/param"/>
    public static GlacierDrive[] All(string root, PSDriveInfo? current, SessionState session) =>
        current is GlacierDrive drive && IsOf(drive, root)
            ? [drive]
            :
            [
                .. session
                    .Drive.GetAllForProvider(GlacierDrive.SessionName)
                    .OfType<GlacierDrive>()
                    .Where(known => IsOf(known, root))
                    .DistinctBy(known => known.Connection),
            ];

    /// <summary>
    /// The connection of a new drive, and what is to be changed of it where the root names another region or account
    /// than the session's has.
    /// </summary>
    /// <param name="wanted">The root that New-PSDrive was given; empty is the connection's own.</param>
    /// <param name="given">The connection that it was given; null is the session's.</param>
    /// <exception cref="GlacierInputException"><c>NotConnected</c>, <c>InvalidRoot</c>.</exception>
    public static (GlacierConnection Connection, ConnectionSettings? Change) ConnectionOf(
        string wanted,
        GlacierConnection? given
    )
    {
        if (given is null)
        {
            SessionConnection.RequireUsable();
        }

        GlacierConnection connection =
            given
            ?? SessionConnection.Current
            ?? throw new GlacierInputException(
                "NotConnected",
                "A drive needs a connection: run Connect-Glacier, or give -Connection."
            );
        string root = wanted.Trim('/', '\\');
        string own = GlacierDrive.RootOf(connection);
        if (root.Length == 0 || root == own)
        {
            return (connection, null);
        }

        return
            given is null
            && root.Split('@') is [{ Length: > 0 } region, { Length: 12 } account]
            && account.All(char.IsAsciiDigit)
            ? (connection, new ConnectionSettings { Region = region, AccountId = account })
            : throw new GlacierInputException(
                "InvalidRoot",
                $"'{root}' is not what the drive can begin with. The connection shows '{own}'; with the session's, "
                    + "another region and account can be named as REGION@ACCOUNT."
            );
    }

    private static bool IsOf(GlacierDrive drive, string root) =>
        drive.Root.Equals(root, StringComparison.OrdinalIgnoreCase);
}
