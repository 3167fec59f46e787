using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Prices;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>
/// The prices that estimates are made by: what is built in, over that what Update-GlacierPrice has taken from AWS's
/// price list, and over both what the user says, in a file of settings or of the call.
/// </summary>
internal static class UserPrices
{
    /// <summary>What Update-GlacierPrice writes; nobody else does.</summary>
    public static string ListPath => UserFolders.Prices;

    private static string OwnPath => Path.Combine(UserFolders.Settings, "prices.json");

    /// <summary>The table.</summary>
    /// <param name="cmdlet">Whose current folder a path is relative to.</param>
    /// <param name="pricePath">What -PricePath says: a file that replaces the user's own; null for none.</param>
    /// <exception cref="Core.Protocol.GlacierInputException">A file is not a table of prices.</exception>
    public static PriceTable PriceTable(this PSCmdlet cmdlet, string? pricePath) =>
        Read(pricePath is null ? null : LocalFile.Find(cmdlet.LiteralFilePath(pricePath)).FullName);

    /// <summary>The table that counts where no call says another.</summary>
    /// <exception cref="Core.Protocol.GlacierInputException">A file is not a table of prices.</exception>
    public static PriceTable PriceTable() => Read(null);

    private static PriceTable Read(string? path)
    {
        PriceTable table = Core.Prices.PriceTable.BuiltIn;
        foreach (string file in (string[])[ListPath, path ?? OwnPath])
        {
            if (file == path || File.Exists(file))
            {
                table = table.With(PriceFile.Read(file));
            }
        }

        return table;
    }

    /// <summary>What may be spent by the jobs of a call; null is no limit.</summary>
    /// <param name="connection">Where they are started.</param>
    /// <param name="vaultName">A vault of the account.</param>
    /// <param name="dollars">The limit of each vault, or null.</param>
    /// <param name="prices">The prices of the connection's region.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<SpendingLimit?> LimitAsync(
        this GlacierConnection connection,
        string vaultName,
        decimal? dollars,
        RegionPrices prices,
        CancellationToken cancellationToken
    ) =>
        dollars is { } limit
            ? new SpendingLimit(
                limit,
                new SpendingLedger(await connection.AccountFolderAsync(vaultName, cancellationToken)),
                prices,
                TimeProvider.System
            )
            : null;
}
