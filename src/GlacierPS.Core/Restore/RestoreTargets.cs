using System.Globalization;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Restore;

/// <summary>The path of a restored file, and why it differs from the archive's name.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Reason">Why it differs from the archive's name, in a sentence; null if it does not.</param>
public sealed record RestoreTarget(string Path, string? Reason);

/// <summary>
/// Assigns each archive a path of its own below a folder. Names that lead out of it, that this system does not allow,
/// or that another archive has, are replaced by safe ones, always the same for the same archive.
/// </summary>
/// <param name="folder">The folder that the user chose.</param>
public sealed class RestoreTargets(string folder)
{
    private readonly string _folder = Path.GetFullPath(folder);
    private readonly Dictionary<string, string> _files = new(ComparablePath.Comparer);
    private readonly HashSet<string> _folders = new(ComparablePath.Comparer);

    /// <summary>
    /// Reserves the folders in the names of all archives, before paths are assigned: a file whose name is another's
    /// folder gets another name, since the folder has no other.
    /// </summary>
    public void ReserveFolders(IEnumerable<RestoreItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (RestoreItem item in items)
        {
            if (item.Name is { } name && name.AsSpan().IndexOfAny('/', '\\') > 0 && TryGetPath(name) is { } path)
            {
                _folders.UnionWith(Parents(path));
                if (item.IsFolder)
                {
                    _folders.Add(path);
                }
            }
        }
    }

    /// <summary>
    /// The path for an archive. Ask for the newest of one name first, after <see cref="ReserveFolders"/>.
    /// </summary>
    /// <exception cref="GlacierInputException">A folder on the way to it is a link.</exception>
    public RestoreTarget Assign(RestoreItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        string name = string.IsNullOrEmpty(item.Name) ? item.ArchiveId : item.Name;
        (string path, string? reason) = PathOf(name, item.ArchiveId);
        if (item.IsFolder && !_files.ContainsKey(path) && !Parents(path).Any(_files.ContainsKey))
        {
            _folders.Add(path);
            _folders.UnionWith(Parents(path));
            return new RestoreTarget(path, reason);
        }

        if (item.HasNewer || !TryTake(path, item.ArchiveId))
        {
            reason = _folders.Contains(path)
                ? $"'{name}' is a folder of other archives' names."
                : $"Several archives are called '{name}', or one's name is another's folder; this is not the newest.";
            path = Below(Dated(name, item), item.ArchiveId);
            if (!TryTake(path, item.ArchiveId))
            {
                path = Below("_renamed/" + Path.GetFileName(SafeName.Of(name, item.ArchiveId)), item.ArchiveId);
                TryTake(path, item.ArchiveId);
            }
        }

        return new RestoreTarget(path, reason);
    }

    private string? TryGetPath(string name)
    {
        try
        {
            return Path.GetFullPath(Path.Join(_folder, TargetPath.RelativePath(name, OperatingSystem.IsWindows())));
        }
        catch (GlacierInputException)
        {
            // It will be replaced by a safe name.
            return null;
        }
    }

    private (string Path, string? Reason) PathOf(string name, string archiveId)
    {
        try
        {
            string path = TargetPath.Below(_folder, name);
            if (SafeName.IsTooLong(path))
            {
                return (
                    Below(SafeName.Of(name, archiveId), archiveId),
                    "Part of its name is longer than file systems take."
                );
            }

            if (OwnNames.IsOn(path))
            {
                return (
                    Below(SafeName.Of(name, archiveId), archiveId),
                    "Its name is one of those that partial files and journals have."
                );
            }

            return (
                path,
                TargetPath.IsAbsolute(name)
                    ? $"Its name '{name}' begins at a root or a drive, which became a folder below the target."
                    : null
            );
        }
        catch (GlacierInputException error) when (error.ErrorId == "UnsafeName")
        {
            return (Below(SafeName.Of(name, archiveId), archiveId), error.Message.Split(" Give a target")[0]);
        }
    }

    private string Below(string name, string archiveId)
    {
        try
        {
            string path = TargetPath.Below(_folder, name);
            return SafeName.IsTooLong(path) ? TargetPath.Below(_folder, SafeName.Of(name, archiveId)) : path;
        }
        catch (GlacierInputException error) when (error.ErrorId == "UnsafeName")
        {
            return TargetPath.Below(_folder, SafeName.Of(name, archiveId));
        }
    }

    private bool TryTake(string path, string archiveId)
    {
        if (
            _folders.Contains(path)
            || Parents(path).Any(_files.ContainsKey)
            || (!_files.TryAdd(path, archiveId) && _files[path] != archiveId)
        )
        {
            return false;
        }

        _folders.UnionWith(Parents(path));
        return true;
    }

    private IEnumerable<string> Parents(string path)
    {
        for (
            string? parent = Path.GetDirectoryName(path);
            parent is not null && parent.Length > _folder.Length;
            parent = Path.GetDirectoryName(parent)
        )
        {
            yield return parent;
        }
    }

    /// <summary>The name with the date and a mark of the archive before its extension.</summary>
    internal static string Dated(string name, RestoreItem item)
    {
        string date =
            (item.CreationDate ?? item.ModifiedTime)?.ToString("yyyy-MM-dd HHmmss", CultureInfo.InvariantCulture)
            ?? "undated";
        int file = name.LastIndexOfAny(['/', '\\']) + 1;
        int dot = name.LastIndexOf('.');
        int at = dot > file ? dot : name.Length;
        return $"{name[..at]} ({date} {SafeName.Mark(item.ArchiveId)}){name[at..]}";
    }
}
