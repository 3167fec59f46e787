using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Transfer;

/// <summary>What the journals of uploads and of downloads have in common: a file each, and a lock beside it.</summary>
internal static class TransferJournal
{
    /// <summary>All transfers that are recorded in a folder, oldest first; none if there is no such folder.</summary>
    public static IReadOnlyList<T> List<T>(
        string folder,
        string suffix,
        Func<string, T?> read,
        Func<T, DateTime> started
    )
        where T : class =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(Path.GetFullPath(folder), "*" + suffix)
                    .Select(read)
                    .OfType<T>()
                    .OrderBy(started),
            ]
            : [];

    /// <summary>The entries of a journal; none if it was deleted since its folder was listed.</summary>
    public static IReadOnlyList<JournalEntry> Read(string path)
    {
        try
        {
            return JsonLinesFile.Read(path, JournalJson.Default.JournalEntry);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Opens a journal to go on with, or begins one.</summary>
    public static JsonLinesFile<JournalEntry> Open(string path) =>
        JsonLinesFile.Open(path, JournalJson.Default.JournalEntry);

    /// <summary>A journal's path, which the transfer's own properties decide.</summary>
    public static string PathOf(string folder, string suffix, params object?[] key)
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', key)));
        return Path.Combine(
            Path.GetFullPath(folder),
            Convert.ToHexString(digest.AsSpan(0, 16)).ToLowerInvariant() + suffix
        );
    }

    /// <summary>Keeps other calls from the transfer that a journal is of; null if one is at it.</summary>
    public static FileLock? TryLock(string path) => FileLock.TryTake(path + ".lock");

    /// <summary>Whether a call is at the transfer that a journal is of.</summary>
    public static bool IsInUse(string path) => FileLock.IsTaken(path + ".lock");

    public static GlacierTransferException InUse(string path) =>
        new("TransferInUse", $"'{path}' is being transferred by another call now. Wait until that ends, or stop it.");
}

/// <summary>A line of a journal: one of its members is set. Their names stand in journals on disks.</summary>
internal sealed record JournalEntry
{
    /// <summary>
    /// First line of an upload's journal, written before the service is asked to initiate it; a second such line has
    /// the ID that it gave.
    /// </summary>
    public UploadState? Upload { get; init; }

    /// <summary>First line of the journal beside the file of a download.</summary>
    public DownloadState? Download { get; init; }

    /// <summary>
    /// Only line of the journal that makes a download known; its ranges are in the journal beside the target.
    /// </summary>
    public ListedDownload? Listed { get; init; }

    /// <summary>A part was sent, or a range was stored.</summary>
    public FinishedRange? Done { get; init; }

    /// <summary>All parts were sent, and this tree hash goes to the service with Complete.</summary>
    public string? Completing { get; init; }
}

/// <summary>
/// A multipart upload of a file, or of a stream if there is no path. Without an ID the service has not answered yet.
/// </summary>
internal sealed record UploadState(
    string Connection,
    string VaultName,
    string? UploadId,
    string? Path,
    long Size,
    DateTime LastWriteTime,
    long PartSize,
    string? Description,
    DateTime Started
);

/// <summary>
/// A download, and the job that it is from. The archive is known so that another job can take its place.
/// </summary>
internal sealed record ListedDownload(
    string Connection,
    string VaultName,
    string JobId,
    string? ArchiveId,
    string? Range,
    RetrievalTier? Tier,
    string Path,
    long Size,
    DateTime? LastWriteTime,
    DateTime Started
);

/// <summary>
/// What a download stores beside its target. The archive's ID outlives the job: another job on it gives the same bytes.
/// </summary>
internal sealed record DownloadState(string Source, long Size, long RangeSize, string? TreeHash);

/// <summary>A part or range that is done.</summary>
internal sealed record FinishedRange(string Range, string TreeHash)
{
    public static FinishedRange Of(ByteRange range, Sha256Digest treeHash) =>
        new(range.ToString(), treeHash.ToString());
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JournalEntry))]
internal sealed partial class JournalJson : JsonSerializerContext;
