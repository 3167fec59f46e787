using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Restore;

/// <summary>What has to be done for one archive.</summary>
internal enum RestoreStep
{
    /// <summary>The file is there and is the archive.</summary>
    Nothing,

    /// <summary>A job that is running or has finished brings it.</summary>
    UseJob,

    /// <summary>A job has to be started, and paid for.</summary>
    StartJob,
}

/// <summary>One archive on its way.</summary>
internal sealed class RestoreEntry(RestoreItem item)
{
    public RestoreItem Item { get; set; } = item;

    public RestoreTarget? Target { get; set; }

    public RestoreStep Step { get; set; }

    public JobDescription? Job { get; set; }

    /// <summary>Why it cannot be restored.</summary>
    public Exception? Error { get; set; }

    /// <summary>Jobs that were started for it by this call.</summary>
    public int Started { get; set; }
}

/// <summary>What a restore will do, and is likely to cost.</summary>
public sealed class RestorePlan
{
    internal RestorePlan(IReadOnlyList<RestoreEntry> entries, DateTime now)
    {
        Entries = entries;
        CreatedAt = now;
        foreach (RestoreEntry entry in entries.Where(entry => entry.Error is null))
        {
            long bytes = entry.Item.SizeInBytes ?? entry.Job?.ArchiveSizeInBytes ?? 0;
            SizeInBytes += bytes;
            if (entry.Step == RestoreStep.Nothing)
            {
                AlreadyThere++;
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

    internal IReadOnlyList<RestoreEntry> Entries { get; }

    /// <summary>When it was made, in UTC.</summary>
    public DateTime CreatedAt { get; }

    /// <summary>Archives in all.</summary>
    public int Archives => Entries.Count;

    /// <summary>Bytes in all of them.</summary>
    public long SizeInBytes { get; }

    /// <summary>Archives whose file is there already.</summary>
    public int AlreadyThere { get; }

    /// <summary>Archives that a running or finished job brings, for nothing more.</summary>
    public int JobsToReuse { get; }

    /// <summary>Jobs that have to be started, and paid for.</summary>
    public int JobsToStart { get; }

    /// <summary>Archives among these whose size is not known, and is counted as nothing.</summary>
    public int SizesUnknown { get; }

    /// <summary>Bytes that have to be retrieved, and paid for.</summary>
    public long BytesToRetrieve { get; }

    /// <summary>Bytes that have to be downloaded.</summary>
    public long BytesToDownload { get; }

    /// <summary>Archives that go elsewhere than their names say, and why.</summary>
    public IEnumerable<RestoreTarget> Renamed =>
        Entries.Select(entry => entry.Target).OfType<RestoreTarget>().Where(target => target.Reason is not null);

    /// <summary>The plan in figures, with what it is likely to cost.</summary>
    public RestoreEstimate Estimate(GlacierPrices prices, string region, RetrievalTier tier)
    {
        ArgumentNullException.ThrowIfNull(prices);
        return new RestoreEstimate
        {
            Archives = Archives,
            SizeInBytes = SizeInBytes,
            AlreadyThere = AlreadyThere,
            JobsToReuse = JobsToReuse,
            JobsToStart = JobsToStart,
            SizesUnknown = SizesUnknown,
            BytesToRetrieve = BytesToRetrieve,
            BytesToDownload = BytesToDownload,
            Tier = tier,
            RetrievalCost = GlacierPrices.Rounded(prices.Retrieval(region, tier, BytesToRetrieve, JobsToStart)),
            TransferOutCost = GlacierPrices.Rounded(prices.TransferOut(region, BytesToDownload)),
            PricesFrom = prices.Origin,
            Renamed = [.. Renamed],
        };
    }
}
