using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Transfer.Download;

/// <summary>The downloads that were begun and have not become files.</summary>
public static class DownloadJournal
{
    internal const string Suffix = ".download.jsonl";

    /// <summary>All downloads that are recorded in a folder, oldest first; none if there is no such folder.</summary>
    public static IReadOnlyList<UnfinishedDownload> List(string folder) =>
        TransferJournal.List(folder, Suffix, Read, download => download.Started);

    /// <summary>Deletes the record of a download, and what was fetched of it.</summary>
    /// <exception cref="GlacierTransferException">It is under way now.</exception>
    public static void Forget(UnfinishedDownload download)
    {
        ArgumentNullException.ThrowIfNull(download);
        using FileLock _ = TransferJournal.TryLock(download.JournalPath) ?? throw TransferJournal.InUse(download.Path);
        new DownloadFiles(download.Path).Delete();
        OwnFiles.Retry(() => File.Delete(download.JournalPath));
    }

    /// <summary>
    /// Deletes what a download has left that was stopped when its file had its name already: the journal beside it and
    /// the record. Nothing happens if there is no such thing, or another call is at it.
    /// </summary>
    /// <param name="folder">Where downloads are recorded; null if they are not.</param>
    /// <param name="target">Full path of the file, which is known to be whole.</param>
    internal static void ForgetFinished(string? folder, string target)
    {
        var files = new DownloadFiles(target);
        if (files.HasJournalOfFinished())
        {
            OwnFiles.TryDelete(files.Journal);
        }

        if (FindRecord(folder, target) is { } record && !File.Exists(files.Partial))
        {
            using FileLock? held = TransferJournal.TryLock(record);
            if (held is not null)
            {
                OwnFiles.TryDelete(record);
            }
        }
    }

    /// <summary>The record of a download to a path; null if there is none.</summary>
    internal static string? FindRecord(string? folder, string target) =>
        folder is not null && RecordOf(folder, target) is var path && File.Exists(path) ? path : null;

    internal static string RecordOf(string folder, string target) =>
        TransferJournal.PathOf(folder, Suffix, ComparablePath.Of(target));

    /// <summary>The download that a record is of; null if there is none.</summary>
    public static UnfinishedDownload? Read(string path) =>
        ListedIn(TransferJournal.Read(path)) is { } listed
            ? new UnfinishedDownload
            {
                Connection = listed.Connection,
                VaultName = listed.VaultName,
                JobId = listed.JobId,
                ArchiveId = listed.ArchiveId,
                Tier = listed.Tier,
                Range = ByteRange.TryParse(listed.Range, out ByteRange range) ? range : null,
                Path = listed.Path,
                SizeInBytes = listed.Size,
                LastWriteTime = listed.LastWriteTime,
                Started = listed.Started,
                BytesStored = new DownloadFiles(listed.Path).ReadStored(),
                InUse = TransferJournal.IsInUse(path),
                JournalPath = path,
            }
            : null;

    internal static ListedDownload? ListedIn(IReadOnlyList<JournalEntry> entries) =>
        entries.LastOrDefault(entry => entry.Listed is not null)?.Listed;
}

/// <summary>
/// Makes a download known to those who list what is unfinished. What was fetched stands beside the target; without this
/// record nothing is lost but the knowledge of where.
/// </summary>
internal sealed class DownloadRecord : IDisposable
{
    private readonly string _path;
    private readonly FileLock _lock;
    private readonly Action<string> _warn;

    private DownloadRecord(string path, FileLock held, Action<string> warn) =>
        (_path, _lock, _warn) = (path, held, warn);

    /// <summary>Records a download; null if it is not wanted, or cannot be done.</summary>
    public static DownloadRecord? Begin(
        DownloadOptions options,
        JobDescription job,
        string target,
        long size,
        DateTime? lastWriteTime,
        Action<string> warn
    )
    {
        if (options.JournalFolder is not { } folder)
        {
            return null;
        }

        string path = DownloadJournal.RecordOf(folder, target);
        FileLock? held = null;
        try
        {
            OwnFiles.CreateFolder(folder);
            held = TransferJournal.TryLock(path);
            if (held is null)
            {
                return null;
            }

            var record = new DownloadRecord(path, held, warn);
            record.Write(options.Connection, job, target, size, lastWriteTime);
            return record;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            warn(
                $"The download cannot be recorded in '{folder}': {error.Message} It goes on, but is not listed if it "
                    + "is stopped."
            );
            return null;
        }
    }

    /// <summary>The file has its name.</summary>
    public void Finish()
    {
        if (OwnFiles.TryDelete(_path) is { } error)
        {
            _warn($"The record '{_path}' of a download that is done could not be deleted: {error.Message}");
        }
    }

    public void Dispose() => _lock.Dispose();

    private void Write(string connection, JobDescription job, string target, long size, DateTime? lastWriteTime)
    {
        using JsonLinesFile<JournalEntry> journal = TransferJournal.Open(_path);
        ListedDownload? before = DownloadJournal.ListedIn(journal.Entries);
        var listed = new ListedDownload(
            connection,
            job.VaultName,
            job.JobId,
            job.ArchiveId,
            job.PartOfArchive()?.ToString(),
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

/// <summary>A download that was begun and is not a file yet, as its record tells it.</summary>
public sealed record UnfinishedDownload
{
    /// <summary>Account, region and endpoint, as <see cref="DownloadOptions.Connection"/> said.</summary>
    public required string Connection { get; init; }

    /// <summary>The vault it is from.</summary>
    public required string VaultName { get; init; }

    /// <summary>
    /// The job whose output it is. The service forgets it about a day after its end (glacier-api.md §6.7).
    /// </summary>
    public required string JobId { get; init; }

    /// <summary>The archive, which another job can be started on; null for an inventory.</summary>
    public string? ArchiveId { get; init; }

    /// <summary>The tier that the job had.</summary>
    public RetrievalTier? Tier { get; init; }

    /// <summary>The bytes of the archive that the job retrieved; null for all.</summary>
    public ByteRange? Range { get; init; }

    /// <summary>Full path that the file will have.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes that it will have.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>The time that it will have; null for the time of the download.</summary>
    public DateTime? LastWriteTime { get; init; }

    /// <summary>When it was begun, in UTC.</summary>
    public required DateTime Started { get; init; }

    /// <summary>Bytes that are there and were verified as they came.</summary>
    public required long BytesStored { get; init; }

    /// <summary>Whether a process is at it now.</summary>
    public required bool InUse { get; init; }

    /// <summary>Full path of its record.</summary>
    public required string JournalPath { get; init; }
}
