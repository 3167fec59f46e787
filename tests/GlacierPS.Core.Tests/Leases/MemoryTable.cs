using System.Runtime.CompilerServices;
using GlacierPS.Core.Leases;

namespace GlacierPS.Core.Tests.Leases;

/// <summary>A table in this process, which takes no time.</summary>
internal sealed class MemoryTable : IShareTable
{
    private readonly TableRows _rows = new();

    public string Name => "leave";

    public DateTime? Now => DateTime.UtcNow;

    public Task<ShareRow?> ReadAsync(string share, string row, CancellationToken cancellationToken) =>
        Task.FromResult(Locked(() => _rows.Read(share, row)));

    public async IAsyncEnumerable<ShareRow> ListAsync(
        string share,
        string beginning,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.Yield();
        foreach (ShareRow row in Locked(() => _rows.List(share, beginning)))
        {
            yield return row;
        }
    }

    public Task<bool> ChangeAsync(RowChange change, CancellationToken cancellationToken) =>
        Task.FromResult(Locked(() => _rows.Change(change)));

    public Task DeleteAsync(string share, string row, CancellationToken cancellationToken) =>
        Task.FromResult(Locked(() => _rows.Rows.Remove((share, row))));

    /// <summary>The one share that there is.</summary>
    public async Task<ShareState> StateAsync() => Assert.Single(await ShareState.ReadAsync(this, default));

    /// <summary>A machine takes part.</summary>
    public Task<SharedWork> JoinAsync(
        string share,
        string machine,
        Func<DateTime?, IEnumerable<PlannedWindow>>? plan,
        int? maxJobs = null,
        CancellationToken cancellationToken = default
    ) =>
        SharedWork.JoinAsync(
            this,
            new ShareDefinition(share, new Dictionary<string, string>())
            {
                MaxPicodollars = maxJobs * 25_000_000L,
                DollarsOf = _ => 0.000025m,
            },
            plan,
            new ShareOptions
            {
                Machine = machine,
                // Nobody dies without a word here, and a busy machine has its pauses.
                Lease = TimeSpan.FromMinutes(1),
                Renewal = TimeSpan.FromSeconds(0.2),
            },
            _ => { },
            cancellationToken
        );

    private T Locked<T>(Func<T> work)
    {
        lock (_rows)
        {
            return work();
        }
    }
}
