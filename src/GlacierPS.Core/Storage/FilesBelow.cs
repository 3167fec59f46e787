using System.IO.Enumeration;

namespace GlacierPS.Core.Storage;

/// <summary>Files below a folder, at any depth. Links are neither followed nor given.</summary>
internal static class FilesBelow
{
    /// <summary>Lists them as they are found.</summary>
    /// <param name="folder">A folder that is there.</param>
    /// <param name="ending">What their names end in, in these very letters; empty for all.</param>
    /// <param name="skipsUnreadable">Whether a folder that may not be read counts as empty.</param>
    /// <returns>Their paths, which begin with the folder's.</returns>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read.</exception>
    public static IEnumerable<string> Of(string folder, string ending = "", bool skipsUnreadable = false) =>
        new FileSystemEnumerable<string>(
            folder,
            static (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(),
            new EnumerationOptions
            {
                RecurseSubdirectories = true,
                AttributesToSkip = default,
                IgnoreInaccessible = skipsUnreadable,
            }
        )
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                !entry.IsDirectory && entry.FileName.EndsWith(ending, StringComparison.Ordinal) && !IsLink(ref entry),
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => !IsLink(ref entry),
        };

    /// <summary>Files of OneDrive and deduplicated ones are reparse points too, and no links.</summary>
    /// <param name="attributes">What the system says of the entry.</param>
    /// <param name="target">Asks where it leads to, which costs a call of the system; null for nowhere.</param>
    public static bool IsLink(FileAttributes attributes, Func<string?> target) =>
        attributes.HasFlag(FileAttributes.ReparsePoint) && target() is not null;

    private static bool IsLink(ref FileSystemEntry entry)
    {
        FileAttributes attributes = entry.Attributes;
        string path = entry.ToFullPath();
        return IsLink(attributes, () => new FileInfo(path).LinkTarget);
    }
}
