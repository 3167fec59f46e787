using System.Management.Automation;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Drive;

/// <summary>
/// A drive over the vaults of one connection: the session's, whichever that is, or one of its own. What it has
/// looked up
/// is kept with it.
/// </summary>
public sealed class GlacierDrive : PSDriveInfo
{
    /// <summary>The drive of Connect-Glacier.</summary>
    internal const string SessionName = "Glacier";

    // As long as the suggestions for completion: whoever looks around asks for the same vaults again and again.
    private static readonly TimeSpan VaultsLast = TimeSpan.FromSeconds(10);

    // Folders of a vault are some hundred bytes each, and a vault may have a folder for each archive.
    private const int VaultsInMemory = 4;

    private GlacierConnection _connection;
    private readonly List<CatalogFolders> _folders = [];
    private IReadOnlyList<VaultDescription> _vaults = [];
    private DateTime _vaultsUntil;
    private int _vaultsAsOf;

    private readonly bool _closesConnection;

    internal GlacierDrive(
        PSDriveInfo drive,
        GlacierConnection connection,
        bool isOfSession,
        bool closesConnection = false
    )
        : base(drive) => (_connection, IsOfSession, _closesConnection) = (connection, isOfSession, closesConnection);

    /// <summary>The connection whose vaults it shows.</summary>
    /// <exception cref="GlacierInputException"><c>NotConnected</c>: the session's connection is another by now, or
    /// there
    /// is none.</exception>
    public GlacierConnection Connection
    {
        get
        {
            if (!IsOfSession)
            {
                return _connection;
            }

            SessionConnection.RequireUsable();
            return ReferenceEquals(SessionConnection.Current, _connection)
                ? _connection
                : throw new GlacierInputException(
                    "NotConnected",
                    $"The drive '{Name}' shows {Root}, and the session is not connected to that any more. Run "
                        + "Connect-Glacier, which makes the drive anew."
                );
        }
    }

    /// <summary>Whether it goes with the session's connection.</summary>
    internal bool IsOfSession { get; }

    /// <summary>Closes the connection if it was made for this drive.</summary>
    internal void Close()
    {
        if (_closesConnection)
        {
            _connection.Dispose();
        }
    }

    /// <summary>Goes on with another connection to the same region and account.</summary>
    internal void Follow(GlacierConnection connection)
    {
        _folders.Clear();
        (_connection, _vaultsUntil) = (connection, default);
    }

    /// <summary>What paths over a connection begin with. It stays as it was when the drive was made.</summary>
    internal static string RootOf(GlacierConnection connection) => $"{connection.Region}@{connection.AccountId}";

    /// <summary>
    /// The vault that a path means, by the catalogues or by the service's list: its exact name, or the only one that
    /// differs by capitals alone. Null if there is none.
    /// </summary>
    /// <param name="connection">The drive's, which its own thread alone may ask for.</param>
    /// <param name="typed">The name as it is typed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task<CatalogFolders?> FindAsync(
        GlacierConnection connection,
        string typed,
        CancellationToken cancellationToken
    )
    {
        if (_folders.Find(known => known.Catalog.VaultName == typed && known.Catalog.Exists) is { } found)
        {
            return found;
        }

        if (!IsVaultName(typed))
        {
            return null;
        }

        if (connection.KnownCatalogOrNull(typed) is { } catalog)
        {
            return Keep(catalog);
        }

        string[] names =
        [
            .. (await VaultsAsync(connection, cancellationToken)).Select(vault => vault.VaultName),
            .. connection.KnownVaults().Where(state => state.SetAside is null).Select(state => state.VaultName),
        ];
        string[] fits =
        [
            .. names
                .Distinct(StringComparer.Ordinal)
                .Where(name => name.Equals(typed, StringComparison.OrdinalIgnoreCase)),
        ];
        string? name = Array.Find(fits, fit => fit == typed) ?? (fits is [var only] ? only : null);
        return name is null ? null : Keep(connection.Catalogs().CatalogOf(connection.AccountId, name));
    }

    /// <summary>
    /// The service's vaults, asked for once in a few seconds, and when one was made or deleted over the connection.
    /// </summary>
    internal async Task<IReadOnlyList<VaultDescription>> VaultsAsync(
        GlacierConnection connection,
        CancellationToken cancellationToken
    )
    {
        int asOf = connection.VaultsChanged;
        if (DateTime.UtcNow < _vaultsUntil && _vaultsAsOf == asOf)
        {
            return _vaults;
        }

        var vaults = new List<VaultDescription>();
        string? marker = null;
        var circle = new MarkerCircle();
        do
        {
            Page<VaultDescription> page = await connection.Client.ListVaultsAsync(marker, null, cancellationToken);
            vaults.AddRange(page.Items);
            marker = page.Marker;
            circle.Refuse(marker);
        } while (marker is not null);

        if (vaults is [var first, ..])
        {
            connection.Learn(first.VaultARN);
        }

        (_vaults, _vaultsUntil, _vaultsAsOf) = (vaults, DateTime.UtcNow + VaultsLast, asOf);
        return vaults;
    }

    private CatalogFolders Keep(VaultCatalog catalog)
    {
        _folders.RemoveAll(known => known.Catalog.VaultName == catalog.VaultName);
        if (_folders.Count >= VaultsInMemory)
        {
            _folders.RemoveAt(0);
        }

        var folders = new CatalogFolders(catalog);
        _folders.Add(folders);
        return folders;
    }

    private static bool IsVaultName(string name)
    {
        try
        {
            VaultName.Check(name);
            return true;
        }
        catch (GlacierInputException)
        {
            return false;
        }
    }
}
