using System.Security.Cryptography;
using System.Text;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// Makes a download known to those who list what is unfinished. What was fetched stands beside the target; without this
/// record nothing is lost but the knowledge of where.
/// </summary>
internal sealed class DownloadRecord : IDisposable
{
    private readonly string _path;
    private readonly FileLock _lock;

    private DownloadRecord(string path, FileLock held) => (_path, _lock) = (path, held);

    /// <summary>Records a download; null if it is not wanted, or cannot be done.</summary>
    public static DownloadRecord? Begin(
        DownloadOptions options,
        JobDescription job,
        string target,
        long size,
        DateTime? lastWriteTime,
        Action<string> note
    )
    {
        if (options.JournalFolder is not { } folder)
        {
            return null;
        }

        string name = Convert
            .ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(target)).AsSpan(0, 16))
            .ToLowerInvariant();
        string path = Path.Combine(Path.GetFullPath(folder), name + DownloadJournal.Suffix);
        FileLock? held = null;
        try
        {
            Directory.CreateDirectory(folder);
            held = FileLock.TryTake(path + ".lock");
            if (held is null)
            {
                return null;
            }

            var record = new DownloadRecord(path, held);
            record.Write(options.Connection, job, target, size, lastWriteTime);
            return record;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            note(
                $"The download cannot be recorded in '{folder}': {error.Message} It goes on, but is not listed if "
                    + "it is stopped."
            );
            return null;
        }
    }

    /// <summary>The file has its name.</summary>
    public void Finish() => File.Delete(_path);

    public void Dispose() => _lock.Dispose();

    private void Write(string connection, JobDescription job, string target, long size, DateTime? lastWriteTime)
    {
        using JsonLinesFile<JournalEntry> journal = JsonLinesFile.Open(_path, JournalJson.Default.JournalEntry);
        ListedDownload? before = journal.Entries.Select(entry => entry.Listed).LastOrDefault(one => one is not null);
        bool isWhole = job.RetrievalByteRange is not { } range || range.Length == job.ArchiveSizeInBytes;
        var listed = new ListedDownload(
            connection,
            job.VaultName,
            job.JobId,
            job.ArchiveId,
            isWhole ? null : job.RetrievalByteRange.ToString(),
            job.Tier,
            target,
            size,
            lastWriteTime,
            before?.Started ?? DateTime.UtcNow
        );
        if (listed != before)
        {
            // Behind what was there, not in its place: a kill in between would leave no record.
            journal.Append(new JournalEntry { Listed = listed }, toDisk: true);
        }
    }
}
