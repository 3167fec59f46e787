using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// ListJobs, and S3's ListMultipartUploads: how far the copies of a vault have come, what is under way at the services,
/// and what failed.
/// </summary>
[Cmdlet(VerbsCommon.Get, "GlacierCopy", DefaultParameterSetName = BucketSet)]
[OutputType(typeof(CopyState))]
public sealed class GetGlacierCopyCommand : BucketCmdlet
{
    /// <summary>The vault; all whose copies this machine knows if nothing is said.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public override string VaultName { get; set; } = "";

    /// <summary>Only the copy in this bucket; all that this machine knows of if nothing is said.</summary>
    [Parameter(ParameterSetName = BucketSet)]
    [ValidatePattern(BucketPattern)]
    public string? Bucket { get; set; }

    /// <summary>The folder, in place of a bucket.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FolderSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Only the copy whose keys begin so.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Prefix { get; set; }

    private string? _place;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (MyInvocation.BoundParameters.ContainsKey(nameof(VaultName)))
        {
            Get();
            return;
        }

        Attempt(
            () =>
            {
                _place = Place(Bucket, Path);
                foreach (string vaultName in Known())
                {
                    VaultName = vaultName;
                    Get();
                }
            },
            null
        );
    }

    private void Get() =>
        Attempt(
            () =>
            {
                CheckVaultName();
                _place = Place(Bucket, Path);
                Run(GetAsync);
            },
            VaultName
        );

    /// <summary>The vaults of which this machine knows copies where they are asked for.</summary>
    private SortedSet<string> Known()
    {
        var known = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string folder in Target.Catalogs().Folders())
        {
            foreach (string vaultName in CopyRecords.Vaults(folder))
            {
                using var records = new CopyRecords(folder, vaultName);
                if (
                    records
                        .Destinations()
                        .Any(one =>
                            (_place is null || one.Bucket == _place) && (Prefix is null || one.Prefix == Prefix)
                        )
                )
                {
                    known.Add(vaultName);
                }
            }
        }

        return known;
    }

    private async Task GetAsync(IPipeline pipeline, CancellationToken cancellationToken)
    {
        string folder = await Target.CopyFolderAsync(VaultName, cancellationToken);
        using var records = new CopyRecords(folder, VaultName);
        bool isRunning = FileLock.IsTaken(CopyFolders.LockIn(folder, VaultName));
        DateTime now = DateTime.UtcNow;
        decimal spent = new SpendingLedger(folder).Spent(VaultName, now - SpendingLimit.Counted);
        foreach (CopyDestination destination in records.Meant(VaultName, _place, Prefix))
        {
            if (destination.VaultName.Length == 0)
            {
                throw new GlacierInputException(
                    "NothingCopied",
                    $"This machine knows of no copy of the vault '{VaultName}' in '{_place}/{Prefix}'. "
                        + "Test-GlacierCopy with the same bucket and prefix looks whether there is one, and notes it."
                );
            }

            // One process copies a vault, to the destination that was begun last.
            CopyState state = CopyState.Of(
                destination,
                records.Failures(destination),
                records.Count(destination),
                isRunning && destination == records.Destinations()[0] && destination.Ended is null,
                now
            );
            (long running, long ready) = await JobsAsync(records, destination, pipeline, cancellationToken);
            pipeline.Write(
                state with
                {
                    JobsInProgress = running,
                    JobsReady = ready,
                    OpenUploads = await UploadsAsync(destination, pipeline, cancellationToken),
                    Spent = spent,
                }
            );
        }
    }

    private async Task<(long Running, long Ready)> JobsAsync(
        CopyRecords records,
        CopyDestination destination,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        long running = 0;
        var ready = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await foreach (JobDescription job in JobList.UsableAsync(Glacier, VaultName, cancellationToken))
            {
                if (job is { Action: JobAction.ArchiveRetrieval, ArchiveId: { } archiveId })
                {
                    if (job.StatusCode == JobStatus.InProgress)
                    {
                        running++;
                    }
                    else
                    {
                        ready.Add(archiveId);
                    }
                }
            }
        }
        catch (ResourceNotFoundException)
        {
            pipeline.Verbose($"The vault '{VaultName}' is removed, and has no jobs.");
        }
        catch (GlacierException error) when (error is GlacierConnectionException or GlacierCredentialsException)
        {
            pipeline.Warn($"The vault's jobs could not be asked for: {error.Message}");
        }

        return (running, ready.Count - records.Find(destination, ready).Count);
    }

    private async Task<long> UploadsAsync(
        CopyDestination destination,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        using IBucket bucket = OpenBucket(destination.Bucket, BucketSettings(destination.Settings));
        long open = 0;
        try
        {
            await foreach (var _ in bucket.ListUploadsAsync(destination.Prefix, cancellationToken))
            {
                open++;
            }
        }
        catch (GlacierException error)
        {
            pipeline.Warn($"The bucket's open uploads could not be asked for: {error.Message}");
        }

        return open;
    }
}
