using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Brings a catalogue up to the vault's last inventory. Stopped and run again it goes on with the job that it had
/// started, since the service itself lists it.
/// </summary>
/// <param name="glacier">The service.</param>
/// <param name="catalog">The catalogue.</param>
/// <param name="progress">Told what is waited for, and how the download goes.</param>
/// <param name="errors">Told of passing errors; null if that is <paramref name="progress"/>.</param>
public sealed class CatalogUpdate(
    IGlacier glacier,
    VaultCatalog catalog,
    ITransferProgress? progress = null,
    PassingErrors? errors = null
)
{
    // Bytes that are copied at once.
    private const int CopySize = 1 << 20;

    // Lost responses in a row to the request for a job.
    private const int MaxLostResponses = 5;

    private readonly PassingErrors _errors = errors ?? new PassingErrors(text => progress?.Warn(text), Note(progress));
    private JobWaiter? _waiter;

    /// <summary>The job that is waited for, in one line; null if none is. Any thread may ask.</summary>
    public string? Describe() => _waiter?.Describe();

    /// <summary>Updates it, unless it knows the last inventory already.</summary>
    /// <param name="always">Whether it is to be updated all the same.</param>
    /// <param name="wait">How to wait for a job.</param>
    /// <param name="cancellationToken">Stops it; the catalogue stays as it was, and the job goes on.</param>
    /// <exception cref="GlacierServiceException">The service refused; before the vault's first inventory it
    /// does.</exception>
    /// <exception cref="TimeoutException">The job has not ended in time.</exception>
    public async Task<CatalogState> RunAsync(bool always, JobWaitOptions wait, CancellationToken cancellationToken)
    {
        VaultDescription vault = await _errors.RunAsync(
            $"The vault '{catalog.VaultName}' could not be looked up",
            () => glacier.DescribeVaultAsync(catalog.VaultName, cancellationToken),
            cancellationToken
        );
        CatalogState known = catalog.ReadState(cancellationToken);
        if (!always && known.NewestAt > vault.LastInventoryDate)
        {
            progress?.Note(
                $"The catalogue of vault '{catalog.VaultName}' knows its last inventory, of "
                    + $"{ShownTime.ToMinute(known.InventoryDate)}, already."
            );
            return known;
        }

        JobDescription job =
            await FindAsync(vault.LastInventoryDate, cancellationToken) ?? await StartAsync(vault, cancellationToken);
        return await TakeAsync(await WaitAsync(job, wait, cancellationToken), always, cancellationToken);
    }

    /// <summary>
    /// Takes in the newest inventory whose job has ended already, if the catalogue does not know it. Nothing is
    /// started, and nothing waited for.
    /// </summary>
    /// <returns>What the catalogue knows now; null if there is no such job.</returns>
    public async Task<CatalogState?> TakeFinishedAsync(CancellationToken cancellationToken)
    {
        CatalogState known = catalog.ReadState(cancellationToken);
        JobDescription? newest = await NewestAsync(
            JobList.OfStatusAsync(glacier, catalog.VaultName, JobStatus.Succeeded, cancellationToken),
            known.NewestAt
        );
        return newest is null ? null : await TakeAsync(newest, always: false, cancellationToken);
    }

    /// <summary>
    /// Fetches the whole output first, and takes it in then: while it is taken in nobody else can write, and an upload
    /// that is to be noted cannot wait for a download.
    /// </summary>
    private async Task<CatalogState> TakeAsync(JobDescription job, bool always, CancellationToken cancellationToken)
    {
        // Beside the database, which needs as much room again, and not where all users' temporary files are.
        OwnFiles.CreateFolder(catalog.Folder);
        await using FileStream spool = TemporaryFile.Create(catalog.Folder, "inventory");
        await FetchAsync(job, spool, cancellationToken);
        spool.Position = 0;
        IAsyncEnumerable<InventoryArchive> archives = InventoryReader.ReadAsync(
            spool,
            InventoryFormat.Json,
            new InventorySource(job.VaultName, job.VaultARN),
            cancellationToken
        );
        return await catalog.UpdateAsync(
            archives,
            new InventoryOrigin { NewestAt = job.CreationDate, Force = always },
            cancellationToken
        );
    }

    private async Task FetchAsync(JobDescription job, FileStream spool, CancellationToken cancellationToken)
    {
        await using JobOutputStream output = await JobOutputStream.OpenAsync(
            glacier,
            job,
            new DownloadOptions { Progress = progress, RetryDelay = _errors.First },
            cancellationToken
        );
        try
        {
            var buffer = new byte[CopySize];
            int read;
            do
            {
                read = await _errors.RunAsync(
                    $"The inventory of vault '{catalog.VaultName}' could not be read on",
                    async () => await output.ReadAsync(buffer, cancellationToken),
                    cancellationToken
                );
                await spool.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            } while (read > 0);
        }
        catch (IOException error) when (DiskSpace.IsExhausted(error))
        {
            throw DiskSpace.Error(spool.Name, output.Length, kept: 0, error);
        }
    }

    /// <summary>The newest job on the whole inventory, if it was started after that was taken.</summary>
    private Task<JobDescription?> FindAsync(DateTime? since, CancellationToken cancellationToken) =>
        _errors.RunAsync(
            $"The jobs of vault '{catalog.VaultName}' could not be listed",
            () => NewestAsync(JobList.UsableAsync(glacier, catalog.VaultName, cancellationToken), since),
            cancellationToken
        );

    private static async Task<JobDescription?> NewestAsync(IAsyncEnumerable<JobDescription> jobs, DateTime? since)
    {
        JobDescription? newest = null;
        await foreach (JobDescription job in jobs)
        {
            if (
                job.Action == JobAction.InventoryRetrieval
                && job.InventoryRetrievalParameters
                    is null
                        or { Format: InventoryFormat.Json, StartDate: null, EndDate: null, Limit: null, Marker: null }
                && !(job.CreationDate <= since)
                && !(job.CreationDate < newest?.CreationDate)
            )
            {
                newest = job;
            }
        }

        return newest;
    }

    private async Task<JobDescription> StartAsync(VaultDescription vault, CancellationToken cancellationToken)
    {
        var request = new InventoryRetrievalRequest
        {
            VaultName = catalog.VaultName,
            Description = "GlacierPS: catalogue",
        };
        for (int lostResponses = 0; ; )
        {
            try
            {
                string id = await _errors.RunAsync(
                    $"The job for the inventory of vault '{catalog.VaultName}' could not be initiated",
                    () => glacier.InitiateJobAsync(request, cancellationToken),
                    cancellationToken
                );
                return await _errors.RunAsync(
                    $"The job {id} could not be looked up",
                    () => glacier.DescribeJobAsync(catalog.VaultName, id, cancellationToken),
                    cancellationToken
                );
            }
            catch (GlacierConnectionException error) when (error.MayHaveHappened && ++lostResponses <= MaxLostResponses)
            {
                // The response was lost: the vault's list tells whether the job exists.
                progress?.Note($"{error.Message} The list of jobs is looked at.");
                if (await FindAsync(vault.LastInventoryDate, cancellationToken) is { } job)
                {
                    return job;
                }
            }
        }
    }

    private async Task<JobDescription> WaitAsync(
        JobDescription job,
        JobWaitOptions wait,
        CancellationToken cancellationToken
    )
    {
        if (job.Completed)
        {
            return job;
        }

        progress?.Note(
            $"Waiting for the inventory job {job.JobId} of vault '{job.VaultName}', which was started at "
                + $"{ShownTime.ToMinute(job.CreationDate)}; {Duration.Usual(job.Action, job.Tier)}."
        );
        _waiter = new JobWaiter(glacier, wait, _errors, Note(progress), cancellationToken);
        return await _waiter.WaitAsync(job.VaultName, job.JobId, known: job);
    }

    private static Action<string> Note(ITransferProgress? progress) => text => progress?.Note(text);
}
