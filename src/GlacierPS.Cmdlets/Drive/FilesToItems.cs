using System.Collections;
using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Commands;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Drive;

/// <summary>
/// From the file system to a folder of the drive: a file becomes an archive of its own name there, a folder all that is
/// in it.
/// </summary>
internal sealed class FilesToItems : ItemCopy
{
    private readonly GlacierCmdlet _cmdlet;
    private readonly string _destination;
    private readonly bool _recurse;
    private readonly bool _isFolder;
    private readonly Hashtable _parameters;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    // Names are kept relative to one folder for each send: files that lie elsewhere are sent by the next.
    private InnerCmdlet? _send;
    private string? _base;

    private FilesToItems(GlacierCmdlet cmdlet, string destination, bool isFolder, bool recurse, Hashtable parameters) =>
        (_cmdlet, _destination, _isFolder, _recurse, _parameters) = (
            cmdlet,
            destination,
            isFolder,
            recurse,
            parameters
        );

    /// <summary>Begins it.</summary>
    /// <exception cref="GlacierInputException">The destination is not on the drive, is no vault nor a folder of one, or
    /// is an archive.</exception>
    public static FilesToItems To(GlacierCmdlet cmdlet, string destination, bool recurse, Hashtable parameters)
    {
        if (!ItemPath.IsOnDrive(cmdlet, destination))
        {
            throw new GlacierInputException(
                "CopyDirection",
                $"Neither what is to be copied nor '{destination}' is on a Glacier: drive. Copy-Item copies within the "
                    + "file system."
            );
        }

        (GlacierDrive drive, DrivePath at) = ItemPath.Parse(cmdlet, destination);
        if (at.IsRoot)
        {
            throw new GlacierInputException(
                "InvalidVaultName",
                $"'{destination}' names no vault: archives are in one. Give -Destination such as Glacier:/VAULT/FOLDER."
            );
        }

        CancellationToken cancellationToken = cmdlet.Stop.Token;
        GlacierConnection connection = drive.Connection;
        CatalogFolders? folders = cmdlet.Run(token => drive.FindAsync(connection, at.Vault, token));
        bool isFolder = at.IsVault || folders?.HasFolder(at.Rest, cancellationToken) == true;
        if (!isFolder && folders?.HasArchive(at.Rest, cancellationToken) == true)
        {
            throw new GlacierInputException(
                "DestinationNotFolder",
                $"'{at.Rest}' is an archive, and -Destination is the folder that the copies are put into. An archive "
                    + "never changes: send another one of its name with Send-GlacierArchive -Name."
            );
        }

        var all = new Hashtable(parameters)
        {
            [nameof(SendGlacierArchiveCommand.VaultName)] = folders?.Catalog.VaultName ?? at.Vault,
            [nameof(SendGlacierArchiveCommand.Recurse)] = new SwitchParameter(recurse),
            [nameof(ConnectedCmdlet.Connection)] = connection,
        };
        if (!at.IsVault)
        {
            all[nameof(SendGlacierArchiveCommand.NamePrefix)] = Spelling(folders, at.Rest, cancellationToken);
        }

        return new FilesToItems(cmdlet, destination, isFolder, recurse, all);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<object> Find(string path, bool isOnDrive, bool literal)
    {
        if (isOnDrive)
        {
            throw new GlacierInputException(
                "CopyDirection",
                $"'{path}' is on the drive, and this copies to it. Copy it in a call of its own."
            );
        }

        bool isPattern = !literal && WildcardPattern.ContainsWildcardCharacters(path);
        IReadOnlyList<string> files = isPattern ? _cmdlet.MatchingPaths(path) : [_cmdlet.LiteralFilePath(path)];
        return [.. files.Select(file => Checked(Path.TrimEndingDirectorySeparator(file), isPattern))];
    }

    /// <inheritdoc/>
    public override void Copy(object item)
    {
        string file = (string)item;
        string folder = Path.GetDirectoryName(file) ?? file;
        if (_base != folder)
        {
            EndSend();
            var parameters = new Hashtable(_parameters) { [nameof(SendGlacierArchiveCommand.BasePath)] = folder };
            _send = InnerCmdlet.Begin(_cmdlet, typeof(SendGlacierArchiveCommand), parameters);
            _base = folder;
        }

        var input = new PSObject();
        input.Properties.Add(new PSNoteProperty(nameof(SendGlacierArchiveCommand.LiteralPath), file));
        _send!.Process(input);
    }

    /// <inheritdoc/>
    public override void End() => EndSend();

    /// <inheritdoc/>
    public override void Dispose() => _send?.Dispose();

    private void EndSend()
    {
        InnerCmdlet? send = _send;
        (_send, _base) = (null, null);
        using (send)
        {
            send?.End();
        }
    }

    private string Checked(string file, bool isPattern)
    {
        if (!_isFolder && !isPattern && ItemPath.LooksLikeCopyOf(_destination, file))
        {
            throw new GlacierInputException(
                "DestinationNotFolder",
                $"There is no folder '{_destination}' yet, and it looks like the name that the copy is to get: "
                    + "-Destination is the folder that copies are put into. End it with a slash, if it is one; an "
                    + "archive gets another name with Send-GlacierArchive -Name."
            );
        }

        // Of files with one name the vault would keep all, and nobody could tell which is which.
        return _names.Add(Path.GetFileName(file))
            ? file
            : throw new GlacierInputException(
                "NameTaken",
                $"'{file}' would get the name of another file of this call. Send-GlacierArchive keeps the folders of "
                    + "files in their names."
            );
    }

    /// <summary>
    /// The path of a folder as names of archives have it, as far as it is there: the drive shows some signs by others,
    /// and takes capitals as they come.
    /// </summary>
    private static string Spelling(CatalogFolders? folders, string path, CancellationToken cancellationToken)
    {
        for (int end = path.Length; folders is not null && end > 0; end = path.LastIndexOf('/', end - 1))
        {
            IReadOnlyList<string> found = folders.SpellingsOf(path[..end], cancellationToken);
            string rest = path[Math.Min(end + 1, path.Length)..];
            string exact = path[..end] + "/";
            if (found.Count == 1 || found.Contains(exact))
            {
                return (found.Contains(exact) ? exact : found[0]) + (rest.Length > 0 ? rest + "/" : "");
            }

            if (found.Count > 1)
            {
                throw new GlacierInputException(
                    "DestinationNotFolder",
                    $"'{path[..end]}' could be any of {string.Join(", ", found.Select(one => $"'{one}'"))}. Spell it "
                        + "as the one that is meant, or use Send-GlacierArchive -NamePrefix."
                );
            }
        }

        return path + "/";
    }
}
