using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Leases;

/// <summary>A window that a machine puts up to be worked at.</summary>
/// <param name="From">When the oldest of its archives was stored, in UTC.</param>
/// <param name="Until">The end of the time in which they were stored, no longer part of it.</param>
/// <param name="Archives">Its archives.</param>
public sealed record PlannedWindow(DateTime From, DateTime Until, IReadOnlyList<WindowArchive> Archives);

/// <summary>A window that is this machine's to work at, until it has ended, or the lease has.</summary>
public sealed class SharedWindow
{
    // An archive that fails is tried by so many owners.
    private const int MaxOwners = 3;
    private const int MaxReasonLength = 1000;

    private readonly ShareClient _client;
    private readonly ShareRow _row;
    private long _moved;
    private long _movedBytes;
    private long _kept;

    internal SharedWindow(ShareClient client, ShareRow row, Lease lease)
    {
        (_client, _row, Lease) = (client, row, lease);
        Number = NumberOf(row);
    }

    /// <summary>Its number, from 1 on, the oldest first.</summary>
    public long Number { get; }

    /// <summary>When the oldest of its archives was stored, in UTC.</summary>
    public DateTime From => new(_row.Number(ShareRows.From) ?? 0, DateTimeKind.Utc);

    /// <summary>The end of the time in which they were stored, no longer part of it.</summary>
    public DateTime Until => new(_row.Number(ShareRows.Until) ?? 0, DateTimeKind.Utc);

    /// <summary>How many archives it has.</summary>
    public long ArchiveCount => _row.Number(ShareRows.ArchiveCount) ?? 0;

    /// <summary>Their total size.</summary>
    public long SizeInBytes => _row.Number(ShareRows.Size) ?? 0;

    /// <summary>Whether another machine, or an earlier run, has worked at it.</summary>
    public bool HadOwners => _row.Number(ShareRows.Fence) > 0;

    internal Lease Lease { get; }

    /// <summary>What is done so far; nothing else is written at each renewal.</summary>
    internal IReadOnlyDictionary<string, object> Values =>
        new Dictionary<string, object>
        {
            [ShareRows.Moved] = Interlocked.Read(ref _moved),
            [ShareRows.MovedBytes] = Interlocked.Read(ref _movedBytes),
        };

    /// <summary>Reads its archives, the oldest first.</summary>
    /// <exception cref="GlacierException">The table does not have them whole.</exception>
    public Task<IReadOnlyList<WindowArchive>> ReadAsync(string vaultName, CancellationToken cancellationToken) =>
        ReadAsync(_client, _row, vaultName, cancellationToken);

    /// <summary>Reads the archives of a window, whoever has it.</summary>
    internal static async Task<IReadOnlyList<WindowArchive>> ReadAsync(
        ShareClient client,
        ShareRow row,
        string vaultName,
        CancellationToken cancellationToken
    )
    {
        long number = NumberOf(row);
        List<ShareRow> chunks = await client.ListAsync(
            ShareRows.Archives(number, row.Text(ShareRows.Writer) ?? ""),
            cancellationToken
        );
        var archives = new List<WindowArchive>();
        foreach (ShareRow chunk in chunks)
        {
            archives.AddRange(WindowContent.Read(vaultName, chunk.Bytes(ShareRows.Content) ?? []));
        }

        long count = row.Number(ShareRows.ArchiveCount) ?? 0;
        return chunks.Count == row.Number(ShareRows.Chunks) && archives.Count == count
            ? archives
            : throw new ShareTableException(
                "ShareDamaged",
                $"Window {number} of the share '{client.Share}' in the table '{client.TableName}' lists "
                    + $"{Quantity.Of(archives.Count, "archive")} in {Quantity.Of(chunks.Count, "row")}, and was "
                    + $"written with {Digits.Of(count)} in {Digits.Of(row.Number(ShareRows.Chunks))}: rows were "
                    + "deleted. Remove the share with Remove-GlacierShareTable -Share and run the same command "
                    + "again; what is done stays done."
            );
    }

    /// <summary>An archive is done.</summary>
    public void Add(long bytes)
    {
        Interlocked.Increment(ref _moved);
        Interlocked.Add(ref _movedBytes, bytes);
    }

    /// <summary>So many archives stay as they are, on purpose.</summary>
    public void Keep(long archives) => Interlocked.Add(ref _kept, archives);

    /// <summary>
    /// The window is worked through. With failures it is open to another owner, until three have failed; then it has
    /// ended with them.
    /// </summary>
    /// <param name="failed">Archives that failed.</param>
    /// <param name="reason">Why the first of them did; null where none did.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What became of it; null if it is another machine's by now, and nothing was written.</returns>
    internal async Task<string?> EndAsync(long failed, string? reason, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object>(Values);
        string state = LeaseState.Done;
        if (failed > 0)
        {
            long owners = (_row.Number(ShareRows.FailedOwners) ?? 0) + 1;
            state = owners >= MaxOwners ? LeaseState.Failed : LeaseState.Open;
            values[ShareRows.FailedOwners] = owners;
            values[ShareRows.Reason] = reason is { Length: > MaxReasonLength } ? reason[..MaxReasonLength] : reason!;
        }

        values[ShareRows.FailedArchives] = failed;
        values[ShareRows.KeptArchives] = Interlocked.Read(ref _kept);
        return await Lease.EndAsync(state, values, cancellationToken) ? state : null;
    }

    private static long NumberOf(ShareRow row) =>
        long.Parse(row.Name[ShareRows.Leased.Length..], System.Globalization.CultureInfo.InvariantCulture);
}
