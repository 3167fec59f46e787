using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Restore;

/// <summary>Of several archives with one name, the newest.</summary>
public static class NewestVersions
{
    /// <summary>
    /// Leaves out what has a newer archive of the same name in the same vault beside it. An archive that has several
    /// names keeps those that no newer one has. Archives without a name stay.
    /// </summary>
    /// <exception cref="GlacierInputException">
    /// <c>NewestUnknown</c>: of several archives with one name, it is not known when one was stored.
    /// </exception>
    public static IReadOnlyCollection<RestoreItem> Of(IReadOnlyCollection<RestoreItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        RestoreItem[] distinct = [.. items.DistinctBy(item => (item.VaultName, item.ArchiveId))];
        var newest = distinct
            .SelectMany(NamesOf, (item, name) => (item, Key: (item.VaultName, ComparableName.Of(name))))
            .GroupBy(pair => pair.Key, pair => pair.item)
            .ToDictionary(group => group.Key, group => Newest([.. group.DistinctBy(item => item.ArchiveId)]));
        bool IsNewest(RestoreItem item, string name) =>
            newest[(item.VaultName, ComparableName.Of(name))].ArchiveId == item.ArchiveId;
        var kept = new List<RestoreItem>();
        foreach (RestoreItem item in distinct)
        {
            ArchiveName[] others =
            [
                .. item.OtherNames.Where(other => IsNamed(other.Name) && IsNewest(item, other.Name)),
            ];
            if (!IsNamed(item.Name) || IsNewest(item, item.Name!))
            {
                kept.Add(item with { OtherNames = others });
            }
            else if (others is [var first, ..])
            {
                kept.Add(item.Under(first) with { OtherNames = [.. others.Skip(1)] });
            }
        }

        return kept;
    }

    /// <inheritdoc cref="Of(IReadOnlyCollection{RestoreItem})"/>
    public static IReadOnlyList<CatalogArchive> Of(IReadOnlyCollection<CatalogArchive> archives)
    {
        ArgumentNullException.ThrowIfNull(archives);
        var kept = Of([.. archives.Select(RestoreItem.Of)])
            .ToDictionary(item => item.ArchiveId, StringComparer.Ordinal);
        return
        [
            .. archives
                .Where(archive => kept.ContainsKey(archive.ArchiveId))
                .Select(archive => archive.Under([.. NamesOf(kept[archive.ArchiveId])])),
        ];
    }

    private static bool IsNamed(string? name) => !string.IsNullOrEmpty(name);

    private static IEnumerable<string> NamesOf(RestoreItem item) =>
        item.OtherNames.Select(other => other.Name).Prepend(item.Name ?? "").Where(IsNamed).Distinct();

    private static RestoreItem Newest(RestoreItem[] sameName) =>
        sameName.Length == 1 ? sameName[0]
        : Array.Find(sameName, item => item.CreationDate is null) is { } undated
            ? throw new GlacierInputException(
                "NewestUnknown",
                $"{Quantity.Of(sameName.Length, "archive")} of vault '{undated.VaultName}' with the name "
                    + $"'{undated.Name}': it is not known when {undated.ArchiveId} was stored, nor which is the "
                    + "newest. Run Update-GlacierCatalog, or restore without -Newest."
            )
        : sameName.MaxBy(item => item.CreationDate)!;
}
