using System.Security;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Sync;

/// <summary>Which entries of a folder a scan takes.</summary>
public sealed record FolderScanOptions
{
    /// <summary>Which files, by their path below the folder with slashes; null is all.</summary>
    public Func<string, bool>? Wanted { get; init; }

    /// <summary>Which folders are entered, by their path below the folder with slashes; null is all.</summary>
    public Func<string, bool>? Entered { get; init; }

    /// <summary>Whether links to files and folders are followed; otherwise they are left out.</summary>
    public bool FollowLinks { get; init; }
}

/// <summary>A file that a scan found.</summary>
/// <param name="Path">Full path; of a link that was followed, the link's.</param>
/// <param name="Name">Path below the folder, with slashes.</param>
/// <param name="Length">Size in bytes; of a link that was followed, its target's.</param>
/// <param name="LastWriteTime">Time of the last change in UTC; of a link that was followed, its target's.</param>
public sealed record FoundFile(string Path, string Name, long Length, DateTime LastWriteTime);

/// <summary>An entry that a scan left out. Of a folder, nothing below it was looked at.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Name">Path below the folder, with slashes.</param>
/// <param name="Error">Why it could not be read; null for a link that was not followed, and of a download.</param>
/// <param name="IsOfDownload">Whether it is what a download stores beside its target.</param>
public sealed record SkippedEntry(string Path, string Name, Exception? Error, bool IsOfDownload = false)
{
    /// <summary>Whether it is a link that was not followed.</summary>
    public bool IsLink => Error is null && !IsOfDownload;

    /// <summary>What is told of the entries of downloads; null if there are none.</summary>
    public static string? Describe(IReadOnlyCollection<SkippedEntry> ofDownloads)
    {
        ArgumentNullException.ThrowIfNull(ofDownloads);
        return ofDownloads.Count == 0
            ? null
            : $"{Quantity.Of(ofDownloads.Count, "file")} of downloads under way and of expanded archives "
                + "(*.glacier-partial, *.glacier-journal, *.glacier-packed, *.glacier-expanding) left out, such as "
                + $"'{ofDownloads.First().Path}'. Rename a file that is none of these to send it.";
    }
}

/// <summary>
/// The files in a folder and in the folders below it. An entry that cannot be read does not end the scan: it is listed
/// beside the files, so that whoever deletes what is missing knows that it is not.
/// </summary>
public sealed class FolderScan
{
    // All entries, hidden ones too; of one folder, since an unreadable one below it would end the enumeration.
    private static readonly EnumerationOptions s_all = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly FolderScanOptions _options;
    private readonly List<FoundFile> _files = [];
    private readonly List<SkippedEntry> _skipped = [];

    private FolderScan(FolderScanOptions options) => _options = options;

    /// <summary>The files, ordered by path.</summary>
    public IReadOnlyList<FoundFile> Files => _files;

    /// <summary>
    /// What was left out: links that were not followed, what downloads store beside their target, and what could not be
    /// read.
    /// </summary>
    public IReadOnlyList<SkippedEntry> Skipped => _skipped;

    /// <summary>Scans a folder.</summary>
    /// <param name="folder">The folder; it may itself be a link.</param>
    /// <param name="options">Which entries are taken.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    /// <exception cref="IOException">The folder itself cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder itself may not be read.</exception>
    public static FolderScan Run(string folder, FolderScanOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var scan = new FolderScan(options);
        var root = new DirectoryInfo(System.IO.Path.GetFullPath(folder));
        scan.Take([.. root.EnumerateFileSystemInfos("*", s_all)], "", [RealPath(root)], cancellationToken);
        scan._files.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        return scan;
    }

    private void Take(FileSystemInfo[] entries, string parent, string[] ancestors, CancellationToken cancellationToken)
    {
        foreach (FileSystemInfo entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string name = parent + entry.Name;
            Func<string, bool>? filter = entry is DirectoryInfo ? _options.Entered : _options.Wanted;
            if (filter is not null && !filter(name))
            {
                continue;
            }

            try
            {
                Take(entry, name, ancestors, cancellationToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or SecurityException)
            {
                _skipped.Add(new SkippedEntry(entry.FullName, name, error));
            }
        }
    }

    private void Take(FileSystemInfo entry, string name, string[] ancestors, CancellationToken cancellationToken)
    {
        if (OwnNames.IsOn(name) && (entry is FileInfo || name.EndsWith(OwnNames.Expanding, StringComparison.Ordinal)))
        {
            _skipped.Add(new SkippedEntry(entry.FullName, name, Error: null, IsOfDownload: true));
            return;
        }

        bool isLink = FilesBelow.IsLink(entry.Attributes, () => entry.LinkTarget);
        if (isLink && !_options.FollowLinks)
        {
            _skipped.Add(new SkippedEntry(entry.FullName, name, Error: null));
            return;
        }

        FileSystemInfo target = entry;
        if (isLink)
        {
            target = entry.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true } found
                ? found
                : throw new FileNotFoundException(
                    $"'{entry.FullName}' is a link to '{entry.LinkTarget}', and nothing is there."
                );
        }

        if (entry is DirectoryInfo folder)
        {
            string realPath = isLink ? RealPath((DirectoryInfo)target) : System.IO.Path.Join(ancestors[^1], entry.Name);
            if (isLink && Array.Exists(ancestors, ancestor => ancestor == realPath))
            {
                throw new IOException(
                    $"'{entry.FullName}' is a link to a folder that it lies in, '{realPath}': it would never end."
                );
            }

            // Listed before the first of them is taken, so that an error leaves out the whole folder.
            FileSystemInfo[] entries = [.. folder.EnumerateFileSystemInfos("*", s_all)];
            Take(entries, name + "/", [.. ancestors, realPath], cancellationToken);
        }
        else
        {
            var file = (FileInfo)target;
            _files.Add(
                file.Exists
                    ? new FoundFile(entry.FullName, name, file.Length, file.LastWriteTimeUtc)
                    : throw new FileNotFoundException(
                        $"'{entry.FullName}' is listed in its folder and cannot be found: it was removed meanwhile, "
                            + "or its name is not valid UTF-8."
                    )
            );
        }
    }

    private static string RealPath(DirectoryInfo folder) =>
        folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder.FullName;
}
