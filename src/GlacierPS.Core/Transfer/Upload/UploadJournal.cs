using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Transfer.Upload;

/// <summary>The uploads that were begun and are not complete.</summary>
public static class UploadJournal
{
    internal const string Suffix = ".upload.jsonl";

    /// <summary>All uploads that are recorded in a folder, oldest first; none if there is no such folder.</summary>
    public static IReadOnlyList<UnfinishedUpload> List(string folder) =>
        TransferJournal.List(folder, Suffix, Read, upload => upload.Started);

    /// <summary>
    /// Deletes the record of an upload. The upload itself stays at the service until it is aborted or expires.
    /// </summary>
    /// <exception cref="GlacierTransferException">A process is sending it now.</exception>
    public static void Forget(UnfinishedUpload upload)
    {
        ArgumentNullException.ThrowIfNull(upload);
        using FileLock _ =
            TransferJournal.TryLock(upload.JournalPath) ?? throw TransferJournal.InUse(upload.Path ?? "The stream");
        OwnFiles.Retry(() => File.Delete(upload.JournalPath));
    }

    /// <summary>The upload that a journal is of, wherever the journal was copied to; null if there is none.</summary>
    public static UnfinishedUpload? Read(string path)
    {
        IReadOnlyList<JournalEntry> entries = TransferJournal.Read(path);
        if (StateOf(entries) is not { } state)
        {
            return null;
        }

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
            Connection = state.Connection,
            VaultName = state.VaultName,
            UploadId = state.UploadId,
            Path = state.Path,
            SizeInBytes = state.Size,
            LastWriteTime = state.LastWriteTime,
            PartSize = state.PartSize,
            Description = state.Description,
            Started = state.Started,
            PartsSent = sent.Count,
            BytesSent = sent.Sum(range => range.Length),
            InUse = TransferJournal.IsInUse(path),
            JournalPath = path,
        };
    }

    /// <summary>The upload that a journal is of, with its ID if that is known; null if it is of none.</summary>
    internal static UploadState? StateOf(IReadOnlyList<JournalEntry> entries) =>
        entries is [{ Upload: not null }, ..] ? entries.Last(entry => entry.Upload is not null).Upload : null;
}

/// <summary>A multipart upload that was begun and is not complete, as its journal tells it.</summary>
public sealed record UnfinishedUpload
{
    /// <summary>Account, region and endpoint, as <see cref="UploadOptions.Connection"/> said.</summary>
    public required string Connection { get; init; }

    /// <summary>The vault that it goes to.</summary>
    public required string VaultName { get; init; }

    /// <summary>Its ID at the service; null if the service was asked for one, and its answer not heard.</summary>
    public string? UploadId { get; init; }

    /// <summary>Full path of the file; null for a stream, which cannot be continued.</summary>
    public string? Path { get; init; }

    /// <summary>Bytes in the file; 0 for a stream.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>
    /// When the file had last been written, in UTC. Another time means another file, which is sent anew.
    /// </summary>
    public required DateTime LastWriteTime { get; init; }

    /// <summary>Bytes in each part but the last.</summary>
    public required long PartSize { get; init; }

    /// <summary>The description that the archive will have.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// When it was begun, in UTC. The service forgets it after 24 hours without a part (glacier-api.md §6.4).
    /// </summary>
    public required DateTime Started { get; init; }

    /// <summary>Parts that were sent.</summary>
    public required int PartsSent { get; init; }

    /// <summary>Bytes that were sent.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Whether a process is sending it now.</summary>
    public required bool InUse { get; init; }

    /// <summary>Full path of its journal.</summary>
    public required string JournalPath { get; init; }
}
