using System.Management.Automation;
using System.Management.Automation.Provider;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Errors;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Drive;

/// <summary>
/// The vaults, folders and archives of a connection as a drive. All but the list of vaults is read from the catalogue:
/// looking around starts no job and costs nothing.
/// </summary>
[CmdletProvider("Glacier", ProviderCapabilities.Filter | ProviderCapabilities.ShouldProcess)]
[OutputType(typeof(VaultOnDrive), typeof(ArchiveFolder), typeof(CatalogArchive), ProviderCmdlet = "Get-ChildItem")]
[OutputType(typeof(VaultOnDrive), typeof(ArchiveFolder), typeof(CatalogArchive), ProviderCmdlet = "Get-Item")]
public sealed partial class GlacierProvider : NavigationCmdletProvider, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private WildcardPattern? _filter;

    /// <inheritdoc/>
    protected override ProviderInfo Start(ProviderInfo providerInfo) => new GlacierProviderInfo(providerInfo);

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    /// <inheritdoc/>
    protected override object NewDriveDynamicParameters() => new NewDriveParameters();

    /// <inheritdoc/>
    protected override object GetChildItemsDynamicParameters(string path, bool recurse) => new ChildItemParameters();

    /// <summary>
    /// A drive on the session's connection, on what that becomes with the region and the account of the root, or on a
    /// connection that is given.
    /// </summary>
    protected override PSDriveInfo NewDrive(PSDriveInfo drive) =>
        drive is GlacierDrive or null ? drive! : Guarded(drive.Root, () => Open(drive));

    /// <summary>A connection that the drive made for itself is closed with it.</summary>
    protected override PSDriveInfo RemoveDrive(PSDriveInfo drive)
    {
        (drive as GlacierDrive)?.Close();
        return drive;
    }

    /// <inheritdoc/>
    protected override bool IsValidPath(string path) => true;

    /// <summary>
    /// What is behind the last slash. PowerShell asks for each segment of each path, several times, and its own answer
    /// looks each up in the provider: that was nine tenths of what a hit of a wildcard took.
    /// </summary>
    protected override string GetChildName(string path) => DrivePath.NameOf(path);

    /// <summary>
    /// Whether it is there. Where several drives show the path, on any of them: PowerShell hides errors of this
    /// question, and what is asked next says that the path could mean either.
    /// </summary>
    protected override bool ItemExists(string path) =>
        OnAnyDrive(path, (at, folders) => at.IsRoot || (folders is not null && Exists(at, folders)));

    /// <summary>Whether it is a vault or a folder, or the drive itself; on any drive, as for
    /// <see cref="ItemExists"/>.</summary>
    protected override bool IsItemContainer(string path) =>
        OnAnyDrive(path, (at, folders) => at.IsRoot || (folders is not null && IsFolder(at, folders)));

    /// <summary>Whether anything is known to be in it. PowerShell asks before it expands wildcards, and before
    /// Remove-Item.</summary>
    protected override bool HasChildItems(string path) =>
        OnAnyDrive(path, (at, folders) => at.IsRoot || folders?.FindFolder(at.Rest, _stop.Token)?.Archives > 0);

    /// <inheritdoc/>
    protected override void GetItem(string path) => Guarded(path, () => WriteItem(path));

    /// <inheritdoc/>
    protected override void GetChildItems(string path, bool recurse) =>
        GetChildItems(path, recurse, recurse ? uint.MaxValue : 0);

    /// <inheritdoc/>
    protected override void GetChildItems(string path, bool recurse, uint depth)
    {
        var only = DynamicParameters as ChildItemParameters;
        (bool files, bool folders) = (only?.File == true, only?.Directory == true);
        Guarded(
            path,
            () =>
                Walk(
                    path,
                    recurse ? depth : 0,
                    (item, itemPath, isContainer) =>
                    {
                        if (files == folders || (isContainer ? folders : files))
                        {
                            WriteItemObject(LocalTimes.Of(item()), itemPath, isContainer);
                        }
                    }
                )
        );
    }

    /// <inheritdoc/>
    protected override void GetChildNames(string path, ReturnContainers returnContainers) =>
        Guarded(
            path,
            () =>
                Walk(
                    path,
                    0,
                    (_, itemPath, isContainer) =>
                        WriteItemObject(DrivePath.Parse(itemPath).Name, itemPath, isContainer),
                    keepsContainers: returnContainers == ReturnContainers.ReturnAllContainers
                )
        );

    private void Walk(string path, uint depth, Action<Func<object>, string, bool> write, bool keepsContainers = false)
    {
        (GlacierDrive drive, DrivePath at, CatalogFolders? folders) = At(path);
        if (at.IsRoot)
        {
            foreach (VaultOnDrive vault in Vaults(drive))
            {
                string name = vault.VaultName;
                DrivePath below = at with { Vault = name };
                if (keepsContainers || Fits(name))
                {
                    write(() => vault, $"{at.Root}/{name}", true);
                }

                if (depth > 0 && Wait(token => drive.FindAsync(drive.Connection, name, token)) is { } its)
                {
                    Walk(below, its, depth - 1, write, keepsContainers);
                }
            }
        }
        else if (folders is not null)
        {
            Walk(at, folders, depth, write, keepsContainers);
        }
    }

    private void Walk(
        DrivePath at,
        CatalogFolders folders,
        uint depth,
        Action<Func<object>, string, bool> write,
        bool keepsContainers
    )
    {
        if (!folders.Catalog.Exists)
        {
            WriteWarning(
                $"Nothing is known of the vault '{folders.Catalog.VaultName}' yet. Run Update-GlacierCatalog "
                    + $"'{folders.Catalog.VaultName}' to take in its inventory."
            );
            return;
        }

        foreach (CatalogEntry entry in folders.List(at.Rest, depth, _stop.Token))
        {
            bool isFolder = entry.Archive is null;
            string path = at.With(entry.Path);
            if ((isFolder && keepsContainers) || Fits(DrivePath.Parse(path).Name))
            {
                write(() => ItemOf(entry, folders), path, isFolder);
            }
        }
    }

    private void WriteItem(string path)
    {
        (GlacierDrive drive, DrivePath at, CatalogFolders? folders) = At(path);
        if (at.IsRoot)
        {
            WriteItemObject(new ArchiveFolder(at.Root, 0), path, true);
            return;
        }

        if (folders is null || !Fits(at.Name))
        {
            return;
        }

        string vault = $"{at.Root}/{folders.Catalog.VaultName}";
        if (at.IsVault)
        {
            if (Vaults(drive).Find(known => known.VaultName == folders.Catalog.VaultName) is { } item)
            {
                WriteItemObject(item, vault, true);
            }

            return;
        }

        if (folders.FindFolder(at.Rest, _stop.Token) is { } folder)
        {
            WriteItemObject(ItemOf(folder, folders), $"{vault}/{folder.Path}", true);
        }

        foreach (CatalogEntry archive in folders.FindArchives(at.Rest, _stop.Token))
        {
            WriteItemObject(LocalTimes.Of(archive.Archive!), $"{vault}/{archive.Path}", false);
        }
    }

    private static object ItemOf(CatalogEntry entry, CatalogFolders folders) =>
        entry.Archive is { } archive
            ? archive
            : new ArchiveFolder(entry.Path, entry.Archives) { InVault = folders.Catalog.VaultName, Contents = folders };

    /// <summary>The vaults as the service lists them; without it those that the catalogues know.</summary>
    private List<VaultOnDrive> Vaults(GlacierDrive drive)
    {
        try
        {
            return
            [
                .. Wait(token => drive.VaultsAsync(drive.Connection, token)).Select(vault => new VaultOnDrive(vault)),
            ];
        }
        catch (Exception error) when (error is GlacierConnectionException or GlacierCredentialsException)
        {
            WriteWarning(
                TerminalText.Of(
                    "The service could not be asked for the vaults; these are those that the catalogues know. "
                        + error.Message
                )
            );
            IEnumerable<CatalogState> known = drive.Connection.KnownVaults();
            return [.. known.Where(state => state.SetAside is null).Select(state => new VaultOnDrive(state))];
        }
    }

    private bool Exists(DrivePath at, CatalogFolders folders) =>
        at.IsVault || folders.HasFolder(at.Rest, _stop.Token) || folders.HasArchive(at.Rest, _stop.Token);

    private bool IsFolder(DrivePath at, CatalogFolders folders) =>
        at.IsVault || folders.HasFolder(at.Rest, _stop.Token);

    private bool Fits(string name) =>
        string.IsNullOrEmpty(Filter)
        || (_filter ??= WildcardPattern.Get(Filter, WildcardOptions.IgnoreCase)).IsMatch(name);

    /// <summary>The drive, and the vault if the path has one that exists.</summary>
    private (GlacierDrive Drive, DrivePath At, CatalogFolders? Folders) At(string path)
    {
        DrivePath at = DrivePath.Parse(path);
        GlacierDrive drive = DriveLookup.Find(at.Root, PSDriveInfo, SessionState);
        return (drive, at, VaultOf(drive, at));
    }

    private bool OnAnyDrive(string path, Func<DrivePath, CatalogFolders?, bool> holds)
    {
        DrivePath at = DrivePath.Parse(path);
        return Guarded(
            path,
            () =>
                Array.Exists(
                    DriveLookup.All(at.Root, PSDriveInfo, SessionState),
                    drive => holds(at, VaultOf(drive, at))
                )
        );
    }

    private CatalogFolders? VaultOf(GlacierDrive drive, DrivePath at) =>
        at.IsRoot ? null : Wait(token => drive.FindAsync(drive.Connection, at.Vault, token));

    private GlacierDrive Open(PSDriveInfo drive)
    {
        GlacierConnection? given = (DynamicParameters as NewDriveParameters)?.Connection;
        (GlacierConnection connection, ConnectionSettings? change) = DriveLookup.ConnectionOf(drive.Root, given);
        string root = change is null ? GlacierDrive.RootOf(connection) : $"{change.Region}@{change.AccountId}";
        if (change is not null)
        {
            GlacierConnection before = connection;
            connection = Wait(token => before.ChangedByAsync(change, token));
        }

        var made = new PSDriveInfo(drive.Name, drive.Provider, root, drive.Description, drive.Credential);
        return new GlacierDrive(made, connection, isOfSession: false, closesConnection: change is not null);
    }

    /// <summary>Provider's thread: waits for work that goes on at the pool's threads.</summary>
    private T Wait<T>(Func<CancellationToken, Task<T>> work)
    {
        T result = default!;
        var listener = new RequestLog.Listener(RequestLog.OfRunspace, request: null, retry: null);
        RequestLog.RunAsync(listener, async () => result = await work(_stop.Token)).GetAwaiter().GetResult();
        return result;
    }

    private void Guarded(string path, Action action)
    {
        try
        {
            Guarded(
                path,
                () =>
                {
                    action();
                    return true;
                }
            );
        }
        catch (DriveException error)
        {
            WriteError(error.ErrorRecord);
        }
    }

    /// <summary>Errors are those of the cmdlets: ID, meaning, and what to do next.</summary>
    private T Guarded<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (OperationCanceledException) when (Stopping)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception exception) when (exception is GlacierException or IOException or UnauthorizedAccessException)
        {
            throw new DriveException(ErrorRecords.From(exception, path));
        }
    }

    /// <summary>What PowerShell takes an error record from, where a provider can only throw.</summary>
    private sealed class DriveException(ErrorRecord record)
        : Exception(record.ErrorDetails?.Message ?? record.Exception.Message, record.Exception),
            IContainsErrorRecord
    {
        public ErrorRecord ErrorRecord => record;
    }

    /// <summary>
    /// The provider under its name alone. As PowerShell makes it, it goes by the name of the assembly as well, and
    /// paths
    /// of objects would begin with that.
    /// </summary>
    private sealed class GlacierProviderInfo(ProviderInfo provider) : ProviderInfo(provider);
}
