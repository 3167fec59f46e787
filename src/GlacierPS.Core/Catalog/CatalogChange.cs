namespace GlacierPS.Core.Catalog;

/// <summary>
/// What was learnt of one archive after the last inventory: that it is there, or that it was deleted.
/// </summary>
/// <param name="Archive">The archive that is there; null for one that was deleted.</param>
/// <param name="GoneId">The ID of one that was deleted; null for one that is there.</param>
/// <param name="At">When that was, in UTC.</param>
internal sealed record CatalogChange(CatalogArchive? Archive, string? GoneId, DateTime At)
{
    public static CatalogChange Known(CatalogArchive archive) => new(archive, null, archive.KnownAt);

    public static CatalogChange Gone(string archiveId, DateTime at) => new(null, archiveId, at);

    public ArchiveKey Key =>
        Archive is { } archive
            ? ArchiveKey.Of(archive.IdBytes)
            : ArchiveKey.Of(System.Text.Encoding.UTF8.GetBytes(GoneId!));
}
