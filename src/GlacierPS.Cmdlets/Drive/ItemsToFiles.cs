using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Commands;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;

namespace GlacierPS.Cmdlets.Drive;

/// <summary>
/// From the drive to a folder: an archive becomes a file of its own name there, a folder or a vault a folder with all
/// that is in it.
/// </summary>
internal sealed class ItemsToFiles : ItemCopy
{
    // What -WhatIf names one by one; all are counted.
    private const int MostNamed = 20;

    private readonly GlacierCmdlet _cmdlet;
    private readonly string _destination;
    private readonly string _folder;
    private readonly bool _recurse;
    private readonly Hashtable _parameters;

    // Each connection has a restore of its own.
    private readonly Dictionary<GlacierConnection, InnerCmdlet> _restores = [];
    private long _named;

    private ItemsToFiles(GlacierCmdlet cmdlet, string destination, bool recurse, Hashtable parameters)
    {
        (_cmdlet, _destination, _recurse, _parameters) = (cmdlet, destination, recurse, parameters);
        _folder = cmdlet.LiteralFilePath(destination);
    }

    /// <summary>Begins it.</summary>
    /// <exception cref="GlacierInputException">The destination is on the drive, too, or is a file.</exception>
    public static ItemsToFiles To(GlacierCmdlet cmdlet, string destination, bool recurse, Hashtable parameters)
    {
        // Whoever is on the drive means the file system by a relative path, as with all cmdlets of the module.
        if (cmdlet.SessionState.Path.IsPSAbsolute(destination, out _) && ItemPath.IsOnDrive(cmdlet, destination))
        {
            throw new GlacierInputException(
                "NotOnDrive",
                $"'{destination}' is on the drive, as what is to be copied: Glacier copies nothing within itself. "
                    + "Restore it to a folder, and send it anew."
            );
        }

        var copy = new ItemsToFiles(cmdlet, destination, recurse, parameters);
        return File.Exists(copy._folder)
            ? throw new GlacierInputException(
                "DestinationNotFolder",
                $"'{copy._folder}' is a file, and -Destination is the folder that the copies are put into."
            )
            : copy;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<object> Find(string path, bool isOnDrive, bool literal)
    {
        if (!isOnDrive)
        {
            throw new GlacierInputException(
                "CopyDirection",
                $"'{path}' is a path of the file system, and this copies from the drive. Copy it in a call of its own."
            );
        }

        (GlacierDrive drive, DrivePath at) = ItemPath.Parse(_cmdlet, path);
        bool isPattern = !literal && WildcardPattern.ContainsWildcardCharacters(path);
        IEnumerable<DrivePath> found = isPattern ? Matching(path) : [at];
        return [.. found.SelectMany(one => ItemsAt(drive, one, isPattern))];
    }

    /// <inheritdoc/>
    public override void Copy(object item)
    {
        var found = (FoundItem)item;
        if (_cmdlet.IsWhatIf && _named++ < MostNamed)
        {
            RestoreItem archive = found.Archive;
            _cmdlet.ShouldProcess(
                $"'{found.Name}' ({ByteSize.Format(archive.SizeInBytes ?? 0)}) in vault {archive.VaultName}",
                $"Copy to {Path.Join(_folder, archive.Name)}"
            );
        }

        if (!_restores.TryGetValue(found.Connection, out InnerCmdlet? restore))
        {
            var parameters = new Hashtable(_parameters)
            {
                [nameof(RestoreGlacierArchiveCommand.Path)] = _folder,
                [nameof(ConnectedCmdlet.Connection)] = found.Connection,
            };
            _restores[found.Connection] = restore = InnerCmdlet.Begin(
                _cmdlet,
                typeof(RestoreGlacierArchiveCommand),
                parameters
            );
        }

        restore.Process(found.Archive);
    }

    /// <inheritdoc/>
    public override void End()
    {
        if (_named > MostNamed)
        {
            string more = $"and {Digits.Of(_named - MostNamed)} more";
            _cmdlet.ShouldProcess(more, $"Copy below {_folder}");
        }

        foreach (InnerCmdlet restore in _restores.Values)
        {
            restore.End();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (InnerCmdlet restore in _restores.Values)
        {
            restore.Dispose();
        }
    }

    private IEnumerable<DrivePath> Matching(string path)
    {
        Collection<string> found = _cmdlet.GetResolvedProviderPathFromPSPath(path, out _);
        return found.Count > 0 ? found.Distinct().Select(DrivePath.Parse) : throw Missing(path);
    }

    /// <summary>The archives of a path: those of that name, and those in the folder of that name.</summary>
    private List<FoundItem> ItemsAt(GlacierDrive drive, DrivePath at, bool isPattern)
    {
        GlacierConnection connection = drive.Connection;
        CatalogFolders folders = at.IsRoot
            ? throw new GlacierInputException("InvalidId", $"'{at.Root}' has vaults: name one of them.")
            : _cmdlet.Run(token => drive.FindAsync(connection, at.Vault, token))
                ?? throw Missing($"{at.Root}/{at.Vault}");
        CancellationToken cancellationToken = _cmdlet.Stop.Token;
        if (!folders.Catalog.Exists)
        {
            throw new GlacierInputException(
                "CatalogEmpty",
                $"Nothing is known of the vault '{folders.Catalog.VaultName}' yet. Run Update-GlacierCatalog "
                    + $"'{folders.Catalog.VaultName}' to take in its inventory."
            );
        }

        var found = new List<CatalogEntry>();
        if (!at.IsVault)
        {
            found.AddRange(folders.FindArchives(at.Rest, cancellationToken));
            if (found.Count > 0 && !isPattern && !Directory.Exists(_folder))
            {
                CheckDestination(at.Name);
            }
        }

        if (at.IsVault || folders.HasFolder(at.Rest, cancellationToken))
        {
            if (_recurse)
            {
                found.AddRange(
                    folders.List(at.Rest, long.MaxValue, cancellationToken).Where(entry => entry.Archive is not null)
                );
            }
            else if (found.Count == 0)
            {
                throw new GlacierInputException(
                    "PathIsFolder",
                    $"'{at.Name}' is a {(at.IsVault ? "vault" : "folder")}: -Recurse copies it with all that is in it."
                );
            }
        }
        else if (found.Count == 0)
        {
            throw Missing(at.With(at.Rest));
        }

        return found.ConvertAll(entry => new FoundItem(
            connection,
            entry.Name!,
            RestoreItem.Of(entry.Archive!, entry.Name!, NameBelow(at, folders.Catalog.VaultName, entry.Name!))
        ));
    }

    /// <summary>
    /// What a name is below the folder that holds the item: names and shown paths have the same slashes.
    /// </summary>
    private static string NameBelow(DrivePath at, string vaultName, string name)
    {
        if (at.IsVault)
        {
            return $"{vaultName}/{name}";
        }

        int start = 0;
        for (int above = at.Rest.Count(c => c == '/'); above > 0; above--)
        {
            start = name.IndexOf('/', start) + 1;
        }

        return start < name.Length ? name[start..] : name;
    }

    private void CheckDestination(string original)
    {
        if (ItemPath.LooksLikeCopyOf(_destination, original))
        {
            throw new GlacierInputException(
                "DestinationNotFolder",
                $"There is no folder '{_folder}', and it looks like a file's name: -Destination is the folder that "
                    + "the copies are put into. Make it first, or end it with a slash, if it is one."
            );
        }
    }

    private static GlacierInputException Missing(string path) =>
        new("ArchiveNotFound", $"Nothing on the drive is called '{path}', as far as the catalogue knows.");

    /// <summary>An archive under one of its names.</summary>
    /// <param name="Connection">Over which it is restored.</param>
    /// <param name="Name">Its name in the vault.</param>
    /// <param name="Archive">The archive, and the name that its file gets.</param>
    private sealed record FoundItem(GlacierConnection Connection, string Name, RestoreItem Archive);
}
