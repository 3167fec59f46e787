namespace GlacierPS.Core.Catalog;

/// <summary>Which archives of a catalogue are wanted; what is null is not looked at.</summary>
public sealed record CatalogFilter
{
    /// <summary>Whether a name is wanted; of an archive with several, any of them.</summary>
    public Func<string, bool>? Name { get; init; }

    /// <summary>
    /// PowerShell wildcards of which every wanted name fits one: with them only folders and names are looked at that
    /// may fit. <see cref="Name"/> has the last word. Null where it alone decides.
    /// </summary>
    public IReadOnlyList<string>? NamePatterns { get; init; }

    /// <summary>Only archives stored after that, in UTC.</summary>
    public DateTime? NewerThan { get; init; }

    /// <summary>Only archives stored before that, in UTC.</summary>
    public DateTime? OlderThan { get; init; }

    /// <summary>Only archives of more bytes.</summary>
    public long? LargerThan { get; init; }

    /// <summary>Only archives of fewer bytes.</summary>
    public long? SmallerThan { get; init; }

    internal bool Accepts(CatalogArchive archive) =>
        Accepts(archive.CreationDate, archive.SizeInBytes) && (Name is null || archive.Names.Any(Name));

    internal bool Accepts(DateTime created, long size) =>
        !(created <= NewerThan) && !(created >= OlderThan) && !(size <= LargerThan) && !(size >= SmallerThan);
}
