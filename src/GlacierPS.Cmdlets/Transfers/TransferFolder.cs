namespace GlacierPS.Cmdlets.Transfers;

/// <summary>Where the journals of unfinished uploads are kept, so that another process can take them up.</summary>
internal static class TransferFolder
{
    /// <summary>
    /// Below the user's own application data: <c>%LOCALAPPDATA%\GlacierPS</c> on Windows,
    /// <c>$XDG_STATE_HOME/GlacierPS</c> or <c>~/.local/state/GlacierPS</c> elsewhere.
    /// </summary>
    public static string Default => Path.Combine(StateFolder, "GlacierPS", "transfers");

    internal static string StateFolder
    {
        get
        {
            if (OperatingSystem.IsWindows())
            {
                return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            }

            return
                Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state
                && Path.IsPathRooted(state)
                ? state
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        }
    }
}
