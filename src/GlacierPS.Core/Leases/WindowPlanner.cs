namespace GlacierPS.Core.Leases;

/// <summary>
/// Puts up the windows of a vault, as rows. Each begins where the one before it ends, whoever wrote that: a machine
/// that goes on where another died, with a catalogue that may be older or newer, asks for what was stored since then. A
/// row of a window is written once, after those that list its archives, and who finds another's in its place has lost.
/// </summary>
internal sealed class WindowPlanner(ShareClient client, Func<DateTime?, IEnumerable<PlannedWindow>> plan)
{
    /// <summary>Puts them up.</summary>
    /// <param name="lease">The lease of the plan.</param>
    /// <param name="throwIfLost">Fails if that is lost.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Lease lease, Action throwIfLost, CancellationToken cancellationToken)
    {
        List<ShareRow> there = await client.ListAsync(ShareRows.Leased, cancellationToken);
        ShareRow? last = there.FindLast(row => row.Name != ShareRows.Plan);
        long number = there.Count(row => row.Name != ShareRows.Plan);
        DateTime? after = last?.Number(ShareRows.Until) is { } until ? new DateTime(until, DateTimeKind.Utc) : null;
        foreach (PlannedWindow window in plan(after))
        {
            throwIfLost();
            if (!await TryWriteAsync(++number, window, cancellationToken))
            {
                client.Note("Another machine puts windows up; it goes on.");
                return;
            }
        }

        throwIfLost();
        await lease.EndAsync(LeaseState.Done, new Dictionary<string, object>(), cancellationToken);
    }

    private async Task<bool> TryWriteAsync(long number, PlannedWindow window, CancellationToken cancellationToken)
    {
        string writer = client.Owner[(client.Owner.LastIndexOf('/') + 1)..];
        long chunks = 0;
        foreach (byte[] chunk in WindowContent.Write(window.Archives))
        {
            await client.ChangeAsync(
                new RowChange(client.Share, $"{ShareRows.Archives(number, writer)}{++chunks:D6}")
                {
                    Set = new Dictionary<string, object> { [ShareRows.Content] = chunk },
                },
                cancellationToken
            );
        }

        string row = ShareRows.Window(number);
        bool written = await client.ChangeAsync(
            new RowChange(client.Share, row)
            {
                Conditions = [new RowCondition(ShareRows.Until, RowComparison.Missing)],
                Set = new Dictionary<string, object>
                {
                    [ShareRows.State] = LeaseState.Open,
                    [ShareRows.From] = window.From.Ticks,
                    [ShareRows.Until] = window.Until.Ticks,
                    [ShareRows.ArchiveCount] = (long)window.Archives.Count,
                    [ShareRows.Size] = window.Archives.Sum(archive => archive.Archive.SizeInBytes),
                    [ShareRows.Writer] = writer,
                    [ShareRows.Chunks] = chunks,
                },
            },
            cancellationToken
        );
        if (!written)
        {
            // Perhaps the answer was lost, and it is this machine's.
            written = (await client.ReadAsync(row, cancellationToken))?.Text(ShareRows.Writer) == writer;
        }

        if (!written)
        {
            for (long chunk = 1; chunk <= chunks; chunk++)
            {
                await client.DeleteAsync($"{ShareRows.Archives(number, writer)}{chunk:D6}", cancellationToken);
            }
        }

        return written;
    }
}
