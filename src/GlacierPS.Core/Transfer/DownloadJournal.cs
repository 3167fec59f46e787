using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Transfer;

/// <summary>The downloads that were begun and have not become files.</summary>
public static class DownloadJournal
{
    internal const string Suffix = ".download.jsonl";

    /// <summary>All downloads that are recorded in a folder, oldest first; none if there is no such folder.</summary>
    public static IReadOnlyList<UnfinishedDownload> List(string folder) =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(Path.GetFullPath(folder), "*" + Suffix)
                    .Select(Read)
                    .OfType<UnfinishedDownload>()
                    .OrderBy(one => one.Started),
            ]
            : [];

    /// <summary>Deletes the record of a download, and what was fetched of it.</summary>
    /// <exception cref="GlacierTransferException">It is under way now.</exception>
    public static void Forget(UnfinishedDownload download)
    {
        ArgumentNullException.ThrowIfNull(download);
        using FileLock _ = FileLock.TryTake(download.JournalPath + ".lock") ?? throw UploadJournal.InUse(download.Path);
        PartialFile.Delete(download.Path);
        File.Delete(download.JournalPath);
    }

    /// <summary>The download that a record is of; null if there is none.</summary>
    public static UnfinishedDownload? Read(string path)
    {
        try
        {
            return
                JsonLinesFile
                    .Read(path, JournalJson.Default.JournalEntry)
                    .Select(entry => entry.Listed)
                    .LastOrDefault(one => one is not null)
                    is { } listed
                ? new UnfinishedDownload
                {
                    Connection = listed.Connection,
                    VaultName = listed.VaultName,
                    JobId = listed.JobId,
                    ArchiveId = listed.ArchiveId,
                    Tier = listed.Tier,
                    Range = Hashing.ByteRange.TryParse(listed.Range, out Hashing.ByteRange range) ? range : null,
                    Path = listed.Path,
                    SizeInBytes = listed.Size,
                    LastWriteTime = listed.LastWriteTime,
                    Started = listed.Started,
                    BytesStored = PartialFile.StoredOf(listed.Path),
                    InUse = FileLock.IsTaken(path + ".lock"),
                    JournalPath = path,
                }
                : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // Done since the folder was listed.
            return null;
        }
    }
}
