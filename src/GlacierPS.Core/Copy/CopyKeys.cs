using System.Text;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;

namespace GlacierPS.Core.Copy;

/// <summary>The key of an archive, and why it differs from the archive's name.</summary>
/// <param name="Key">The key.</param>
/// <param name="Reason">Why it differs, in a sentence; null if it does not.</param>
/// <param name="OnlyIfThere">
/// It is not given to the archive any more, but was, when no newer one had its name: its copy may be there.
/// </param>
internal sealed record CopyKey(string Key, string? Reason, bool OnlyIfThere = false);

/// <summary>
/// Keys of archives: the prefix, and the path that Restore-GlacierArchive would use. An archive has the same keys in
/// every run, whatever is in the bucket; the first of them that is free, or that is its own already, is its key.
/// </summary>
internal sealed class CopyKeys(string prefix, OlderVersions older)
{
    /// <summary>Bytes of UTF-8 that a key can have.</summary>
    public const int MaxBytes = 1024;

    private static readonly char[] s_separators = ['/'];

    /// <summary>Refuses a prefix that no key may begin with.</summary>
    /// <exception cref="GlacierInputException">InvalidPrefix.</exception>
    public static void CheckPrefix(string prefix)
    {
        string? why =
            prefix.StartsWith('/') ? "it begins with a slash"
            : prefix.Any(char.IsControl) ? "it has control characters"
            : prefix.Split(s_separators).Contains("..")
                ? "'..' leads nowhere in a bucket, but out of a folder that it is restored to"
            : Encoding.UTF8.GetByteCount(prefix) > MaxBytes / 2
                ? "it has more than 512 bytes, and leaves too few for names"
            : null;
        if (why is not null)
        {
            throw new GlacierInputException(
                "InvalidPrefix",
                $"'{string.Concat(prefix.Select(c => char.IsControl(c) ? '\uFFFD' : c))}' cannot be what keys begin "
                    + $"with: {why}. Give a -Prefix such as photos/."
            );
        }
    }

    /// <summary>The keys that an archive may have, the best first; no two archives share the last.</summary>
    public IReadOnlyList<CopyKey> Of(ArchiveListing archive)
    {
        string name = archive.Name.Length > 0 ? archive.Name : archive.ArchiveId;
        string? path = PathOf(name);
        var keys = new List<CopyKey>();
        if (path is not null)
        {
            keys.Add(
                new CopyKey(
                    prefix + path,
                    path == name ? null : "Its name begins at a root or a drive.",
                    OnlyIfThere: older.DateOf(archive.ArchiveId) is not null
                )
            );
        }

        if (path is not null)
        {
            var item = RestoreItem.Of(archive);
            keys.Add(
                new CopyKey(
                    prefix + (PathOf(RestoreTargets.Dated(path, item)) ?? SafeName.Of(path, archive.ArchiveId)),
                    $"Several archives are called '{name}', and another one has that key."
                )
            );
        }

        keys.RemoveAll(key => Encoding.UTF8.GetByteCount(key.Key) > MaxBytes);
        string reason =
            path is null ? "Its name leads elsewhere or has control characters, and was replaced by a safe one."
            : !keys.Exists(key => !key.OnlyIfThere) ? "A key has at most 1,024 bytes, and its name was shortened."
            : $"The key of its name '{name}' belongs to another archive.";
        keys.Add(new CopyKey(Shortened(SafeName.Of(name, archive.ArchiveId)), reason));
        return keys;
    }

    private static string? PathOf(string name)
    {
        try
        {
            return TargetPath.RelativePath(name, forWindows: false);
        }
        catch (GlacierInputException)
        {
            return null;
        }
    }

    /// <summary>Leaves out folders from the front until it is short enough; the file's own name always is.</summary>
    private string Shortened(string safe)
    {
        while (
            Encoding.UTF8.GetByteCount(prefix + safe) > MaxBytes
            && safe.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0
        )
        {
            safe = safe[(slash + 1)..];
        }

        return prefix + safe;
    }
}
