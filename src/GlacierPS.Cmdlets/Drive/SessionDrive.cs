using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Connections;

namespace GlacierPS.Cmdlets.Drive;

/// <summary>The drive <c>Glacier:</c>, which comes with the session's connection and goes with it.</summary>
public static class SessionDrive
{
    private const string Global = "Global";

    /// <summary>Pipeline thread: makes the drive over the session's connection, in the place of the one
    /// before.</summary>
    internal static void Show(GlacierCmdlet cmdlet, GlacierConnection connection)
    {
        string root = GlacierDrive.RootOf(connection);
        if (Find(cmdlet.SessionState) is GlacierDrive { IsOfSession: true } before && before.Root == root)
        {
            before.Follow(connection);
            return;
        }

        if (Remove(cmdlet))
        {
            Restore(cmdlet.SessionState);
        }
        else
        {
            cmdlet.WriteVerbose($"There is another drive '{GlacierDrive.SessionName}', which stays.");
        }
    }

    /// <summary>
    /// Pipeline thread: removes the drive; whoever is in it comes back to the file system. False if it is somebody
    /// else's.
    /// </summary>
    internal static bool Remove(GlacierCmdlet cmdlet)
    {
        PathIntrinsics paths = cmdlet.SessionState.Path;
        if (Find(cmdlet.SessionState) is not { } before)
        {
            return true;
        }

        if (before is GlacierDrive { IsOfSession: true } && paths.CurrentLocation.Drive == before)
        {
            paths.SetLocation(WildcardPattern.Escape(paths.CurrentFileSystemLocation.Path));
            cmdlet.WriteWarning(
                $"The drive '{before.Name}' of the connection before is gone; the current location is "
                    + $"'{paths.CurrentLocation.Path}' again."
            );
        }

        return Remove(cmdlet.SessionState);
    }

    /// <summary>Removes the drive when the module goes. False if it is somebody else's.</summary>
    /// <param name="session">The session.</param>
    public static bool Remove(SessionState session)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (Find(session) is { } before)
        {
            if (before is not GlacierDrive { IsOfSession: true })
            {
                return false;
            }

            session.Drive.Remove(before.Name, force: true, Global);
        }

        return true;
    }

    /// <summary>
    /// Makes the drive of the session's connection where it is missing: after the module was imported again.
    /// </summary>
    /// <param name="session">The session.</param>
    public static void Restore(SessionState session)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (SessionConnection.Current is { } connection && Find(session) is null)
        {
            ProviderInfo provider = session.Provider.GetOne(GlacierDrive.SessionName);
            session.Drive.New(Of(provider, connection), Global);
        }
    }

    private static GlacierDrive Of(ProviderInfo provider, GlacierConnection connection)
    {
        string root = GlacierDrive.RootOf(connection);
        const string Description = "The vaults of the session's connection";
        var drive = new PSDriveInfo(GlacierDrive.SessionName, provider, root, Description, credential: null);
        return new GlacierDrive(drive, connection, isOfSession: true);
    }

    private static PSDriveInfo? Find(SessionState session) =>
        session
            .Drive.GetAllAtScope(Global)
            .FirstOrDefault(drive => drive.Name.Equals(GlacierDrive.SessionName, StringComparison.OrdinalIgnoreCase));
}
