using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Errors;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Sync;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// UploadArchive or multipart, and DeleteArchive: brings what is new or changed in a folder into a vault.
/// </summary>
[Cmdlet(VerbsData.Sync, "GlacierFolder", SupportsShouldProcess = true)]
[OutputType(typeof(SyncResult), typeof(SyncStep))]
public sealed class SyncGlacierFolderCommand : VaultCmdlet
{
    private const string FormsMeaning =
        "Their files were compared by the size, time and MD5 that {0} kept of them; a file that is sent again is "
        + "stored as "
        + "it is.";

    private readonly ProgressMeter _meter = new("Syncing to Glacier", "files");

    /// <summary>The folder.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>
    /// Stands before each file's path in its name; archives that are called otherwise are left alone.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Prefix { get; set; }

    /// <summary>Only files with such names, or such paths below the folder.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Include { get; set; } = [];

    /// <summary>No files and folders with such names, or such paths below the folder.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Exclude { get; set; } = [];

    /// <summary>Takes files and folders that are links, too.</summary>
    [Parameter]
    public SwitchParameter FollowLinks { get; set; }

    /// <summary>Hashes every file, also those whose size and time are the archive's.</summary>
    [Parameter]
    public SwitchParameter CompareHash { get; set; }

    /// <summary>Deletes archives whose file is missing, and those that a changed file has replaced.</summary>
    [Parameter]
    public SwitchParameter Remove { get; set; }

    /// <summary>How names are written into descriptions.</summary>
    [Parameter]
    public NameFormat NameFormat { get; set; } = NameFormat.Mt2;

    /// <summary>
    /// Size of a part in bytes: a power of two from 1MB to 4GB; by default chosen by the size of the archive.
    /// </summary>
    [Parameter]
    public long? PartSize { get; set; }

    /// <summary>Number of files that are sent at the same time, 1 to 256; fewer while no more
    /// gains anything.</summary>
    [Parameter]
    [ValidateRange(1, ConcurrencyBudget.Most)]
    public int ThrottleLimit { get; set; } = ConcurrencyBudget.Most;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Require(
            () =>
            {
                if (PartSize is { } size)
                {
                    PartPlan.CheckPartSize(size);
                }
            },
            PartSize
        );
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Sync, VaultName);

    private void Sync()
    {
        CheckVaultName();
        var options = new SyncOptions
        {
            Folder = this.FolderPath(Path),
            Prefix = Prefix,
            Scan = FileSelection.Of(Include, Exclude, FollowLinks),
            CompareHashes = CompareHash,
            Remove = Remove,
            NameFormat = NameFormat,
        };
        using DryRunFolder? aside = IsWhatIf ? new DryRunFolder() : null;
        VaultCatalog catalog = null!;
        Run(async (pipeline, token) => catalog = await OpenAsync(aside, pipeline, token));
        var sync = new FolderSync(Glacier, catalog, options);
        SyncPlan plan = Run(sync.PlanAsync);
        Report(plan);
        List<SyncStep> steps = [.. plan.Steps.Where(Confirm)];
        if (IsWhatIf)
        {
            WriteObject(plan.Steps, enumerateCollection: true);
        }

        SayTotal(Total(plan.Steps));
        foreach (SyncStep step in steps)
        {
            _meter.Begin(step.Name, step.FullName is null ? 0 : step.SizeInBytes);
        }

        Run((pipeline, token) => DoAsync(sync, steps, pipeline, token), _meter);
        _meter.Complete(this);
    }

    private void Report(SyncPlan plan)
    {
        foreach (SkippedEntry entry in plan.Unreadable)
        {
            WriteError(ErrorRecords.From(entry.Error!, entry.Path));
        }

        foreach (string skipped in plan.Skipped)
        {
            WriteWarning(skipped);
        }

        if (plan.Links > 0)
        {
            WriteWarning($"{Quantity.Of(plan.Links, "link")} left out; -FollowLinks sends what links lead to.");
        }

        if (plan.Kept > 0)
        {
            WriteWarning(
                $"Not removed: the archives of {Quantity.Of(plan.Kept, "name")}. The file, or a folder above it, is a "
                    + "link or could not be read, so that it is not known whether it is still wanted."
            );
        }

        if (plan.OtherNames is [var first, ..])
        {
            WriteWarning(
                $"The vault seems to have {Quantity.Of(plan.OtherNames.Count, "new file")} under another name, such as "
                    + $"'{first.Name}' as '{first.ArchiveName}': sent again, the vault has it twice. Names begin at "
                    + "-Path: give -Prefix, or a folder above or below, if these are the same."
            );
        }

        if (plan.Forms.Describe(FormsMeaning) is { } packed)
        {
            WriteWarning(packed);
        }

        WriteVerbose($"{Quantity.Of(plan.Unchanged, "file")} unchanged.");
    }

    /// <summary>
    /// The vault's catalogue, with a warning where there is a newer inventory.
    /// </summary>
    private async Task<VaultCatalog> OpenAsync(
        DryRunFolder? aside,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        VaultDescription vault = await Glacier.DescribeVaultAsync(VaultName, cancellationToken);
        VaultCatalog catalog = Target.CatalogForSending(vault, aside, pipeline.Warn, cancellationToken);
        if (catalog.Exists && vault.LastInventoryDate is not null)
        {
            Staleness.Report(catalog.ReadState(cancellationToken), exists: true, vault, pipeline);
        }

        return catalog;
    }

    private protected override string? LeftByStop =>
        _meter.Begun == _meter.Ended
            ? null
            : $"Stopped after {Digits.Of(_meter.Ended)} of {Quantity.Of(_meter.Begun, "step")}. What was sent "
                + "of the others is kept: run the same command again, and it goes on from there.";

    private string Total(IReadOnlyCollection<SyncStep> steps)
    {
        SyncStep[] sent = [.. steps.Where(step => step.Action != SyncAction.Remove)];
        SyncStep[] removed = [.. steps.Where(step => step.Action == SyncAction.Remove)];
        return $"In all: {Quantity.Of(sent.Length, "file")}, "
            + $"{ByteSize.Format(sent.Sum(step => step.SizeInBytes))}, would "
            + $"be sent to vault {VaultName}, and {Quantity.Of(removed.Length, "archive")}, "
            + $"{ByteSize.Format(removed.Sum(step => step.SizeInBytes))}, deleted from it.";
    }

    private bool Confirm(SyncStep step) =>
        step.Action == SyncAction.Remove
            ? ShouldProcess($"'{step.Name}' ({ByteSize.Format(step.SizeInBytes)})", $"Delete from vault {VaultName}")
            : ShouldProcess(
                $"{step.FullName} as '{step.Name}' ({ByteSize.Format(step.SizeInBytes)})",
                $"Send {(step.Action == SyncAction.SendNew ? "new" : "changed")} to vault {VaultName}"
            );

    private Task DoAsync(
        FolderSync sync,
        List<SyncStep> steps,
        IPipeline pipeline,
        CancellationToken cancellationToken
    ) =>
        Parallel.ForEachAsync(
            steps,
            new ParallelOptions { MaxDegreeOfParallelism = ThrottleLimit, CancellationToken = cancellationToken },
            async (step, token) =>
            {
                try
                {
                    var upload = new UploadOptions
                    {
                        PartSize = PartSize,
                        ThrottleLimit = ThrottleLimit,
                        Budget = Target.Budget,
                        JournalFolder = UserFolders.Transfers,
                        Connection = Target.Identity,
                        Progress = new MeterProgress(_meter, pipeline),
                    };
                    pipeline.WriteAll(await sync.DoAsync(step, upload, token));
                }
                catch (Exception error) when (!Stop.IsCancellationRequested)
                {
                    pipeline.Fail(error, step.FullName ?? step.Name);
                }
                finally
                {
                    // What a stop has cut off has not ended.
                    if (!Stop.IsCancellationRequested)
                    {
                        _meter.End();
                    }
                }
            }
        );
}
