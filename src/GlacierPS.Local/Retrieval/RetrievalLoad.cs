namespace GlacierPS.Local.Retrieval;

/// <summary>
/// What an account is retrieving in a region (glacier-api.md §6.12). Standard archive retrievals only.
/// </summary>
internal sealed record RetrievalLoad
{
    /// <summary>Bytes of each retrieval in progress.</summary>
    public required IEnumerable<long> InProgress { get; init; }

    /// <summary>Bytes of each retrieval that was started since midnight, UTC.</summary>
    public required IEnumerable<long> Today { get; init; }

    /// <summary>Bytes that are free in a day, see <see cref="FreeAllowance"/>.</summary>
    public required long DailyAllowance { get; init; }
}
