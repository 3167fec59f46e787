using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
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

/// <summary>A file that was found.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Folder">The folder that was named, and that its name counts from; null if the file itself was.</param>
internal sealed record SourceFile(string Path, string? Folder);

/// <summary>Which files a path stands for, and the names that they get.</summary>
internal sealed class ArchiveSources(string workingFolder, string? baseFolder, FolderScanOptions scan)
{
    // By 16 bytes of SHA-256 over vault and name: two of 10 million are alike by chance with 1 in 10^25.
    private readonly HashSet<UInt128> _names = [];

    /// <summary>The file itself, or those in the folder and below it.</summary>
    /// <param name="path">A full path.</param>
    /// <param name="isNamed">Whether that is what the user named; otherwise it is one of those that a wildcard
    /// found.</param>
    /// <param name="recurse">Whether folders are taken.</param>
    /// <param name="skipped">Receives what was left out of a folder: links, what downloads store, and what cannot be
    /// read.</param>
    /// <param name="cancellationToken">Ends the scan of a folder.</param>
    /// <exception cref="GlacierInputException">
    /// There is no such file, or it is a folder and folders are not taken.
    /// </exception>
    public IReadOnlyList<SourceFile> FilesOf(
        string path,
        bool isNamed,
        bool recurse,
        Action<SkippedEntry> skipped,
        CancellationToken cancellationToken
    )
    {
        if (!recurse || !Directory.Exists(path))
        {
            LocalFile.Find(path);
            if (!OwnNames.IsOn(path))
            {
                return [new SourceFile(path, Folder: null)];
            }

            skipped(new SkippedEntry(path, Path.GetFileName(path), Error: null, IsOfDownload: true));
            return [];
        }

        FolderScan found = FolderScan.Run(path, scan, cancellationToken);
        foreach (SkippedEntry entry in found.Skipped)
        {
            skipped(entry);
        }

        return [.. found.Files.Select(file => new SourceFile(file.Path, isNamed ? path : null))];
    }

    /// <summary>A file and the name that it is kept under.</summary>
    /// <exception cref="GlacierInputException">It does not lie below the base folder, or another file of this call has
    /// its name.</exception>
    public ArchiveSource Describe(string vaultName, SourceFile file)
    {
        FileInfo info = LocalFile.Find(file.Path);
        string name = NameOf(file);
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{vaultName}/{name}"));
        if (!_names.Add(BinaryPrimitives.ReadUInt128LittleEndian(hash)) && file.Folder is not null)
        {
            throw new GlacierInputException(
                "NameTaken",
                $"'{file.Path}' would be stored as '{name}', as another file of this call is. Send the folders one by "
                    + "one, or give -BasePath, a folder above both, so that the names differ."
            );
        }

        return new ArchiveSource(vaultName, file.Path, null, name, info.Length, info.LastWriteTimeUtc);
    }

    /// <summary>
    /// The name of a file: relative to the base folder, or to the folder that was named, as a sync of that folder names
    /// it. A file that was named itself: relative to the current location if it lies below it, else from the root of
    /// its drive, since files come down a pipe one by one and a common folder cannot be known.
    /// </summary>
    private string NameOf(SourceFile source)
    {
        string file = source.Path;
        if ((baseFolder ?? source.Folder) is { } folder)
        {
            return LocalName.Of(folder, file);
        }

        string relative = Path.GetRelativePath(workingFolder, file);
        bool below =
            !Path.IsPathRooted(relative)
            && relative != ".."
            && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return LocalName.Of(below ? workingFolder : Path.GetPathRoot(file)!, file);
    }
}
