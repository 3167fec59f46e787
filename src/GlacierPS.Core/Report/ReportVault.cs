using GlacierPS.Core.Catalog;
using GlacierPS.Core.Policies;
using GlacierPS.Core.Purge;

namespace GlacierPS.Core.Report;

/// <summary>A vault of a report, read.</summary>
/// <param name="State">How much the catalogue knows.</param>
/// <param name="Facts">What the service says.</param>
/// <param name="Rules">What its lock says of deletions.</param>
/// <param name="Archives">Its archives, counted.</param>
/// <param name="Folders">Its names, counted.</param>
/// <param name="Node">Its node of the treemap.</param>
/// <param name="Largest">Its largest archives.</param>
/// <param name="Oldest">Its oldest archives.</param>
/// <param name="PerMonth">What its storage costs a month, in US dollars; null where that is not known.</param>
internal sealed record ReportVault(
    CatalogState State,
    VaultFacts Facts,
    DeletionLock Rules,
    ArchivePass Archives,
    FolderPass Folders,
    TreeNode Node,
    IReadOnlyList<CatalogArchive> Largest,
    IReadOnlyList<CatalogArchive> Oldest,
    decimal? PerMonth
);
