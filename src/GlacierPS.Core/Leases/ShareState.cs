using System.Globalization;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Leases;

/// <summary>How far the machines of a share have come.</summary>
public sealed record ShareState
{
    /// <summary>The table.</summary>
    public required string TableName { get; init; }

    /// <summary>The share.</summary>
    public required string ShareName { get; init; }

    /// <summary>When the first machine began, in UTC by the table's service.</summary>
    public DateTime? Since { get; init; }

    /// <summary>
    /// <c>Planning</c> while windows are put up, then <c>Working</c>, and <c>Done</c> when all have ended.
    /// </summary>
    public required string State { get; init; }

    /// <summary>The windows, the oldest archives first.</summary>
    public IReadOnlyList<ShareWindowState> Windows { get; init; } = [];

    /// <summary>The machines that said lately that they are there, and those that died since then.</summary>
    public IReadOnlyList<ShareMachineState> Machines { get; init; } = [];

    /// <summary>Windows that have ended, with or without failures.</summary>
    public int WindowsEnded => Windows.Count(window => window.HasEnded);

    /// <summary>Archives of all windows.</summary>
    public long Archives => Windows.Sum(window => window.Archives);

    /// <summary>Archives that were worked at in all; of ended windows all that did not fail, and were not kept.
    /// </summary>
    public long ArchivesDone => Windows.Sum(window => window.ArchivesDone);

    /// <summary>Bytes of all archives.</summary>
    public long SizeInBytes => Windows.Sum(window => window.SizeInBytes);

    /// <summary>Archives that failed with three owners.</summary>
    public long ArchivesFailed => Windows.Where(window => window.HasEnded).Sum(window => window.ArchivesFailed);

    /// <summary>Archives that were kept on purpose, where archives are deleted that have proven copies.</summary>
    public long ArchivesKept => Windows.Where(window => window.HasEnded).Sum(window => window.ArchivesKept);

    /// <summary>US dollars that were taken of the limit of cost; null without a limit.</summary>
    public decimal? Spent { get; init; }

    /// <summary>What each machine was asked to do, by the parameters' names.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The share's name. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => ShareName;

    /// <summary>Reads all shares of a table, by name.</summary>
    /// <exception cref="GlacierException">The table refuses, or does not answer.</exception>
    public static async Task<IReadOnlyList<ShareState>> ReadAsync(
        IShareTable table,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(table);
        ShareClient heads = Client(table, ShareRows.Heads);
        var shares = new List<ShareState>();
        foreach (ShareRow head in await heads.ListAsync("", cancellationToken))
        {
            ShareClient share = Client(table, head.Name);
            List<ShareRow> leased = await share.ListAsync(ShareRows.Leased, cancellationToken);
            List<ShareRow> machines = await share.ListAsync(ShareRows.Machines, cancellationToken);
            ShareRow? cost = await share.ReadAsync(ShareRows.Cost, cancellationToken);
            shares.Add(Of(table.Name, head, leased, machines, cost));
        }

        return shares;
    }

    /// <summary>Deletes all rows of a share; its machines end with an error.</summary>
    /// <exception cref="GlacierException">The table refuses, or does not answer.</exception>
    public static async Task RemoveAsync(IShareTable table, string shareName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ShareClient share = Client(table, shareName);
        await Client(table, ShareRows.Heads).DeleteAsync(shareName, cancellationToken);

        // Leases first: who has one notices that it is gone.
        foreach (string beginning in new[] { ShareRows.Leased, "" })
        {
            foreach (ShareRow row in await share.ListAsync(beginning, cancellationToken))
            {
                await share.DeleteAsync(row.Name, cancellationToken);
            }
        }
    }

    private static ShareClient Client(IShareTable table, string share) =>
        new(table, share, new ShareOptions(), "", _ => { });

    private static ShareState Of(
        string tableName,
        ShareRow head,
        List<ShareRow> leased,
        List<ShareRow> machines,
        ShareRow? cost
    )
    {
        ShareWindowState[] windows = [.. leased.Where(row => row.Name != ShareRows.Plan).Select(ShareWindowState.Of)];
        bool isPlanned = leased.Exists(row =>
            row.Name == ShareRows.Plan && LeaseState.IsEnded(row.Text(ShareRows.State))
        );
        return new ShareState
        {
            TableName = tableName,
            ShareName = head.Name,
            Since = Time(head, ShareRows.Created),
            State =
                !isPlanned ? "Planning"
                : windows.All(window => window.HasEnded) ? "Done"
                : "Working",
            Windows = windows,
            Machines = [.. machines.Select(row => ShareMachineState.Of(row, windows))],
            Spent = cost?.Number(ShareRows.Sum) / 1_000_000_000_000m,
            Parameters = head
                .Values.Where(value => value.Key.StartsWith(ShareRows.Parameter, StringComparison.Ordinal))
                .ToDictionary(value => value.Key[ShareRows.Parameter.Length..], value => $"{value.Value}"),
        };
    }

    internal static DateTime? Time(ShareRow row, string name) =>
        DateTime.TryParse(
            row.Text(name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTime time
        )
            ? time
            : null;
}

/// <summary>A window of a share.</summary>
public sealed record ShareWindowState
{
    /// <summary>Its number, from 1 on.</summary>
    public long Number { get; init; }

    /// <summary><c>open</c>, <c>taken</c>, <c>done</c>, or <c>failed</c> where three owners could not do it whole.
    /// </summary>
    public required string State { get; init; }

    /// <summary>Who has it, or had it last; empty if nobody did.</summary>
    public string Owner { get; init; } = "";

    /// <summary>How many owners it has had.</summary>
    public long Owners { get; init; }

    /// <summary>Since when its owner has it, in UTC by the table's service.</summary>
    public DateTime? TakenAt { get; init; }

    /// <summary>When the oldest of its archives was stored.</summary>
    public DateTime From { get; init; }

    /// <summary>Its archives.</summary>
    public long Archives { get; init; }

    /// <summary>Their bytes.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>Archives that its owner has worked at; all but those that failed or were kept when it has ended.
    /// </summary>
    public long ArchivesDone { get; init; }

    /// <summary>Archives that failed with its last owner.</summary>
    public long ArchivesFailed { get; init; }

    /// <summary>Archives that its last owner kept on purpose.</summary>
    public long ArchivesKept { get; init; }

    /// <summary>Why the first of those that failed did; null if none did.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether nothing is left to do.</summary>
    public bool HasEnded => LeaseState.IsEnded(State);

    /// <summary>Its number. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);

    internal static ShareWindowState Of(ShareRow row)
    {
        string state = row.Text(ShareRows.State) ?? LeaseState.Open;
        long archives = row.Number(ShareRows.ArchiveCount) ?? 0;
        long failed = row.Number(ShareRows.FailedArchives) ?? 0;
        long kept = row.Number(ShareRows.KeptArchives) ?? 0;
        return new ShareWindowState
        {
            Number = long.TryParse(row.Name[ShareRows.Leased.Length..], CultureInfo.InvariantCulture, out long number)
                ? number
                : 0,
            State = state,
            Owner = row.Text(ShareRows.Owner) ?? "",
            Owners = row.Number(ShareRows.Fence) ?? 0,
            TakenAt = ShareState.Time(row, ShareRows.TakenAt),
            From = new DateTime(
                Math.Clamp(row.Number(ShareRows.From) ?? 0, 0, DateTime.MaxValue.Ticks),
                DateTimeKind.Utc
            ),
            Archives = archives,
            SizeInBytes = row.Number(ShareRows.Size) ?? 0,
            ArchivesDone = LeaseState.IsEnded(state) ? archives - failed - kept : row.Number(ShareRows.Moved) ?? 0,
            ArchivesFailed = failed,
            ArchivesKept = kept,
            Reason = row.Text(ShareRows.Reason),
        };
    }
}

/// <summary>A machine that works at a share.</summary>
public sealed record ShareMachineState
{
    /// <summary>Its name, and what tells its process from others.</summary>
    public required string Machine { get; init; }

    /// <summary>Since when it takes part, in UTC by the table's service.</summary>
    public DateTime? Since { get; init; }

    /// <summary>When it last said that it is there, in UTC by the table's service.</summary>
    public DateTime? LastSeen { get; init; }

    /// <summary>Windows that it has.</summary>
    public int Windows { get; init; }

    /// <summary>Archives that it has moved, or deleted.</summary>
    public long Archives { get; init; }

    /// <summary>Their bytes.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>Bytes an hour since it takes part; null in its first minute.</summary>
    public long? BytesPerHour =>
        LastSeen - Since is { } time && time >= TimeSpan.FromMinutes(1) ? (long)(SizeInBytes / time.TotalHours) : null;

    /// <summary>Its name. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => Machine;

    internal static ShareMachineState Of(ShareRow row, ShareWindowState[] windows)
    {
        string machine = row.Name[ShareRows.Machines.Length..];
        return new ShareMachineState
        {
            Machine = machine,
            Since = ShareState.Time(row, ShareRows.Since),
            LastSeen = ShareState.Time(row, ShareRows.LastSeen),
            Windows = windows.Count(window => window.Owner == machine && window.State == LeaseState.Taken),
            Archives = row.Number(ShareRows.Moved) ?? 0,
            SizeInBytes = row.Number(ShareRows.MovedBytes) ?? 0,
        };
    }
}
