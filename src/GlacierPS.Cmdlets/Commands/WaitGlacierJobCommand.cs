using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// Waits for jobs and emits each as it ends. It keeps nothing of its own: stopped and run again, it waits for the same
/// jobs.
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "GlacierJob")]
[OutputType(typeof(JobDescription))]
public sealed class WaitGlacierJobCommand : ConcurrentCmdlet<JobKey>
{
    // Waiting takes no more than a request now and then: many more jobs are waited for than are asked about at once.
    private const int JobsAtOnce = 4096;

    private JobWaiter? _waiter;
    private JobNames _names = null!;

    /// <summary>The jobs to wait for.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobIdCompleter))]
    public string[] JobId { get; set; } = [];

    /// <summary>How long to wait in all, as a time span or in seconds; for ever if nothing is said.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Time between two questions about jobs, as a time span or in seconds, at least 1 s.</summary>
    [Parameter]
    [Seconds(1)]
    public TimeSpan? PollInterval { get; set; }

    private protected override int Concurrency => JobsAtOnce;

    private protected override ProgressMeter Meter { get; } = new("Waiting for jobs", "jobs finished");

    private protected override string? LeftByStop =>
        Meter.Begun == Meter.Ended
            ? null
            : $"Stopped waiting for {Quantity.Of(Meter.Begun - Meter.Ended, "job")}: the work goes on at the service. "
                + "Wait again whenever you like.";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _names = new JobNames(Target);
        Meter.Watch(() => _waiter?.Describe());
    }

    private protected override IEnumerable<JobKey> Prepare()
    {
        foreach (string id in JobId)
        {
            foreach (JobKey key in Attempt(() => Key(id), id))
            {
                Meter.Begin(id, bytes: 0);
                yield return key;
            }
        }
    }

    private protected override async Task WorkAsync(
        JobKey item,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        JobDescription job = await Waiter(pipeline).WaitAsync(item.VaultName, item.JobId);
        if (job.StatusCode == JobStatus.Failed)
        {
            throw new GlacierTransferException(
                "JobFailed",
                $"Job {job.JobId} in vault {job.VaultName} failed: {job.StatusMessage}. "
                    + "It has no output; if its archive still exists, start another with Start-GlacierJob."
            );
        }

        pipeline.Write(_names.With([job])[0]);
    }

    private protected override object TargetOf(JobKey item) => item.JobId;

    private JobWaiter Waiter(IPipeline pipeline) =>
        LazyInitializer.EnsureInitialized(
            ref _waiter,
            () =>
                new JobWaiter(
                    Glacier,
                    new JobWaitOptions
                    {
                        Timeout = Timeout,
                        PollInterval = PollInterval,
                        ThrottleLimit = ThrottleLimit,
                        NameOf = _names.Of,
                    },
                    new PassingErrors(pipeline.Warn, pipeline.Verbose),
                    pipeline.Verbose,
                    Stop.Token
                )
        );

    private JobKey[] Key(string jobId)
    {
        CheckVaultName();
        return [new JobKey(VaultName, jobId)];
    }
}

/// <summary>What tells a job from all others.</summary>
public sealed record JobKey(string VaultName, string JobId);
