using System.Text.Json.Serialization;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Jobs;

/// <summary>The archive that a job makes ready, as it was when the job was initiated.</summary>
/// <param name="Archive">The archive.</param>
/// <param name="Size">Bytes in the whole of it.</param>
/// <param name="TreeHash">Tree hash of the whole of it.</param>
/// <param name="First">Offset of the first byte that is retrieved.</param>
/// <param name="Last">Offset of the last.</param>
/// <param name="RangeTreeHash">Tree hash of that range, if it is tree-hash aligned (glacier-api.md §3.1).</param>
internal sealed record RetrievedArchive(
    [property: JsonPropertyName("archive")] ResourceKey Archive,
    [property: JsonPropertyName("size")] long Size,
    [property: JsonPropertyName("hash")] StoredHash TreeHash,
    [property: JsonPropertyName("first")] long First,
    [property: JsonPropertyName("last")] long Last,
    [property: JsonPropertyName("rangeHash")] StoredHash? RangeTreeHash
)
{
    [JsonIgnore]
    public ByteRange Range => new(First, Last);
}
