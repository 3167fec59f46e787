using GlacierPS.Core.Catalog;
using GlacierPS.Core.Policies;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Report;

/// <summary>
/// A report on vaults, as one HTML file that asks nothing of any network: how much there is, how old, what it costs to
/// stay and to leave, and what stands in the way. All is added up here, so that the file's size depends on
/// <see cref="ReportOptions.Nodes"/> and not on the vaults.
/// </summary>
/// <param name="options">What is shown.</param>
/// <param name="prices">The prices of the region.</param>
public sealed class GlacierReport(ReportOptions options, RegionPrices prices)
{
    private readonly TopList<TreeNode> _nodes = new(options.Nodes);
    private readonly Extensions _extensions = new();
    private readonly List<ReportVault> _vaults = [];
    private readonly List<string> _notes = [];
    private readonly VaultForecast _forecast = new(
        "",
        prices,
        new ForecastOptions { Years = options.Years },
        options.Now
    );
    private long _nextId;

    /// <summary>The region that the vaults are in.</summary>
    public string Region => prices.Region;

    /// <summary>The account, 12 digits; empty where it is not known.</summary>
    public string AccountId { get; init; } = "";

    /// <summary>Vaults that were added.</summary>
    public int Vaults => _vaults.Count;

    /// <summary>Their archives.</summary>
    public long Archives => _vaults.Sum(vault => vault.Archives.Total.Count);

    /// <summary>Their bytes.</summary>
    public long SizeInBytes => _vaults.Sum(vault => vault.Archives.Total.Bytes);

    /// <summary>What their storage costs a month; null where that is not known.</summary>
    public decimal? PerMonth => _vaults.Aggregate((decimal?)0, (sum, vault) => sum + vault.PerMonth);

    internal ReportOptions Options => options;

    internal RegionPrices Prices => prices;

    internal IReadOnlyList<ReportVault> All => _vaults;

    internal Extensions Extensions => _extensions;

    internal IReadOnlyList<string> Notes => _notes;

    /// <summary>The treemap's folders and archives; of a vault itself, <see cref="ReportVault.Node"/>.</summary>
    internal IReadOnlyList<TreeNode> Nodes => [.. _nodes.Items().Select(item => item.Item)];

    /// <summary>Notes something that the report says of itself.</summary>
    public void Note(string sentence) => _notes.Add(sentence);

    /// <summary>Reads a vault.</summary>
    /// <param name="catalog">What is known of it.</param>
    /// <param name="facts">What the service says of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether anything is known of it.</returns>
    /// <exception cref="DatabaseException">The catalogue is damaged.</exception>
    public bool Add(VaultCatalog catalog, VaultFacts facts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(facts);
        CatalogState state = catalog.ReadState(cancellationToken);
        DeletionLock rules = facts.Lock is { } found ? DeletionLock.Read(found.Policy) : DeletionLock.None;
        ReportVault? read = catalog.TryRead(
            (database, row) => Read(database, row, state, facts, rules, cancellationToken)
        );
        if (read is null)
        {
            return false;
        }

        _vaults.Add(read);
        _notes.AddRange(facts.NotAsked);
        return true;
    }

    /// <summary>Writes the file.</summary>
    /// <param name="path">The file, which is replaced.</param>
    public void Write(string path) => WholeFile.Write(path, stream => ReportPage.Write(this, stream));

    /// <summary>The choices and what each costs, for all vaults together.</summary>
    internal IReadOnlyList<VaultForecastRow> Costs() => _forecast.Rows();

    /// <summary>The jobs with the names of their archives, which the service does not say.</summary>
    private static List<JobDescription> Named(IReadOnlyList<JobDescription> jobs, CatalogReader reader)
    {
        IEnumerable<string> ids = jobs.Select(job => job.ArchiveId).OfType<string>().Distinct(StringComparer.Ordinal);
        var names = reader.Read(ids).ToDictionary(archive => archive.ArchiveId, archive => archive.Name);
        return
        [
            .. jobs.Select(job =>
                job.ArchiveName is null && job.ArchiveId is { } id && names.TryGetValue(id, out string? name)
                    ? job with
                    {
                        ArchiveName = name,
                    }
                    : job
            ),
        ];
    }

    private ReportVault Read(
        Database database,
        VaultRow row,
        CatalogState state,
        VaultFacts facts,
        DeletionLock rules,
        CancellationToken cancellationToken
    )
    {
        using IDisposable _ = database.KeepLittle();
        ArchivePass archives = ArchivePass.Read(
            database,
            row,
            options,
            prices,
            _forecast,
            rules,
            facts.Copies,
            cancellationToken
        );
        var folders = new FolderPass(database, row, archives, _nodes, _extensions);
        (TreeNode node, _nextId) = folders.Read(_nextId, cancellationToken);
        archives.Kept.Clear();
        using var reader = new CatalogReader(database, row, cancellationToken);
        return new ReportVault(
            state,
            facts with
            {
                Jobs = Named(facts.Jobs, reader),
            },
            rules,
            archives,
            folders,
            node,
            [.. archives.Largest.Items().Select(item => reader.ReadNumber(item.Item))],
            [.. archives.Oldest.Items().Select(item => reader.ReadNumber(item.Item))],
            RegionPrices.Rounded(prices.VaultMonth(archives.Total.Bytes, archives.Total.Count))
        );
    }
}
