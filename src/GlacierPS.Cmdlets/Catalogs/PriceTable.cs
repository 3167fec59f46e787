using GlacierPS.Core.Restore;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>The table of prices that estimates are made by: the user's own, if there is one.</summary>
internal static class PriceTable
{
    private static string Own => Path.Combine(UserFolders.Settings, "prices.json");

    public static GlacierPrices Read(string? path) =>
        path is not null ? GlacierPrices.Read(path)
        : File.Exists(Own) ? GlacierPrices.Read(Own)
        : GlacierPrices.Default;
}
