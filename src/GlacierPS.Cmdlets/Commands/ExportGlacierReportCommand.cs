using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Report;
using GlacierPS.Core.Storage;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>One HTML file on vaults: what is there, how old, what it costs, and what stands in the way.</summary>
[Cmdlet(VerbsData.Export, "GlacierReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportGlacierReportCommand : ConnectedCmdlet
{
    private readonly ProgressMeter _meter = new("Reading catalogues", "vaults", byItems: true);
    private readonly SortedSet<string> _wanted = new(StringComparer.Ordinal);
    private RegionPrices _prices = null!;
    private string? _writing;

    /// <summary>Names, wildcards allowed; all vaults if none is given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string[] VaultName { get; set; } = ["*"];

    /// <summary>The file.</summary>
    [Parameter(Position = 1)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "glacier-report.html";

    /// <summary>Folders and archives that the treemap has at most.</summary>
    [Parameter]
    [ValidateRange(10, 50_000)]
    public int Nodes { get; set; } = 5000;

    /// <summary>Years over which costs are counted.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int Year { get; set; } = 5;

    /// <summary>Shows numbers in the place of names, vaults and the account.</summary>
    [Parameter]
    public SwitchParameter Anonymize { get; set; }

    /// <summary>A table of prices in place of the user's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PricePath { get; set; }

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string? LeftByStop =>
        _writing is null ? null : $"Stopped. '{_writing}' is as it was: run the same command again.";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Require(() => _prices = this.PriceTable(PricePath).Of(Target.Region), PricePath);
        Require(() => CheckTarget(this.LiteralFilePath(Path)), Path);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in VaultName)
        {
            if (!WildcardPattern.ContainsWildcardCharacters(name))
            {
                Require(
                    () =>
                    {
                        CheckInput();
                        Core.Protocol.VaultName.Check(name);
                    },
                    name
                );
            }

            _wanted.Add(name);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Require(Export, Path);

    private void CheckTarget(string file)
    {
        if (Directory.Exists(file))
        {
            throw new GlacierInputException("TargetIsFolder", $"'{file}' is a folder. Give the path of a file in it.");
        }

        if (System.IO.Path.GetDirectoryName(file) is { } folder && !Directory.Exists(folder))
        {
            throw new GlacierInputException("FolderNotFound", $"There is no folder '{folder}' for the report.");
        }

        if (File.Exists(file) && !Force)
        {
            throw new GlacierInputException(
                "TargetExists",
                $"'{file}' is there already, and is left as it is. Give another -Path, or -Force."
            );
        }
    }

    private void Export()
    {
        string file = this.LiteralFilePath(Path);
        if (!ShouldProcess(file, $"Write a report on {Words()}"))
        {
            return;
        }

        if (!_prices.All.Any())
        {
            WriteWarning($"Costs are left empty: {_prices.NotKnown}.");
        }

        _writing = file;
        Run((pipeline, token) => ExportAsync(file, pipeline, token), _meter);
        _writing = null;
        _meter.Complete(this);
        if (PassThru)
        {
            WriteObject(this.FileItem(file));
        }
    }

    private string Words() =>
        string.Join(", ", _wanted.Select(name => name == "*" ? "all vaults" : $"the vault {name}"));

    private async Task ExportAsync(string file, IPipeline pipeline, CancellationToken cancellationToken)
    {
        var unasked = new List<string>();
        IReadOnlyList<VaultDescription> listed = await ListAsync(unasked, cancellationToken);
        string[] names = Names(listed);
        var report = new GlacierReport(
            new ReportOptions
            {
                Nodes = Nodes,
                Years = Year,
                Anonymize = Anonymize,
                Now = TimeProvider.System.GetUtcNow().UtcDateTime,
            },
            _prices
        )
        {
            AccountId = Target.AccountId == "-" ? "" : Target.AccountId,
        };
        unasked.ForEach(report.Note);
        unasked.ForEach(pipeline.Warn);
        var unknown = new List<string>();
        foreach (string name in names)
        {
            _meter.Begin(name, bytes: 0);
            VaultDescription? vault = listed.FirstOrDefault(one => one.VaultName == name);
            VaultFacts facts = vault is null
                ? new VaultFacts { VaultName = name }
                : await VaultFacts.AskAsync(Glacier, Target.VaultSettings, name, cancellationToken);
            facts = await WithCopiesAsync(facts, cancellationToken);
            VaultCatalog? catalog = vault is null
                ? Target.KnownCatalogOrNull(name)
                : Target.Recognise(vault, remember: false, pipeline.Warn);
            if (catalog is null || !report.Add(catalog, facts, cancellationToken))
            {
                unknown.Add(name);
            }
            else if (vault is not null)
            {
                Staleness.Report(catalog.ReadState(cancellationToken), catalog.Exists, vault, pipeline);
            }

            _meter.End();
        }

        if (unknown.Count > 0)
        {
            string said =
                $"Left out of the report: {Quantity.Of(unknown.Count, "vault")}, of which nothing is known: "
                + $"{string.Join(", ", unknown.Take(10))}{(unknown.Count > 10 ? ", …" : "")}. Run "
                + "Update-GlacierCatalog for each.";
            report.Note(Anonymize ? $"{Quantity.Of(unknown.Count, "vault")} left out: nothing is known yet." : said);
            pipeline.Warn(said);
        }

        if (report.Vaults == 0)
        {
            throw new GlacierInputException(
                "CatalogEmpty",
                $"Nothing is known yet of {(_wanted.Contains("*") ? "any vault" : Words())}, so there is nothing to "
                    + "report on. Run Update-GlacierCatalog, or Import-GlacierCatalog."
            );
        }

        report.Write(file);
    }

    /// <summary>With the copies of the vault that this machine knows of.</summary>
    private async Task<VaultFacts> WithCopiesAsync(VaultFacts facts, CancellationToken cancellationToken)
    {
        if (!CopyFolders.HasAny(Target))
        {
            return facts;
        }

        try
        {
            string folder = await Target.CopyFolderAsync(facts.VaultName, cancellationToken);
            using var records = new CopyRecords(folder, facts.VaultName);
            bool isRunning = FileLock.IsTaken(CopyFolders.LockIn(folder, facts.VaultName));
            DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
            return facts with { Copies = VaultCopies.Read(records, isRunning, now, cancellationToken) };
        }
        catch (GlacierException error)
        {
            string said = $"The records of copies of vault {facts.VaultName} could not be read: {error.Message}";
            return facts with { NotAsked = [.. facts.NotAsked, said] };
        }
    }

    /// <summary>The vaults that the service lists; none where it cannot be asked.</summary>
    private async Task<IReadOnlyList<VaultDescription>> ListAsync(
        List<string> unasked,
        CancellationToken cancellationToken
    )
    {
        var listed = new List<VaultDescription>();
        try
        {
            IAsyncEnumerable<VaultDescription> all = Pages.ItemsAsync(
                (marker, token) => Glacier.ListVaultsAsync(marker, limit: null, token),
                cancellationToken
            );
            await foreach (VaultDescription vault in all)
            {
                Target.Learn(vault.VaultARN);
                listed.Add(vault);
            }
        }
        catch (GlacierException error)
        {
            unasked.Add(
                "The service could not be asked how things stand: this is what the catalogue knows, without locks, "
                    + $"jobs and uploads. {error.Message}"
            );
        }

        return listed;
    }

    /// <summary>The names that are meant, of those that the service lists and those that the catalogue knows.</summary>
    private string[] Names(IReadOnlyList<VaultDescription> listed)
    {
        Func<string, bool> fits = NamePatterns.Match([.. _wanted])!;
        IEnumerable<string> known = Target
            .KnownVaults()
            .Where(state => state.SetAside is null)
            .Select(state => state.VaultName);
        string[] found =
        [
            .. listed.Select(vault => vault.VaultName).Concat(known).Where(fits).Distinct(StringComparer.Ordinal),
        ];
        return
        [
            .. found
                .Union(
                    _wanted.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)),
                    StringComparer.OrdinalIgnoreCase
                )
                .Order(StringComparer.Ordinal),
        ];
    }
}
