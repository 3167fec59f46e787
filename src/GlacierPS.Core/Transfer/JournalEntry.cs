using System.Text.Json.Serialization;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Transfer;

/// <summary>A line of a journal: one of its members is set.</summary>
internal sealed record JournalEntry
{
    /// <summary>First line of an upload's journal.</summary>
    public BegunUpload? Upload { get; init; }

    /// <summary>First line of a download's journal.</summary>
    public BegunDownload? Download { get; init; }

    /// <summary>A part was sent, or a range was stored.</summary>
    public FinishedRange? Done { get; init; }

    /// <summary>All parts were sent, and their tree hash goes to the service with Complete.</summary>
    public string? Completing { get; init; }
}

/// <summary>A multipart upload of a file.</summary>
internal sealed record BegunUpload(
    string Connection, string VaultName, string UploadId, string Path, long Size, DateTime LastWriteTime, long PartSize,
    string? Description, DateTime Started);

/// <summary>A download of a job's output. The archive's ID outlives the job: another job on it gives the same bytes.</summary>
internal sealed record BegunDownload(string Source, long Size, long RangeSize, string? TreeHash);

/// <summary>A stretch that is done.</summary>
internal sealed record FinishedRange(string Range, string TreeHash)
{
    public static FinishedRange Of(ByteRange range, Sha256Digest treeHash) => new(range.ToString(), treeHash.ToString());
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JournalEntry))]
internal sealed partial class JournalJson : JsonSerializerContext;
