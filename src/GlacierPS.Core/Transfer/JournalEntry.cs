using System.Text.Json.Serialization;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>A line of a journal: one of its members is set.</summary>
internal sealed record JournalEntry
{
    /// <summary>
    /// First line of an upload's journal, written before the service is asked for an upload; a second such line has the
    /// ID that it answered.
    /// </summary>
    public BegunUpload? Upload { get; init; }

    /// <summary>First line of a download's journal.</summary>
    public BegunDownload? Download { get; init; }

    /// <summary>
    /// The only line of the entry that makes a download known; its ranges are in the journal beside the target.
    /// </summary>
    public ListedDownload? Listed { get; init; }

    /// <summary>A part was sent, or a range was stored.</summary>
    public FinishedRange? Done { get; init; }

    /// <summary>All parts were sent, and their tree hash goes to the service with Complete.</summary>
    public string? Completing { get; init; }
}

/// <summary>
/// A multipart upload of a file, or of a stream if there is no path. Without an ID the service was not heard yet.
/// </summary>
internal sealed record BegunUpload(
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
/// A download of a job's output. The archive's ID outlives the job: another job on it gives the same bytes.
/// </summary>
internal sealed record BegunDownload(string Source, long Size, long RangeSize, string? TreeHash);

/// <summary>A stretch that is done.</summary>
internal sealed record FinishedRange(string Range, string TreeHash)
{
    public static FinishedRange Of(ByteRange range, Sha256Digest treeHash) =>
        new(range.ToString(), treeHash.ToString());
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JournalEntry))]
internal sealed partial class JournalJson : JsonSerializerContext;
