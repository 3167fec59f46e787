using GlacierPS.Core.Catalog;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Leases;

/// <summary>
/// The process on a machine. It works at windows as a copy does: jobs are listed once a window, those that are missing
/// are started, and each archive is moved when its job has ended, unless its object is there.
/// </summary>
internal sealed class SimulatedWorker(
    SimulatedWorld world,
    SimulatedNetwork network,
    SimulatedMachine machine,
    SimulatedServices services,
    IShareTable table,
    int threads
)
{
    public const decimal DollarsPerJob = 0.000025m;

    private static readonly TimeSpan s_poll = TimeSpan.FromMinutes(1);

    /// <summary>How it ended: empty while it runs, <c>done</c>, or an error's ID.</summary>
    public string Outcome { get; private set; } = "";

    public Exception? Error { get; private set; }

    public async Task RunAsync(
        ShareDefinition definition,
        Func<DateTime?, IEnumerable<PlannedWindow>>? plan,
        ShareOptions options
    )
    {
        while (Outcome is "" or "ShareNotPlanned")
        {
            try
            {
                Outcome = "";
                SharedWork? joined;
                while ((joined = await TryJoinAsync(definition, plan, options)) is null)
                {
                    // A machine that does not reach the table at its start ends; whoever started it does so again.
                    await Task.Delay(s_poll, machine);
                }

                await using SharedWork work = joined;
                await work.RunAsync(token => CopyAsync(work, token), CancellationToken.None);
                Outcome = "done";
            }
            catch (Exception error)
            {
                // So he does where the one machine that knows the archives is away for too long.
                (Outcome, Error) = ((error as GlacierException)?.ErrorId ?? error.GetType().Name, error);
            }
        }
    }

    private async Task<SharedWork?> TryJoinAsync(
        ShareDefinition definition,
        Func<DateTime?, IEnumerable<PlannedWindow>>? plan,
        ShareOptions options
    )
    {
        try
        {
            return await SharedWork.JoinAsync(table, definition, plan, options, _ => { }, CancellationToken.None);
        }
        catch (GlacierException error) when (error.CanRetry)
        {
            return null;
        }
    }

    private async Task CopyAsync(SharedWork work, CancellationToken cancellationToken)
    {
        var moving = new List<Task>();
        try
        {
            while (await work.TakeAsync(cancellationToken) is { } window)
            {
                IReadOnlyList<WindowArchive> archives = await window.ReadAsync("photos", cancellationToken);
                HashSet<string> jobs = await AgainAsync(services.ListJobs, cancellationToken);
                var left = new Queue<CatalogArchive>(archives.Select(archive => archive.Archive));
                await Task.WhenAll(
                    Enumerable.Range(0, threads).Select(_ => StartAsync(work, left, jobs, cancellationToken))
                );
                moving.Add(MoveAsync(work, window, archives, cancellationToken));
            }
        }
        finally
        {
            await Task.WhenAll(moving);
        }
    }

    private async Task StartAsync(
        SharedWork work,
        Queue<CatalogArchive> left,
        HashSet<string> jobs,
        CancellationToken cancellationToken
    )
    {
        while (left.TryDequeue(out CatalogArchive? archive))
        {
            if (
                jobs.Contains(archive.ArchiveId)
                || await AgainAsync(() => services.Head(archive.Name), cancellationToken) is not null
            )
            {
                continue;
            }

            await work.Budget.AllowAsync(archive.ArchiveId, archive.SizeInBytes, cancellationToken);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    await network.CallAsync(machine, () => services.Initiate(archive), cancellationToken, true);
                    break;
                }
                catch (GlacierConnectionException)
                {
                    HashSet<string> now = await AgainAsync(services.ListJobs, cancellationToken);
                    if (now.Contains(archive.ArchiveId))
                    {
                        break;
                    }

                    work.ThrowIfLost();
                }
            }
        }
    }

    private async Task MoveAsync(
        SharedWork work,
        SharedWindow window,
        IReadOnlyList<WindowArchive> archives,
        CancellationToken cancellationToken
    )
    {
        long failed = 0;
        foreach (CatalogArchive archive in archives.Select(archive => archive.Archive))
        {
            if (await AgainAsync(() => services.Head(archive.Name), cancellationToken) is not null)
            {
                continue;
            }

            while (!await AgainAsync(() => services.IsReady(archive.ArchiveId), cancellationToken))
            {
                await Task.Delay(s_poll, machine, cancellationToken);
            }

            await Task.Delay(TimeSpan.FromSeconds(1 + 5 * world.Random.NextDouble()), machine, cancellationToken);
            if (archive.ArchiveId == services.Failing)
            {
                failed++;
            }
            else if (await AgainAsync(() => services.Put(archive.Name, archive.ArchiveId), cancellationToken))
            {
                window.Add(archive.SizeInBytes);
            }
        }

        await work.EndAsync(window, failed, failed > 0 ? "It is damaged." : null, cancellationToken);
    }

    private async Task<T> AgainAsync<T>(Func<T> serve, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await network.CallAsync(machine, serve, cancellationToken);
            }
            catch (GlacierConnectionException)
            {
                await Task.Delay(TimeSpan.FromSeconds(2), machine, cancellationToken);
            }
        }
    }
}
