using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Transfers;

/// <summary>Something to be stored as an archive.</summary>
/// <param name="VaultName">The vault it goes to.</param>
/// <param name="Path">Full path of a file; null for a stream.</param>
/// <param name="Stream">A stream; null for a file.</param>
/// <param name="Name">The name to keep, relative, with slashes.</param>
/// <param name="Size">Bytes in it; 0 for a stream, whose length need not be known.</param>
/// <param name="LastModified">The time to keep, in UTC.</param>
public sealed record ArchiveSource(
    string VaultName,
    string? Path,
    Stream? Stream,
    string Name,
    long Size,
    DateTime LastModified
);

/// <summary>Which files a path means, and under which names they are kept.</summary>
internal sealed class ArchiveSources(string workingFolder, string? baseFolder, string[] include, string[] exclude)
{
    private readonly WildcardPattern[] _include = Patterns(include);
    private readonly WildcardPattern[] _exclude = Patterns(exclude);

    /// <summary>The file itself, or those in the folder and below it.</summary>
    /// <exception cref="GlacierInputException">Nothing is there, or it is a folder and folders are not
    /// taken.</exception>
    public IReadOnlyList<string> FilesOf(string path, bool recurse)
    {
        if (!recurse || !Directory.Exists(path))
        {
            LocalFile.Find(path);
            return [path];
        }

        // Links are not followed: a loop would never end, and what lies outside was not named.
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = false,
        };
        return [.. Directory.EnumerateFiles(path, "*", options).Where(IsWanted).Order(StringComparer.Ordinal)];
    }

    /// <summary>A file and the name that it is kept under.</summary>
    /// <exception cref="GlacierInputException">It is empty, or does not lie below the base folder.</exception>
    public ArchiveSource Describe(string vaultName, string file)
    {
        FileInfo info = LocalFile.Find(file);
        return info.Length > 0
            ? new ArchiveSource(vaultName, file, null, NameOf(file), info.Length, info.LastWriteTimeUtc)
            : throw new GlacierInputException(
                "EmptyArchive",
                $"'{file}' is empty, and Glacier stores no empty archives. Leave it out, or pack it with others "
                    + "into one file."
            );
    }

    private string NameOf(string file)
    {
        if (baseFolder is not null)
        {
            return LocalName.Of(baseFolder, file);
        }

        string relative = Path.GetRelativePath(workingFolder, file);
        bool below =
            !Path.IsPathRooted(relative)
            && relative != ".."
            && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return LocalName.Of(below ? workingFolder : Path.GetPathRoot(file)!, file);
    }

    private bool IsWanted(string file)
    {
        string name = Path.GetFileName(file);
        return (_include.Length == 0 || _include.Any(pattern => pattern.IsMatch(name)))
            && !_exclude.Any(pattern => pattern.IsMatch(name));
    }

    private static WildcardPattern[] Patterns(string[] texts) =>
        [.. texts.Select(text => WildcardPattern.Get(text, WildcardOptions.IgnoreCase))];
}
