namespace GlacierPS.Core.Leases;

/// <summary>
/// The rows of a share. Windows and the plan are leased; a window's archives are rows of their own, named after who
/// wrote them; what all machines started in an hour, and spent, are a row each.
/// </summary>
internal static class ShareRows
{
    /// <summary>Below this name stands a row for each share of the table, the share's head.</summary>
    public const string Heads = "shares";

    /// <summary>Leased rows: the plan and the windows.</summary>
    public const string Leased = "w/";

    public const string Plan = Leased + "plan";

    public const string Machines = "m/";

    public const string Cost = "cost";

    public static string Window(long number) => $"{Leased}{number:D6}";

    public static string Archives(long number, string writer) => $"a/{number:D6}/{writer}/";

    /// <summary>By the Gregorian calendar: machines of all cultures add to the same row.</summary>
    public static string Hour(DateTime hour) => FormattableString.Invariant($"h/{hour:yyyy-MM-ddTHH}");

    // Values of a leased row.
    public const string State = "state";
    public const string Owner = "owner";
    public const string Fence = "fence";
    public const string Beat = "beat";
    public const string TakenAt = "taken";
    public const string LastOwner = "last";

    // Values of a window.
    public const string From = "from";
    public const string Until = "until";
    public const string ArchiveCount = "archives";
    public const string Size = "bytes";
    public const string Writer = "writer";
    public const string Chunks = "chunks";
    public const string Content = "content";
    public const string Moved = "moved";
    public const string MovedBytes = "movedBytes";
    public const string FailedOwners = "failedOwners";
    public const string FailedArchives = "failed";
    public const string KeptArchives = "kept";
    public const string Reason = "reason";
    public const string EndedAt = "ended";

    // Values of a head, of machines, and of what is counted.
    public const string Created = "created";
    public const string Parameter = "p:";
    public const string Sum = "sum";
    public const string Sequence = "n:";
    public const string Since = "since";
    public const string LastSeen = "seen";
}

/// <summary>What became of a leased row.</summary>
internal static class LeaseState
{
    public const string Open = "open";
    public const string Taken = "taken";
    public const string Done = "done";

    /// <summary>Three owners could not do it whole.</summary>
    public const string Failed = "failed";

    /// <summary>Whether nothing is left to do.</summary>
    public static bool IsEnded(string? state) => state is Done or Failed;
}
