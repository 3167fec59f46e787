using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Protocol;

/// <summary>
/// A response to GetJobOutput, whose body is still being received (glacier-api.md §6.7). Dispose it when done.
/// </summary>
public sealed class JobOutput : IDisposable
{
    /// <summary>
    /// The bytes, to be read once, from start to end. A read that gets nothing for too long fails by itself, with a
    /// <see cref="TimeoutException"/> or a <see cref="GlacierConnectionException"/>.
    /// </summary>
    public required Stream Body { get; init; }

    /// <summary>How many bytes the body has.</summary>
    public required long Length { get; init; }

    /// <summary>Bytes in the job's whole output, of which this may be a part.</summary>
    public required long TotalLength { get; init; }

    /// <summary>
    /// Tree hash of exactly these bytes, where the service gives one (tree-hash aligned ranges of archives).
    /// </summary>
    public Sha256Digest? TreeHash { get; init; }

    /// <summary>The archive's description; null for inventories and archives that have none.</summary>
    public string? ArchiveDescription { get; init; }

    /// <summary><c>application/octet-stream</c>, <c>application/json</c> or <c>text/csv</c>.</summary>
    public string? ContentType { get; init; }

    /// <inheritdoc/>
    public void Dispose() => Body.Dispose();
}
