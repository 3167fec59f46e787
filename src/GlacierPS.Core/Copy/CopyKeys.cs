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
/// Keys of archives: the prefix, and the path that Restore-GlacierArchive would use, unless a map says another. An
/// archive has the same keys in every run, whatever is in the bucket; the first of them that is free, or that is its
/// own already, is its key.
/// </summary>
internal sealed class CopyKeys(string prefix, OlderVersions older, NameMap? map = null, bool isFolder = false)
{
    /// <summary>Bytes of UTF-8 that a key can have.</summary>
    public const int MaxBytes = 1024;

    /// <summary>Behind the prefix, where manifests are and what is checked; no archive gets a key in it.</summary>
    public const string OwnFolder = "_glacier/";

    /// <summary>Behind the prefix, where small archives are that were put together.</summary>
    public const string BundleFolder = "_bundles/";

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

    /// <summary>Why a key of a map cannot be one, to be read behind it; null if it can.</summary>
    public static string? WhyNotKey(string key, string prefix, bool isFolder = false)
    {
        string path = key.StartsWith(prefix, StringComparison.Ordinal) ? key[prefix.Length..] : "";
        return key.Length == 0 ? "is empty"
            : !key.StartsWith(prefix, StringComparison.Ordinal)
                ? $"does not begin with the -Prefix '{prefix}': a map has whole keys"
            : key.StartsWith('/') ? "begins with a slash"
            : path.Length == 0 || key.EndsWith('/') ? "is that of a folder"
            : key.Any(char.IsControl) ? "has control characters"
            // What XML does not have breaks listings as control characters do.
            : key.Any(c => c is '\uFFFE' or '\uFFFF') ? "has characters that no list of a bucket can have"
            : Encoding.UTF8.GetByteCount(key) > MaxBytes
                ? $"has {Quantity.Of(Encoding.UTF8.GetByteCount(key), "byte")}, and {Digits.Of(MaxBytes)} are possible"
            : key.Split(s_separators).Any(part => part is "." or "..")
                ? "has '.' or '..' among its folders, which lead elsewhere where it is downloaded"
            : IsOwn(path) ? "begins with a folder that is kept for manifests and bundles"
            : isFolder && PathOf(path, isFolder) != path ? "is no file's name here"
            : null;
    }

    /// <summary>The keys that an archive may have, the best first; no two archives share the last.</summary>
    public IReadOnlyList<CopyKey> Of(ArchiveListing archive)
    {
        IReadOnlyList<CopyKey> keys = ByName(archive);
        if (map is null)
        {
            return keys;
        }

        // The user's choice stands first, and alone: at the others the archive may be from an earlier run.
        return map.KeyOf(archive.ArchiveId) is { } chosen
            ?
            [
                new CopyKey(chosen, chosen == prefix + archive.Name ? null : NameMap.Reason),
                .. keys.Where(key => key.Key != chosen && !map.IsOfAnother(key.Key, archive.ArchiveId))
                    .Select(key => key with { OnlyIfThere = true }),
            ]
            :
            [
                .. keys.SkipLast(1).Where(key => !map.IsOfAnother(key.Key, archive.ArchiveId)),
                map.IsOfAnother(keys[^1].Key, archive.ArchiveId) ? NotOfTheMap(archive) : keys[^1],
            ];
    }

    /// <summary>Whether a map gives an archive another key than one.</summary>
    public bool IsChosenElsewhere(string archiveId, string key) => map?.KeyOf(archiveId) is { } chosen && chosen != key;

    /// <summary>Where the map has given even an archive's last key to another.</summary>
    private CopyKey NotOfTheMap(ArchiveListing archive)
    {
        string safe = "_" + SafeName.Of(archive.ArchiveId, archive.ArchiveId);
        while (map!.IsOfAnother(prefix + safe, archive.ArchiveId))
        {
            safe = "_" + safe;
        }

        return new CopyKey(prefix + safe, "The name map gives the keys of its name to other archives.");
    }

    private List<CopyKey> ByName(ArchiveListing archive)
    {
        string name = archive.Name.Length > 0 ? archive.Name : archive.ArchiveId;
        string? path = PathOf(name, isFolder);
        bool isOwn = path is not null && IsOwn(path);
        path = isOwn ? null : path;
        var keys = new List<CopyKey>();
        if (path is not null)
        {
            keys.Add(
                new CopyKey(
                    prefix + path,
                    path == name ? null : "Its name begins at a root or a drive.",
                    OnlyIfThere: older.IsOlder(archive)
                )
            );
        }

        if (path is not null)
        {
            var item = RestoreItem.Of(archive);
            keys.Add(
                new CopyKey(
                    prefix
                        + (PathOf(RestoreTargets.Dated(path, item), isFolder) ?? SafeName.Of(path, archive.ArchiveId)),
                    $"Several archives are called '{name}', and another one has that key."
                )
            );
        }

        keys.RemoveAll(key => Encoding.UTF8.GetByteCount(key.Key) > MaxBytes);
        string reason =
            isOwn ? $"Its name begins with a folder that is kept for manifests and bundles."
            : path is null ? "Its name leads elsewhere or has control characters, and was replaced by a safe one."
            : !keys.Exists(key => !key.OnlyIfThere) ? "A key has at most 1,024 bytes, and its name was shortened."
            : $"The key of its name '{name}' belongs to another archive.";
        string safe = SafeName.Of(name, archive.ArchiveId);
        keys.Add(new CopyKey(Shortened(IsOwn(safe) ? "_" + safe : safe), reason));
        return keys;
    }

    private static bool IsOwn(string path) =>
        path.StartsWith(OwnFolder, StringComparison.Ordinal) || path.StartsWith(BundleFolder, StringComparison.Ordinal);

    private static string? PathOf(string name, bool isFolder)
    {
        try
        {
            string path = TargetPath.RelativePath(name, isFolder && OperatingSystem.IsWindows());
            return isFolder && SafeName.IsTooLong(path) ? null : path;
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
