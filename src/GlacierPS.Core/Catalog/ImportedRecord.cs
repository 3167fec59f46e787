using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Catalog;

/// <summary>What another tool's records say of one archive.</summary>
public sealed record ImportedRecord
{
    /// <summary>The archive's ID.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>Whether it was deleted; all but the ID and the time is of no matter then.</summary>
    public bool Deleted { get; init; }

    /// <summary>When it was stored or deleted, in UTC; null if the records do not say.</summary>
    public DateTime? At { get; init; }

    /// <summary>Its bytes; null if the records do not say.</summary>
    public long? SizeInBytes { get; init; }

    /// <summary>Its tree hash, 64 hexadecimal digits; null if the records do not say.</summary>
    public string? SHA256TreeHash { get; init; }

    /// <summary>Its description; null if the records do not say.</summary>
    public string? Description { get; init; }

    /// <summary>A name of the file and its time; an archive with several has a record for each.</summary>
    public ArchiveName? Name { get; init; }
}

/// <summary>What came of an import.</summary>
/// <param name="Added">Archives that were not known before.</param>
/// <param name="Named">Archives that were known, and got a name.</param>
/// <param name="Known">Archives of which nothing new was learnt.</param>
/// <param name="Stale">
/// Archives that the vault's inventory would list if they were still there, but does not, and that are left out.
/// </param>
public sealed record CatalogImportResult(long Added, long Named, long Known, long Stale)
{
    /// <summary>Lines of the file that could not be read, or are of another vault, and were left out.</summary>
    public long LeftOut { get; init; }
}
