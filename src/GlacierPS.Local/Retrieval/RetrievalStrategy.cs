namespace GlacierPS.Local.Retrieval;

/// <summary>What a data retrieval policy limits (glacier-api.md §6.12). The names are those of the protocol.</summary>
internal enum RetrievalStrategy
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The bytes retrieved in a day, to what is free.</summary>
    FreeTier,

    /// <summary>The rate of all retrievals in progress together.</summary>
    BytesPerHour,
}
