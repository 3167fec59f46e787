using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>
/// The catalogues of a connection's vaults, below the user's own application data as the journals of transfers are.
/// </summary>
internal static class ConnectionCatalogs
{
    private const string OwnAccount = "-";

    /// <summary>The catalogue of a vault; the service is asked which account it is, if nothing else says.</summary>
    public static async Task<VaultCatalog> CatalogAsync(
        this GlacierConnection connection,
        string vaultName,
        CancellationToken cancellationToken
    )
    {
        await FindAccountAsync(connection, vaultName, cancellationToken);
        return connection.CatalogOf(connection.AccountId, vaultName);
    }

    /// <summary>The folder of the account's catalogue, which has its ledger too.</summary>
    public static async Task<string> AccountFolderAsync(
        this GlacierConnection connection,
        string vaultName,
        CancellationToken cancellationToken
    )
    {
        await FindAccountAsync(connection, vaultName, cancellationToken);
        return connection.Catalogs().FolderOf(connection.AccountId);
    }

    /// <summary>The catalogue of a vault that files are compared with before they are sent.</summary>
    /// <exception cref="GlacierInputException">
    /// The vault holds archives and there is no catalogue of it: all files would be sent again.
    /// </exception>
    public static VaultCatalog CatalogForSending(
        this GlacierConnection connection,
        VaultDescription vault,
        DryRunFolder? aside,
        Action<string> warn,
        CancellationToken cancellationToken
    )
    {
        connection.Learn(vault.VaultARN);
        VaultCatalog catalog = connection.CatalogOf(connection.AccountId, vault.VaultName);
        if (aside is not null)
        {
            catalog = catalog.DryRun(aside.Path);
        }

        Recognise(catalog, vault, remember: aside is null, warn);
        CatalogState known = catalog.ReadState(cancellationToken);
        return known is { KnownArchives: 0, Removed: 0, InventoryDate: null } && vault.NumberOfArchives > 0
            ? throw new GlacierInputException(
                "CatalogEmpty",
                $"The vault '{vault.VaultName}' holds {Quantity.Of(vault.NumberOfArchives, "archive")}, and the "
                    + "catalogue lists none, so that all files would be sent again. Run Update-GlacierCatalog first."
            )
            : catalog;
    }

    /// <summary>
    /// The catalogue of a vault that the service has described: if it is another vault of that name than the one that
    /// is known, that is said, and what was known of the old one is set aside.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="vault">The vault as the service describes it.</param>
    /// <param name="remember">Whether to begin a catalogue where there is none.</param>
    /// <param name="warn">Told of another vault.</param>
    public static VaultCatalog Recognise(
        this GlacierConnection connection,
        VaultDescription vault,
        bool remember,
        Action<string> warn
    )
    {
        connection.Learn(vault.VaultARN);
        VaultCatalog catalog = connection.CatalogOf(connection.AccountId, vault.VaultName);
        Recognise(catalog, vault, remember, warn);
        return catalog;
    }

    /// <summary>Compares the vault that a catalogue knows with the one that the service has.</summary>
    public static void Recognise(VaultCatalog catalog, VaultDescription vault, bool remember, Action<string> warn)
    {
        if (catalog.Recognise(vault.CreationDate, remember) is { } old)
        {
            long since = catalog.ReadState().KnownArchives;
            string known = since == 0 ? "nothing" : $"only {Quantity.Of(since, "archive")} sent from here since";
            warn(
                $"The vault '{vault.VaultName}' was made at {ShownTime.ToSecond(vault.CreationDate)}: it is "
                    + "another "
                    + $"vault than the one of that name whose {Quantity.Of(old.KnownArchives, "archive")} the "
                    + "catalogue "
                    + $"knew. What was known of the old one is set aside (Get-GlacierCatalog shows it), and {known} is "
                    + $"known of the new one yet. Run Update-GlacierCatalog '{vault.VaultName}'."
            );
        }
    }

    /// <summary>An error for each archive that a catalogue does not know.</summary>
    public static void ReportUnknown(
        VaultCatalog catalog,
        IReadOnlyCollection<string> ids,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        HashSet<string> known =
        [
            .. catalog.Find(ids.Distinct(), cancellationToken).Select(archive => archive.ArchiveId),
        ];
        foreach (string id in ids.Where(id => !known.Contains(id)))
        {
            pipeline.Fail(
                new GlacierInputException(
                    "ArchiveNotFound",
                    $"The catalogue of vault '{catalog.VaultName}' does not know the archive {id}. Run "
                        + $"Update-GlacierCatalog '{catalog.VaultName}'."
                ),
                id
            );
        }
    }

    /// <summary>
    /// The catalogue of a vault and the vault itself. What is known can be read without the service; it is only asked
    /// how much it may have gone on since.
    /// </summary>
    public static async Task<(VaultCatalog Catalog, VaultDescription? Vault)> OpenAsync(
        this GlacierConnection connection,
        string vaultName,
        Action<string> warn,
        CancellationToken cancellationToken
    )
    {
        try
        {
            VaultDescription vault = await connection.Client.DescribeVaultAsync(vaultName, cancellationToken);
            return (connection.Recognise(vault, remember: false, warn), vault);
        }
        catch (Exception error) when (error is GlacierConnectionException or GlacierCredentialsException)
        {
            VaultCatalog known = connection.KnownCatalog(vaultName);
            warn($"The service could not be asked how things stand; this is what the catalogue knows. {error.Message}");
            return (known, null);
        }
    }

    /// <summary>The catalogue of a vault, without a request to the service.</summary>
    /// <exception cref="GlacierInputException">There is none, or several accounts have a vault of that
    /// name.</exception>
    public static VaultCatalog KnownCatalog(this GlacierConnection connection, string vaultName)
    {
        VaultName.Check(vaultName);
        string[] accounts =
            connection.AccountId != OwnAccount
                ? [connection.AccountId]
                : [.. connection.Catalogs().AccountsWith(vaultName)];
        VaultCatalog? catalog = accounts is [var account] ? connection.CatalogOf(account, vaultName) : null;
        return catalog is { Exists: true }
            ? catalog
            : throw new GlacierInputException(
                accounts.Length > 1 ? "AccountAmbiguous" : "CatalogEmpty",
                accounts.Length > 1
                    ? $"There are catalogues of a vault '{vaultName}' in the accounts "
                        + $"{string.Join(" and ", accounts)}. Say with -AccountId which is meant."
                    : $"Nothing is known of the vault '{vaultName}' yet. Run Update-GlacierCatalog, or "
                        + "Import-GlacierCatalog."
            );
    }

    /// <summary>The catalogue of a vault, without a request to the service; null if there is none to be had.</summary>
    public static VaultCatalog? KnownCatalogOrNull(this GlacierConnection connection, string vaultName)
    {
        try
        {
            return connection.KnownCatalog(vaultName);
        }
        catch (GlacierInputException)
        {
            return null;
        }
    }

    /// <summary>
    /// All vaults that the catalogues of the connection's account know; of all accounts where it is not known which
    /// that is.
    /// </summary>
    public static IEnumerable<CatalogState> KnownVaults(this GlacierConnection connection)
    {
        CatalogLocation location = connection.Catalogs();
        IEnumerable<string> folders =
            connection.AccountId != OwnAccount ? [location.FolderOf(connection.AccountId)] : location.Folders();
        return folders
            .SelectMany(VaultCatalog.All)
            .OrderBy(state => state.VaultName, StringComparer.OrdinalIgnoreCase)
            .ThenBy(state => state.SetAside ?? DateTime.MaxValue);
    }

    /// <summary>The error for a vault that no catalogue knows.</summary>
    public static GlacierInputException NothingKnown(string vaultName) =>
        new(
            "CatalogEmpty",
            $"Nothing is known of the vault '{vaultName}' yet. Run Update-GlacierCatalog, or Import-GlacierCatalog."
        );

    /// <summary>Notes an upload. The archive is stored already: an error of the catalogue is a warning.</summary>
    public static void Note(this GlacierConnection connection, SentArchive sent, Action<string> warn)
    {
        try
        {
            // The path of the archive tells the account: /111122223333/vaults/photos/archives/...
            string account = sent.Location.TrimStart('/').Split('/')[0];
            connection.CatalogOf(account, sent.VaultName).Add(sent, DateTime.UtcNow);
        }
        catch (Exception error) when (IsCatalogError(error))
        {
            warn(NotNoted(sent.VaultName, error));
        }
    }

    /// <summary>Notes deletions. They are done already: an error of the catalogue is a warning.</summary>
    public static async Task NoteDeletedAsync(
        this GlacierConnection connection,
        string vaultName,
        IEnumerable<string> archiveIds,
        Action<string> warn,
        CancellationToken cancellationToken
    )
    {
        try
        {
            VaultCatalog catalog = await connection.CatalogAsync(vaultName, cancellationToken);
            catalog.Remove(archiveIds, DateTime.UtcNow, cancellationToken);
        }
        catch (Exception error) when (IsCatalogError(error))
        {
            warn(NotNoted(vaultName, error));
        }
    }

    /// <summary>
    /// The catalogue of a vault that may not exist any more; null if its account cannot be found out.
    /// </summary>
    public static async Task<VaultCatalog?> CatalogOrNullAsync(
        this GlacierConnection connection,
        string vaultName,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await connection.CatalogAsync(vaultName, cancellationToken);
        }
        catch (GlacierServiceException)
        {
            string[] accounts = [.. connection.Catalogs().AccountsWith(vaultName)];
            return accounts is [var account] ? connection.CatalogOf(account, vaultName) : null;
        }
    }

    /// <summary>
    /// Deletes the catalogue of a vault that was removed. An error of the catalogue is a warning only.
    /// </summary>
    public static void Forget(VaultCatalog? catalog, Action<string> warn)
    {
        try
        {
            catalog?.Forget();
        }
        catch (Exception error) when (IsCatalogError(error))
        {
            warn(
                $"The vault '{catalog!.VaultName}' is removed, but its catalogue could not be: {error.Message} "
                    + "Should you make a vault of that name again, run Update-GlacierCatalog -Force first."
            );
        }
    }

    private static async Task FindAccountAsync(
        GlacierConnection connection,
        string vaultName,
        CancellationToken cancellationToken
    )
    {
        if (connection.AccountId == OwnAccount)
        {
            VaultDescription vault = await connection.Client.DescribeVaultAsync(vaultName, cancellationToken);
            connection.Learn(vault.VaultARN);
        }
    }

    private static bool IsCatalogError(Exception error) =>
        error is IOException or UnauthorizedAccessException or GlacierException;

    private static string NotNoted(string vaultName, Exception error) =>
        $"It is done, but could not be noted in the catalogue of vault '{vaultName}', which lists it after the next "
        + $"update: {error.Message}";

    private static VaultCatalog CatalogOf(this GlacierConnection connection, string accountId, string vaultName) =>
        connection.Catalogs().CatalogOf(accountId, vaultName);

    /// <summary>Whether a connection leads to AWS's own service.</summary>
    public static bool IsAws(this GlacierConnection connection) =>
        connection.LocalPath is null && connection.Endpoint.Host.Contains(".amazonaws.com", StringComparison.Ordinal);

    /// <summary>Where the catalogues of a connection are kept.</summary>
    public static CatalogLocation Catalogs(this GlacierConnection connection)
    {
        string service =
            connection.IsAws() ? "aws"
            : connection.LocalPath is { } path ? "local " + Path.TrimEndingDirectorySeparator(path)
            : connection.Endpoint.AbsoluteUri;
        return new CatalogLocation(UserFolders.Catalogs, service, connection.Region);
    }
}
