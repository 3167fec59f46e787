using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>ListJobs, or DescribeJob for a given ID. Lists newest first, as the service does.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierJob", DefaultParameterSetName = ListSet)]
[OutputType(typeof(JobDescription))]
public sealed class GetGlacierJobCommand : VaultCmdlet
{
    private const string ListSet = "List";
    private const string OneSet = "One";

    /// <summary>The jobs to describe; all that the vault still knows if none is given.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = OneSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobIdCompleter))]
    public string[] JobId { get; set; } = [];

    /// <summary>Only jobs of this status.</summary>
    [Parameter(ParameterSetName = ListSet)]
    public JobStatus? Status { get; set; }

    /// <summary>Only jobs that have ended, well or badly.</summary>
    [Parameter(ParameterSetName = ListSet)]
    public SwitchParameter Completed { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ListSet)
        {
            Attempt(List, VaultName);
            return;
        }

        foreach (string id in JobId)
        {
            Attempt(() => Describe(id), id);
        }
    }

    private void Describe(string jobId)
    {
        CheckVaultName();
        WriteObject(Run(token => Glacier.DescribeJobAsync(VaultName, jobId, token)));
    }

    private void List()
    {
        CheckVaultName();
        Run(ListAsync);
    }

    private Task ListAsync(IPipeline pipeline, CancellationToken cancellationToken) =>
        pipeline.WritePagesAsync(
            marker =>
                Glacier.ListJobsAsync(
                    VaultName,
                    Status,
                    Completed ? true : null,
                    marker,
                    limit: null,
                    cancellationToken
                ),
            cancellationToken
        );
}
