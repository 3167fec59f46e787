using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Transfer;

/// <summary>The uploads that were begun and are not complete.</summary>
public static class UploadJournal
{
    internal const string Suffix = ".upload.jsonl";

    /// <summary>All uploads that are recorded in a folder, oldest first; none if there is no such folder.</summary>
    public static IReadOnlyList<UnfinishedUpload> List(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var uploads = new List<UnfinishedUpload>();
        foreach (string path in Directory.EnumerateFiles(Path.GetFullPath(folder), "*" + Suffix))
        {
            if (Read(path) is { } upload)
            {
                uploads.Add(upload);
            }
        }

        uploads.Sort((one, other) => one.Started.CompareTo(other.Started));
        return uploads;
    }

    /// <summary>
    /// Deletes the record of an upload. The upload itself stays at the service until it is aborted or expires.
    /// </summary>
    /// <exception cref="GlacierTransferException">A process is sending it now.</exception>
    public static void Forget(UnfinishedUpload upload)
    {
        ArgumentNullException.ThrowIfNull(upload);
        using FileLock _ = FileLock.TryTake(upload.JournalPath + ".lock") ?? throw InUse(upload.Path ?? "The stream");
        File.Delete(upload.JournalPath);
    }

    internal static GlacierTransferException InUse(string path) =>
        new("TransferInUse", $"'{path}' is being transferred by another call now. Wait until that ends, or stop it.");

    /// <summary>The upload that a journal is of, wherever the journal was copied to; null if there is none.</summary>
    public static UnfinishedUpload? Read(string path)
    {
        try
        {
            IReadOnlyList<JournalEntry> entries = JsonLinesFile.Read(path, JournalJson.Default.JournalEntry);
            return Begun(entries) is { } begun ? Describe(path, begun, entries) : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // Completed since the folder was listed.
            return null;
        }
    }

    /// <summary>The upload that a journal is of, with its ID if that is known; null if it is of none.</summary>
    internal static BegunUpload? Begun(IReadOnlyList<JournalEntry> entries) =>
        entries is [{ Upload: not null }, ..] ? entries.Last(entry => entry.Upload is not null).Upload : null;

    private static UnfinishedUpload Describe(string path, BegunUpload begun, IReadOnlyList<JournalEntry> entries)
    {
        var sent = new HashSet<ByteRange>();
        foreach (JournalEntry entry in entries)
        {
            if (ByteRange.TryParse(entry.Done?.Range, out ByteRange range))
            {
                sent.Add(range);
            }
        }

        return new UnfinishedUpload
        {
            Connection = begun.Connection,
            VaultName = begun.VaultName,
            UploadId = begun.UploadId,
            Path = begun.Path,
            SizeInBytes = begun.Size,
            LastWriteTime = begun.LastWriteTime,
            PartSize = begun.PartSize,
            Description = begun.Description,
            Started = begun.Started,
            PartsSent = sent.Count,
            BytesSent = sent.Sum(range => range.Length),
            InUse = FileLock.IsTaken(path + ".lock"),
            JournalPath = path,
        };
    }
}
