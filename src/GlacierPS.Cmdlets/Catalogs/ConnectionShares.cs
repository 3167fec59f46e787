using System.Globalization;
using System.Text;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>What cmdlets say of work that machines share.</summary>
internal static class ConnectionShares
{
    /// <summary>What the machines do: its name has the vault's region, account and name.</summary>
    /// <param name="verb">What is done with the vault.</param>
    /// <param name="vault">The vault.</param>
    /// <param name="parameters">What else has to be the same on all machines; what is empty was not given.</param>
    /// <param name="maxBytesPerHour">The pace of all machines together.</param>
    /// <param name="maxCost">The limit of cost of all machines together, in US dollars.</param>
    public static ShareDefinition Definition(
        string verb,
        VaultDescription vault,
        Dictionary<string, string> parameters,
        long? maxBytesPerHour,
        decimal? maxCost
    )
    {
        string[] arn = vault.VaultARN.Split(':');
        string place = arn is [_, _, _, var region, var account, ..] ? $"{region}/{account}/" : "";
        return new ShareDefinition(
            $"{verb} {place}{vault.VaultName}",
            new Dictionary<string, string>(parameters)
            {
                ["Vault created"] = Text(vault.CreationDate),
                ["MaxBytesPerHour"] = maxBytesPerHour?.ToString(CultureInfo.InvariantCulture) ?? "",
                ["MaxCost"] = maxCost?.ToString("0.################", CultureInfo.InvariantCulture) ?? "",
            }
        )
        {
            MaxBytesPerHour = maxBytesPerHour,
            // More than 9 million dollars are no limit that a table's numbers could hold.
            MaxPicodollars = maxCost is { } dollars
                ? (long)Math.Min(long.MaxValue, dollars * 1_000_000_000_000m)
                : null,
        };
    }

    /// <summary>The warning where this machine cannot put windows up.</summary>
    public static string NoCatalogue(string vaultName) =>
        $"There is no catalogue of vault '{vaultName}' here: this machine works at what another one has listed, and "
        + $"waits half an hour for that. If none has one, run Update-GlacierCatalog '{vaultName}' first.";

    /// <summary>A time, the same on every machine.</summary>
    public static string Text(DateTime? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>IDs, in whatever order they were given.</summary>
    public static string Text(List<string>? ids)
    {
        if (ids is null)
        {
            return "";
        }

        string[] sorted = [.. ids.Distinct().Order(StringComparer.Ordinal)];
        var digest = Sha256Digest.Of(Encoding.UTF8.GetBytes(string.Join('\n', sorted)));
        return $"{Quantity.Of(sorted.Length, "archive")}, SHA-256 {digest}";
    }

    /// <summary>Says how it ended: what failed on all machines, and whether nothing was left for this one.</summary>
    public static void Report(SharedWork share, string tableName, long done, IPipeline pipeline)
    {
        if (share.ArchivesFailed > 0)
        {
            pipeline.Fail(
                new GlacierTransferException(
                    "ShareFailed",
                    $"{Quantity.Of(share.ArchivesFailed, "archive")} failed with three owners. (Get-GlacierShare "
                        + $"{tableName}).Windows says why. To try them again, remove the share with "
                        + "Remove-GlacierShareTable -Share and run the same command: what is done stays done."
                ),
                tableName
            );
        }

        if (done == 0)
        {
            pipeline.Warn(
                $"Nothing was left to do here: other machines have done it, or the share in the table '{tableName}' "
                    + "is from an earlier time. To begin anew, remove it with Remove-GlacierShareTable -Share."
            );
        }
    }
}
