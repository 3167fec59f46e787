using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>DeleteArchive. An archive that is already gone is no error.</summary>
[Cmdlet(VerbsCommon.Remove, "GlacierArchive", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveGlacierArchiveCommand : ConcurrentCmdlet<ArchiveInVault>
{
    private ArchiveWords _words = null!;
    private RegionPrices _prices = null!;

    /// <summary>The archives to delete.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveIdCompleter))]
    public string[] ArchiveId { get; set; } = [];

    /// <summary>Does not ask. -Confirm, where it is given, still does.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        (_words, _prices) = (new ArchiveWords(Target), this.PriceTable(null).Of(Target.Region));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (_words.Archives > 0)
        {
            SayTotal(_words.Deletion(_prices));
        }
    }

    private protected override ProgressMeter Meter { get; } = new("Removing archives", "archives");

    private protected override string? LeftByStop =>
        Meter.Begun == 0
            ? null
            : $"Stopped after {Quantity.Of(Meter.Ended, "archive")}. What was deleted is noted in the catalogue; "
                + "what was "
                + "not is still in the vault.";

    private protected override IEnumerable<ArchiveInVault> Prepare()
    {
        foreach (string id in ArchiveId)
        {
            foreach (ArchiveInVault key in Attempt(() => Confirm(id), id))
            {
                Meter.Begin(id, bytes: 0);
                yield return key;
            }
        }
    }

    private protected override async Task WorkAsync(
        ArchiveInVault item,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        await RetryPolicy.WhileThrottledAsync(
            async () =>
            {
                await Glacier.DeleteArchiveAsync(item.VaultName, item.ArchiveId, cancellationToken);
                return true;
            },
            error => pipeline.Verbose($"{error.Message} The archive {item.ArchiveId} is deleted later."),
            cancellationToken
        );
        await Target.NoteDeletedAsync(item.VaultName, [item.ArchiveId], pipeline.Warn, cancellationToken);
    }

    private protected override object TargetOf(ArchiveInVault item) => item.ArchiveId;

    private IReadOnlyList<ArchiveInVault> Confirm(string archiveId)
    {
        CheckVaultName();
        string target = ShowsTargets(ConfirmImpact.High, Force) ? _words.Of(VaultName, archiveId) : archiveId;
        if (IsWhatIf)
        {
            _words.Count(VaultName, archiveId, range: null, _prices);
        }

        return Confirms(Force, target, "Delete archive") ? [new ArchiveInVault(VaultName, archiveId)] : [];
    }
}

/// <summary>What tells an archive from all others.</summary>
public sealed record ArchiveInVault(string VaultName, string ArchiveId);
