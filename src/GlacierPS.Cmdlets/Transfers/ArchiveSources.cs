using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Sync;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Cmdlets.Transfers;

/// <summary>Something to be stored as an archive.</summary>
/// <param name="VaultName">The vault it goes to.</param>
/// <param name="Path">Full path of a file; null for a stream.</param>
/// <param name="Stream">A stream; null for a file.</param>
/// <param name="Name">The name to keep, relative, with slashes.</param>
/// <param name="Size">Its size in bytes; 0 for a stream, whose length need not be known.</param>
/// <param name="LastModified">The time to keep, in UTC.</param>
public sealed record ArchiveSource(
    string VaultName,
    string? Path,
    Stream? Stream,
    string Name,
    long Size,
    DateTime LastModified
);

/// <summary>Which files a path stands for, and the names that they get.</summary>
internal sealed class ArchiveSources(string workingFolder, string? baseFolder, FolderScanOptions scan)
{
    /// <summary>The file itself, or those in the folder and below it.</summary>
    /// <param name="path">A full path.</param>
    /// <param name="recurse">Whether folders are taken.</param>
    /// <param name="skipped">Receives what was left out of a folder: links, what downloads store, and what cannot be
    /// read.</param>
    /// <param name="cancellationToken">Ends the scan of a folder.</param>
    /// <exception cref="GlacierInputException">
    /// There is no such file, or it is a folder and folders are not taken.
    /// </exception>
    public IReadOnlyList<string> FilesOf(
        string path,
        bool recurse,
        Action<SkippedEntry> skipped,
        CancellationToken cancellationToken
    )
    {
        if (!recurse || !Directory.Exists(path))
        {
            LocalFile.Find(path);
            if (!DownloadJournal.IsNameOfOurs(path))
            {
                return [path];
            }

            skipped(new SkippedEntry(path, Path.GetFileName(path), Error: null, IsOfDownload: true));
            return [];
        }

        FolderScan found = FolderScan.Run(path, scan, cancellationToken);
        foreach (SkippedEntry entry in found.Skipped)
        {
            skipped(entry);
        }

        return [.. found.Files.Select(file => file.Path)];
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
}
