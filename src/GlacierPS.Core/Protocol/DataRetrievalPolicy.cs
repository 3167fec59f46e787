namespace GlacierPS.Core.Protocol;

/// <summary>How an account limits its retrievals (glacier-api.md §6.12).</summary>
public enum RetrievalStrategy
{
    /// <summary>No limit.</summary>
    None,

    /// <summary>As much as a day's share of the free allowance.</summary>
    FreeTier,

    /// <summary>As many bytes an hour as are said.</summary>
    BytesPerHour,
}

/// <summary>The limit to an account's Standard retrievals in a region (glacier-api.md §6.12).</summary>
public sealed record DataRetrievalPolicy
{
    /// <summary>The kind of limit.</summary>
    public required RetrievalStrategy Strategy { get; init; }

    /// <summary>Bytes an hour, at least 1, with that strategy; null with the others.</summary>
    public long? BytesPerHour { get; init; }

    /// <summary>Refuses a policy that the service would refuse, before any request is made.</summary>
    /// <exception cref="GlacierInputException">The strategy and the number do not go together.</exception>
    public void Check()
    {
        bool needsBytes = Strategy == RetrievalStrategy.BytesPerHour;
        if (needsBytes ? BytesPerHour is null or < 1 : BytesPerHour is not null)
        {
            throw new GlacierInputException(
                "InvalidRetrievalPolicy",
                needsBytes
                    ? "The strategy BytesPerHour needs a number of bytes an hour, at least 1."
                    : $"The strategy {Strategy} takes no number of bytes an hour. Leave it out, or use BytesPerHour."
            );
        }
    }
}
