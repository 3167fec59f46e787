using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Restore;

/// <summary>What a restore will do, in figures.</summary>
public sealed record RestoreEstimate
{
    /// <summary>Number of archives.</summary>
    public int Archives { get; init; }

    /// <summary>Total size of all archives in bytes, as far as it is known.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>
    /// Archives that have the name and the content of another one of these: they become one file, by one retrieval.
    /// </summary>
    public int Duplicates { get; init; }

    /// <summary>
    /// Further files of archives that have several names: they are copied on this machine, without a retrieval.
    /// </summary>
    public int Copies { get; init; }

    /// <summary>Archives that stand for folders, which are made without a retrieval.</summary>
    public int Folders { get; init; }

    /// <summary>Number of archives whose file exists already.</summary>
    public int AlreadyThere { get; init; }

    /// <summary>Number of archives that a running or succeeded job retrieves, at no further cost.</summary>
    public int JobsToReuse { get; init; }

    /// <summary>Number of jobs that have to be started.</summary>
    public int JobsToStart { get; init; }

    /// <summary>Archives among these whose size is not known; they count as 0 bytes.</summary>
    public int SizesUnknown { get; init; }

    /// <summary>Total size in bytes of the archives that have to be retrieved.</summary>
    public long BytesToRetrieve { get; init; }

    /// <summary>Total size in bytes of the outputs that have to be downloaded.</summary>
    public long BytesToDownload { get; init; }

    /// <summary>The tier of the jobs that are started.</summary>
    public RetrievalTier Tier { get; init; }

    /// <summary>Likely cost of the retrieval in US dollars; null if the region's prices are not known.</summary>
    public decimal? RetrievalCost { get; init; }

    /// <summary>
    /// What transferring the bytes out of AWS costs at most in US dollars, nothing within the region; null if the
    /// region's prices are not known.
    /// </summary>
    public decimal? TransferOutCost { get; init; }

    /// <summary>Source of the prices; the built-in ones are an assumption.</summary>
    public string PricesFrom { get; init; } = "";

    /// <summary>Paths that differ from the archives' names, and why.</summary>
    public RestoreTarget[] Renamed { get; init; } = [];
}
