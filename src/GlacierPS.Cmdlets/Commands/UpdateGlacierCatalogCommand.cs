using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// InitiateJob, DescribeJob, GetJobOutput: takes a vault's last inventory into the catalogue. Stopped and run again it
/// waits on for the same job.
/// </summary>
[Cmdlet(VerbsData.Update, "GlacierCatalog", SupportsShouldProcess = true)]
[OutputType(typeof(CatalogState))]
public sealed class UpdateGlacierCatalogCommand : VaultCmdlet
{
    private string? _updating;

    /// <summary>How long to wait for a job, as a time span or in seconds; for ever if nothing is said.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Time between two questions about jobs, as a time span or in seconds, at least 1 s.</summary>
    [Parameter]
    [Seconds(1)]
    public TimeSpan? PollInterval { get; set; }

    /// <summary>Takes the inventory in although the catalogue knows it already.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override string? LeftByStop =>
        _updating is null
            ? null
            : $"Stopped. The catalogue of vault '{_updating}' is as it was, and an inventory job that was started goes "
                + "on at the service: run the same command again, and it waits for that one.";

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        Attempt(
            () =>
            {
                CheckVaultName();
                if (!ShouldProcess(VaultName, "Take the last inventory into the catalogue"))
                {
                    return;
                }

                var meter = new ProgressMeter("Updating the catalogue", "inventories");
                meter.Begin(VaultName, bytes: 0);
                _updating = VaultName;
                Run(
                    async (pipeline, token) =>
                    {
                        var errors = new PassingErrors(pipeline.Warn, pipeline.Verbose, limit: Timeout);
                        VaultDescription vault = await errors.RunAsync(
                            $"The vault '{VaultName}' could not be looked up",
                            () => Glacier.DescribeVaultAsync(VaultName, token),
                            token
                        );
                        VaultCatalog catalog = Target.Recognise(vault, remember: true, pipeline.Warn);
                        var update = new CatalogUpdate(
                            Glacier,
                            catalog,
                            new MeterProgress(meter, pipeline, knowsSize: false),
                            errors
                        );
                        meter.Watch(update.Describe);
                        var wait = new JobWaitOptions { Timeout = Timeout, PollInterval = PollInterval };
                        pipeline.Write(await update.RunAsync(Force, wait, token));
                    },
                    meter
                );
                _updating = null;
                meter.Complete(this);
            },
            VaultName
        );
}
