using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
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

    private SemaphoreSlim? _requests;
    private JobWaiter _waiter = null!;

    /// <summary>The jobs to wait for.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobIdCompleter))]
    public string[] JobId { get; set; } = [];

    /// <summary>How long to wait in all, as a time span or in seconds; for ever if nothing is said.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan? Timeout { get; set; }

    private protected override int Concurrency => JobsAtOnce;

    private protected override ProgressMeter Meter { get; } = new("Waiting for jobs", "jobs finished");

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _requests = new SemaphoreSlim(ThrottleLimit);
        base.BeginProcessing();
        _waiter = new JobWaiter(Glacier, Timeout, _requests);
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
        JobDescription job = await _waiter.WaitAsync(item.VaultName, item.JobId, pipeline.Warn, cancellationToken);
        if (job.StatusCode == JobStatus.Failed)
        {
            throw new GlacierTransferException(
                "JobFailed",
                $"Job {job.JobId} in vault {job.VaultName} failed: {job.StatusMessage}. "
                    + "It has no output; if its archive still exists, start another with Start-GlacierJob."
            );
        }

        pipeline.Write(job);
    }

    private protected override object TargetOf(JobKey item) => item.JobId;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _requests?.Dispose();
    }

    private JobKey[] Key(string jobId)
    {
        CheckVaultName();
        return [new JobKey(VaultName, jobId)];
    }
}

/// <summary>What tells a job from all others.</summary>
public sealed record JobKey(string VaultName, string JobId);
