using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Leases;

/// <summary>
/// A table through which machines share work: rows below a share, each changed at once or not at all, under conditions
/// on what it holds. Every reading sees all that was written before it.
/// </summary>
/// <remarks>
/// All throw <see cref="ShareTableException"/> where the table refuses, and <see cref="GlacierConnectionException"/>
/// where there is no answer: a change may have been made then.
/// </remarks>
public interface IShareTable
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>
    /// The service's time in UTC, as its last answer said, with what has passed here since then; null before the first
    /// answer.
    /// </summary>
    DateTime? Now { get; }

    /// <summary>Reads a row; null if there is none.</summary>
    Task<ShareRow?> ReadAsync(string share, string row, CancellationToken cancellationToken);

    /// <summary>Reads the rows whose names begin so, in the order of their UTF-8.</summary>
    IAsyncEnumerable<ShareRow> ListAsync(string share, string beginning, CancellationToken cancellationToken);

    /// <summary>Changes a row, or makes it, if all its conditions hold.</summary>
    /// <returns>Whether they held.</returns>
    Task<bool> ChangeAsync(RowChange change, CancellationToken cancellationToken);

    /// <summary>Deletes a row; one that is gone already is none.</summary>
    Task DeleteAsync(string share, string row, CancellationToken cancellationToken);
}

/// <summary>A row, as it was read.</summary>
/// <param name="Share">The share that it belongs to.</param>
/// <param name="Name">Its name.</param>
/// <param name="Values">What it holds: <see cref="long"/>, <see cref="string"/> or bytes.</param>
public sealed record ShareRow(string Share, string Name, IReadOnlyDictionary<string, object> Values)
{
    /// <summary>A number; null if there is none of that name.</summary>
    public long? Number(string name) => Values.GetValueOrDefault(name) as long?;

    /// <summary>A text; null if there is none of that name.</summary>
    public string? Text(string name) => Values.GetValueOrDefault(name) as string;

    /// <summary>Bytes; null if there are none of that name.</summary>
    public byte[]? Bytes(string name) => Values.GetValueOrDefault(name) as byte[];
}

/// <summary>A change of one row.</summary>
/// <param name="Share">The share that the row belongs to.</param>
/// <param name="Row">The row's name.</param>
public sealed record RowChange(string Share, string Row)
{
    /// <summary>What has to hold.</summary>
    public IReadOnlyList<RowCondition> Conditions { get; init; } = [];

    /// <summary>Values that are put in the place of others: numbers, texts or bytes.</summary>
    public IReadOnlyDictionary<string, object> Set { get; init; } = new Dictionary<string, object>();

    /// <summary>What is added to numbers; one that is not there counts as 0.</summary>
    public IReadOnlyDictionary<string, long> Add { get; init; } = new Dictionary<string, long>();
}

/// <summary>What has to hold of a value of a row.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Value">With what, a number or a text; null for <see cref="RowComparison.Missing"/>.</param>
public sealed record RowCondition(string Name, RowComparison Comparison, object? Value = null);

/// <summary>How a value of a row is compared.</summary>
public enum RowComparison
{
    /// <summary>There is none.</summary>
    Missing,

    /// <summary>It is the same.</summary>
    Equal,

    /// <summary>There is none, or it is a number that is not larger.</summary>
    MissingOrAtMost,
}

/// <summary>What a table refused.</summary>
public sealed class ShareTableException(string errorId, string message, Exception? innerException = null)
    : GlacierException(errorId, message, innerException)
{
    /// <summary>Whether it passes by itself: too many requests, or a fault of the service.</summary>
    public bool Passes { get; init; }

    /// <inheritdoc/>
    public override bool CanRetry => Passes;
}
