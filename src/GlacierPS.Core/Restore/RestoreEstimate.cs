using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Restore;

/// <summary>What a restore will do, in figures.</summary>
public sealed record RestoreEstimate
{
    /// <summary>Archives in all.</summary>
    public int Archives { get; init; }

    /// <summary>Bytes in all of them, as far as they are known.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>Archives whose file is there already.</summary>
    public int AlreadyThere { get; init; }

    /// <summary>Archives that a running or finished job brings, for nothing more.</summary>
    public int JobsToReuse { get; init; }

    /// <summary>Jobs that have to be started.</summary>
    public int JobsToStart { get; init; }

    /// <summary>Archives among these whose size is not known, and is counted as nothing.</summary>
    public int SizesUnknown { get; init; }

    /// <summary>Bytes that have to be retrieved.</summary>
    public long BytesToRetrieve { get; init; }

    /// <summary>Bytes that have to be downloaded.</summary>
    public long BytesToDownload { get; init; }

    /// <summary>The tier of the jobs that are started.</summary>
    public RetrievalTier Tier { get; init; }

    /// <summary>What the retrieval is likely to cost, in US dollars, by the table of prices.</summary>
    public decimal RetrievalCost { get; init; }

    /// <summary>
    /// What sending the bytes out of AWS is likely to cost, in US dollars; nothing within its region.
    /// </summary>
    public decimal TransferOutCost { get; init; }

    /// <summary>Whose prices these are; the built-in ones are an assumption.</summary>
    public string PricesFrom { get; init; } = "";

    /// <summary>Files that go elsewhere than their names say, and why.</summary>
    public RestoreTarget[] Renamed { get; init; } = [];
}
