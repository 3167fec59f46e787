using GlacierPS.Core.Restore;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>The table of prices that estimates are made by: the user's own, if there is one.</summary>
internal static class PriceTable
{
    /// <summary>
    /// <c>%APPDATA%\GlacierPS\prices.json</c> on Windows, <c>$XDG_CONFIG_HOME/GlacierPS/prices.json</c> or
    /// <c>~/.config/GlacierPS/prices.json</c> elsewhere.
    /// </summary>
    private static string Own =>
        Path.Combine(
            !OperatingSystem.IsWindows()
            && Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } config
            && Path.IsPathRooted(config)
                ? config
                : Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData),
            "GlacierPS",
            "prices.json"
        );

    public static GlacierPrices Read(string? path) =>
        path is not null ? GlacierPrices.Read(path)
        : File.Exists(Own) ? GlacierPrices.Read(Own)
        : GlacierPrices.Default;
}
