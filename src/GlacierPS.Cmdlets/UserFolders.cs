namespace GlacierPS.Cmdlets;

/// <summary>
/// Where a user's own things lie. A folder that is named by the XDG base directory variables counts on every system,
/// so that there is one way to keep two uses of the module apart; a variable that is no absolute path counts nowhere.
/// </summary>
internal static class UserFolders
{
    /// <summary>Journals of unfinished transfers, so that another process can take them up.</summary>
    public static string Transfers => Path.Combine(State, "transfers");

    /// <summary>What is known of vaults.</summary>
    public static string Catalogs => Path.Combine(State, "catalog");

    /// <summary>The prices of AWS's price list that Update-GlacierPrice took.</summary>
    public static string Prices => Path.Combine(State, "prices.json");

    /// <summary>
    /// <c>$XDG_CONFIG_HOME/GlacierPS</c>; without that variable <c>%APPDATA%\GlacierPS</c> on Windows and
    /// <c>~/.config/GlacierPS</c> elsewhere.
    /// </summary>
    public static string Settings => Find("XDG_CONFIG_HOME", Environment.SpecialFolder.ApplicationData, ".config");

    /// <summary>
    /// <c>$XDG_STATE_HOME/GlacierPS</c>; without that variable <c>%LOCALAPPDATA%\GlacierPS</c> on Windows and
    /// <c>~/.local/state/GlacierPS</c> elsewhere.
    /// </summary>
    private static string State =>
        Find("XDG_STATE_HOME", Environment.SpecialFolder.LocalApplicationData, Path.Combine(".local", "state"));

    private static string Find(string variable, Environment.SpecialFolder onWindows, string belowHome)
    {
        string folder =
            Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named && Path.IsPathFullyQualified(named)
                ? named
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(onWindows)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), belowHome);
        return Path.Combine(folder, "GlacierPS");
    }
}
