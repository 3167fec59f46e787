using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>ListJobs, or DescribeJob for a given ID. Lists newest first, as the service does.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierJob", DefaultParameterSetName = ListSet)]
[OutputType(typeof(JobDescription))]
public sealed class GetGlacierJobCommand : VaultsCmdlet
{
    private const string ListSet = "List";
    private const string OneSet = "One";

    /// <summary>The jobs to describe; all that the vault still knows if none is given.</summary>
    [Parameter(
        Mandatory = true,
        Position = 1,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = OneSet
    )]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobIdCompleter))]
    public string[] JobId { get; set; } = [];

    /// <summary>Only jobs of this status.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Alias("StatusCode")]
    public JobStatus? Status { get; set; }

    /// <summary>Only jobs that have ended, well or badly.</summary>
    [Parameter(ParameterSetName = ListSet)]
    public SwitchParameter Completed { get; set; }

    /// <summary>
    /// A text that comes down the pipe alone is bound to both parameters, and means the vault.
    /// </summary>
    private protected override bool IsOfOneVault =>
        ParameterSetName == OneSet && !JobId.AsSpan().SequenceEqual(VaultName);

    private protected override void Process(string vaultName)
    {
        if (!IsOfOneVault)
        {
            Run((pipeline, token) => ListAsync(vaultName, pipeline, token));
            return;
        }

        foreach (string id in JobId)
        {
            Attempt(() => Describe(vaultName, id), id);
        }
    }

    private void Describe(string vaultName, string jobId) =>
        WriteObject(Names.With([Run(token => Glacier.DescribeJobAsync(vaultName, jobId, token))])[0]);

    private JobNames Names => new(Target);

    private Task ListAsync(string vaultName, IPipeline pipeline, CancellationToken cancellationToken) =>
        pipeline.WritePagesAsync(
            async marker =>
            {
                Page<JobDescription> page = await Glacier.ListJobsAsync(
                    vaultName,
                    Status,
                    Completed ? true : null,
                    marker,
                    limit: null,
                    cancellationToken
                );
                return page with { Items = Names.With(page.Items) };
            },
            cancellationToken
        );
}
