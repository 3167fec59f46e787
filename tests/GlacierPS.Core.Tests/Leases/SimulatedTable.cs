using System.Runtime.CompilerServices;
using GlacierPS.Core.Leases;

namespace GlacierPS.Core.Tests.Leases;

/// <summary>The rows of a table, and what broke a rule.</summary>
internal sealed class TableRows
{
    public SortedDictionary<(string Share, string Row), Dictionary<string, object>> Rows { get; } =
        new(
            Comparer<(string Share, string Row)>.Create(
                (one, other) =>
                    string.CompareOrdinal(one.Share, other.Share) is var share and not 0
                        ? share
                        : string.CompareOrdinal(one.Row, other.Row)
            )
        );

    /// <summary>How often each row became done or failed.</summary>
    public Dictionary<string, int> Ended { get; } = [];

    public long Requests { get; set; }

    public bool IsDeleted { get; set; }

    /// <summary>A rule that is broken on purpose: these conditions always hold.</summary>
    public Func<RowChange, RowCondition, bool> Ignores { get; init; } = (_, _) => false;

    public ShareRow? Read(string share, string row) =>
        Rows.TryGetValue((share, row), out Dictionary<string, object>? values)
            ? new ShareRow(share, row, new Dictionary<string, object>(values))
            : null;

    public List<ShareRow> List(string share, string beginning) =>
        [
            .. Rows.Where(row => row.Key.Share == share && row.Key.Row.StartsWith(beginning, StringComparison.Ordinal))
                .Select(row => new ShareRow(share, row.Key.Row, new Dictionary<string, object>(row.Value))),
        ];

    public bool Change(RowChange change)
    {
        Dictionary<string, object>? there = Rows.GetValueOrDefault((change.Share, change.Row));
        if (
            !change.Conditions.All(condition =>
                Ignores(change, condition) || Holds(condition, there?.GetValueOrDefault(condition.Name))
            )
        )
        {
            return false;
        }

        Rows[(change.Share, change.Row)] = there ??= [];
        foreach ((string name, object value) in change.Set)
        {
            there[name] = value;
        }

        foreach ((string name, long value) in change.Add)
        {
            there[name] = (long)there.GetValueOrDefault(name, 0L) + value;
        }

        if (change.Set.TryGetValue("state", out object? state) && state is "done" or "failed")
        {
            Ended[change.Row] = Ended.GetValueOrDefault(change.Row) + 1;
        }

        return true;
    }

    private static bool Holds(RowCondition condition, object? value) =>
        condition.Comparison switch
        {
            RowComparison.Missing => value is null,
            RowComparison.Equal => Equals(value, condition.Value),
            RowComparison.MissingOrAtMost => value is null || (long)value <= (long)condition.Value!,
            _ => throw new ArgumentOutOfRangeException(nameof(condition)),
        };
}

/// <summary>The table as one machine reaches it.</summary>
internal sealed class SimulatedTable(
    SimulatedWorld world,
    SimulatedNetwork network,
    SimulatedMachine machine,
    TableRows rows,
    double throttled
) : IShareTable
{
    private DateTime? _at;
    private long _seen;

    public string Name => "leave";

    public DateTime? Now => _at + machine.GetElapsedTime(_seen);

    public Task<ShareRow?> ReadAsync(string share, string row, CancellationToken cancellationToken) =>
        CallAsync(() => rows.Read(share, row), cancellationToken);

    public async IAsyncEnumerable<ShareRow> ListAsync(
        string share,
        string beginning,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (ShareRow row in await CallAsync(() => rows.List(share, beginning), cancellationToken))
        {
            yield return row;
        }
    }

    public Task<bool> ChangeAsync(RowChange change, CancellationToken cancellationToken) =>
        CallAsync(() => rows.Change(change), cancellationToken);

    public Task DeleteAsync(string share, string row, CancellationToken cancellationToken) =>
        CallAsync(() => rows.Rows.Remove((share, row)), cancellationToken);

    private async Task<T> CallAsync<T>(Func<T> serve, CancellationToken cancellationToken)
    {
        (T result, DateTime at) = await network.CallAsync(
            machine,
            () =>
            {
                rows.Requests++;
                if (rows.IsDeleted)
                {
                    throw new ShareTableException("NoSuchShareTable", "There is no such table.");
                }

                return world.Random.NextDouble() < throttled
                    ? throw new ShareTableException("ShareTableThrottled", "Too many requests.") { Passes = true }
                    : (serve(), world.Now);
            },
            cancellationToken
        );
        (_at, _seen) = (at, machine.GetTimestamp());
        return result;
    }
}
