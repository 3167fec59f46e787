using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Restore;

/// <summary>What has to be done for an archive.</summary>
internal enum RestoreStep
{
    /// <summary>The file exists and has the archive's content.</summary>
    Nothing,

    /// <summary>It stands for a folder, which is made without a retrieval.</summary>
    MakeFolder,

    /// <summary>A job that runs or has succeeded retrieves it.</summary>
    UseJob,

    /// <summary>A job has to be started, which is charged.</summary>
    StartJob,
}

/// <summary>An archive of a plan, and the state of its restore.</summary>
internal sealed class RestoreEntry(RestoreItem item)
{
    public RestoreItem Item { get; set; } = item;

    /// <summary>Other archives of the vault with the same name and content: one retrieval is enough for all.</summary>
    public RestoreItem[] Duplicates { get; set; } = [];

    /// <summary>
    /// The archive under its further names: they become copies of its file. Of each only the item, the target and the
    /// error count.
    /// </summary>
    public RestoreEntry[] Copies { get; set; } = [];

    public RestoreTarget? Target { get; set; }

    public RestoreStep Step { get; set; }

    public JobDescription? Job { get; set; }

    /// <summary>Where its stored bytes lie, if the file was made of them by expansion; else null.</summary>
    public string? PackedPath { get; set; }

    /// <summary>Whether the file is the one from before another tool compressed or encrypted it.</summary>
    public bool IsOriginal { get; set; }

    /// <summary>Why it cannot be restored.</summary>
    public Exception? Error { get; set; }

    /// <summary>Number of jobs that this run started for it.</summary>
    public int Started { get; set; }

    /// <summary>The window that it belongs to, where machines share the work; else null.</summary>
    public RestoreWindow? Window { get; set; }

    /// <summary>Number of downloads that failed for a passing reason.</summary>
    public int Interrupted { get; set; }

    /// <summary>Has the archive downloaded to the path of one of its further names, and this one copied.</summary>
    public void Exchange(RestoreEntry copy)
    {
        (Item, copy.Item) = (copy.Item, Item);
        (Target, copy.Target) = (copy.Target, Target);
        (Error, copy.Error) = (copy.Error, Error);
        (PackedPath, copy.PackedPath) = (copy.PackedPath, PackedPath);
        (IsOriginal, copy.IsOriginal) = (copy.IsOriginal, IsOriginal);
    }
}

/// <summary>What a restore will do, and its likely cost.</summary>
public sealed class RestorePlan
{
    internal RestorePlan(IReadOnlyList<RestoreEntry> entries, DateTime now)
    {
        Entries = entries;
        CreatedAt = now;
        foreach (RestoreEntry entry in entries.Where(entry => entry.Error is null))
        {
            long bytes = entry.Item.SizeInBytes ?? entry.Job?.ArchiveSizeInBytes ?? 0;
            SizeInBytes += bytes * (1 + entry.Duplicates.Length);
            Duplicates += entry.Duplicates.Length;
            Copies += entry.Copies.Length;
            if (entry.Step == RestoreStep.Nothing)
            {
                AlreadyThere++;
            }
            else if (entry.Step == RestoreStep.MakeFolder)
            {
                Folders++;
            }
            else if (entry.Step == RestoreStep.UseJob)
            {
                JobsToReuse++;
                BytesToDownload += bytes;
            }
            else
            {
                JobsToStart++;
                BytesToRetrieve += bytes;
                BytesToDownload += bytes;
                SizesUnknown += entry.Item.SizeInBytes is null ? 1 : 0;
            }
        }
    }

    /// <summary>Oldest first: the service works through retrievals in the order of the archives' creation.</summary>
    internal IReadOnlyList<RestoreEntry> Entries { get; }

    /// <summary>Time at which the plan was made, in UTC.</summary>
    public DateTime CreatedAt { get; }

    /// <summary>Number of archives.</summary>
    public int Archives => Entries.Sum(entry => 1 + entry.Duplicates.Length);

    /// <summary>
    /// Archives that have the name and the content of another one of the plan: they become one file, by one retrieval.
    /// </summary>
    public int Duplicates { get; }

    /// <summary>
    /// Further files of archives that have several names: they are copied on this machine, without a retrieval.
    /// </summary>
    public int Copies { get; }

    /// <summary>Archives that stand for folders, which are made without a retrieval.</summary>
    public int Folders { get; }

    /// <summary>Total size of all archives in bytes.</summary>
    public long SizeInBytes { get; }

    /// <summary>Number of archives whose file exists already.</summary>
    public int AlreadyThere { get; }

    /// <summary>Number of archives that a running or succeeded job retrieves, at no further cost.</summary>
    public int JobsToReuse { get; }

    /// <summary>Number of jobs that have to be started, each of which is charged.</summary>
    public int JobsToStart { get; }

    /// <summary>Archives among these whose size is not known; they count as 0 bytes.</summary>
    public int SizesUnknown { get; }

    /// <summary>Total size in bytes of the archives that have to be retrieved.</summary>
    public long BytesToRetrieve { get; }

    /// <summary>Total size in bytes of the outputs that have to be downloaded.</summary>
    public long BytesToDownload { get; }

    /// <summary>Paths that differ from the archives' names, and why.</summary>
    public IEnumerable<RestoreTarget> Renamed =>
        Entries
            .SelectMany(entry => entry.Copies.Prepend(entry))
            .Select(entry => entry.Target)
            .OfType<RestoreTarget>()
            .Where(target => target.Reason is not null);

    /// <summary>The plan in figures, with its likely cost in US dollars.</summary>
    public RestoreEstimate Estimate(RegionPrices prices, RetrievalTier tier)
    {
        ArgumentNullException.ThrowIfNull(prices);
        return new RestoreEstimate
        {
            Archives = Archives,
            SizeInBytes = SizeInBytes,
            Duplicates = Duplicates,
            Copies = Copies,
            Folders = Folders,
            AlreadyThere = AlreadyThere,
            JobsToReuse = JobsToReuse,
            JobsToStart = JobsToStart,
            SizesUnknown = SizesUnknown,
            BytesToRetrieve = BytesToRetrieve,
            BytesToDownload = BytesToDownload,
            Tier = tier,
            RetrievalCost = RegionPrices.Rounded(prices.Retrieval(tier, BytesToRetrieve, JobsToStart)),
            TransferOutCost = RegionPrices.Rounded(prices.TransferOut(BytesToDownload)),
            PricesFrom = prices.Origin,
            Renamed = [.. Renamed],
        };
    }
}
