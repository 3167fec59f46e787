using System.Collections.Concurrent;
using System.Net;
using System.Reflection;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Tests.Service;
using GlacierPS.Core.Transfer.Download;
using GlacierPS.Local;

namespace GlacierPS.Core.Tests.Restore;

public sealed class RestoreWaitTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _warnings = new();
    private readonly ConcurrentQueue<RestoreState> _states = new();
    private RestoreScene _scene = null!;

    public async ValueTask InitializeAsync() =>
        _scene = new RestoreScene(
            await LocalService.StartAsync(options =>
                options with
                {
                    JobTimes = new JobTimes { Standard = TimeSpan.FromHours(4), Inventory = TimeSpan.Zero },
                }
            )
        );

    public ValueTask DisposeAsync()
    {
        _scene.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void What_a_limit_of_cost_left_out_is_not_started_and_has_not_failed()
    {
        var item = new RestoreItem { VaultName = "photos", ArchiveId = "1" };
        RestoreState left = RestoreState.Of(item, new GlacierInputException("MaxCostReached", "Too dear."));
        Assert.Equal((RestoreStage.NotStarted, "Too dear."), (left.State, left.Reason));
        Assert.Equal(RestoreStage.Failed, RestoreState.Of(item, new GlacierInputException("KeyTaken", "x")).State);
    }

    [Fact]
    public async Task C01_A_restore_ends_well_though_every_operation_fails_at_first()
    {
        List<RestoreItem> items = await StoreAsync("a.txt", "b.txt", "c.txt", "d.txt", "e.txt");
        (IGlacier glacier, FaultyGlacier faults) = FaultyGlacier.Before(
            _scene.Service.Glacier,
            (_, before) => before < 8 ? new ServiceUnavailableException("Not now.", (HttpStatusCode)503, "r") : null
        );
        _scene.Service.After = request =>
        {
            // Jobs end as soon as all were started.
            if (request.Method == HttpMethod.Post && _scene.Service.JobsStarted == items.Count)
            {
                _scene.Service.Time.Advance(TimeSpan.FromHours(5));
            }
        };
        await RunAsync(glacier, items);

        Assert.Empty(_scene.Failed);
        Assert.Equal(5, _scene.Files().Count);
        Assert.Equal(5, _scene.Service.JobsStarted);
        Assert.Single(_warnings);
        Assert.InRange(faults.Count(nameof(IGlacier.GetJobOutputAsync)), 9, 100);
    }

    [Fact]
    public async Task C01_A_download_that_failed_for_a_minute_is_gone_on_with()
    {
        List<RestoreItem> items = await StoreAsync("a.txt");
        int tries = 0;
        (IGlacier glacier, _) = FaultyGlacier.Before(
            _scene.Service.Glacier,
            (method, _) =>
                method == nameof(IGlacier.GetJobOutputAsync) && ++tries <= 3 * new DownloadOptions().Attempts
                    ? new GlacierConnectionException(null, "Nothing answers.", new IOException())
                    : null
        );
        EndJobsWhenStarted();
        await RunAsync(glacier, items);

        Assert.Empty(_scene.Failed);
        Assert.Equal("a.txt", Assert.Single(_scene.Files()).Value);
        Assert.Single(_warnings);
    }

    [Fact]
    public async Task C03_Without_waiting_jobs_are_started_once_and_what_is_ready_is_received()
    {
        List<RestoreItem> items = await StoreAsync("a.txt", "b.txt");
        await RunAsync(_scene.Service.Glacier, items, options => options with { NoWait = true });
        Assert.Equal(
            [("a.txt", RestoreStage.InProgress), ("b.txt", RestoreStage.InProgress)],
            _states.Select(state => (state.Name!, state.State)).Order()
        );
        Assert.All(_states, state => Assert.NotNull(state.JobId));

        _scene.Service.Time.Advance(TimeSpan.FromHours(1));
        await RunAsync(_scene.Service.Glacier, items, options => options with { NoWait = true });
        Assert.Equal(2, _states.Count);
        Assert.Empty(_scene.Restored);

        _scene.Service.Time.Advance(TimeSpan.FromHours(4));
        await RunAsync(_scene.Service.Glacier, items, options => options with { NoWait = true });
        Assert.Empty(_states);
        Assert.Equal(2, _scene.Restored.Count);
        Assert.Equal(2, _scene.Files().Count);
        Assert.Equal(2, _scene.Service.JobsStarted);
    }

    [Fact]
    public async Task C03_Without_waiting_what_may_not_be_started_yet_is_told_with_the_reason()
    {
        List<RestoreItem> items = await StoreAsync("a.txt", "b.txt");
        await RunAsync(
            _scene.Service.Glacier,
            items,
            options => options with { NoWait = true, MaxBytesPerHour = 7, ThrottleLimit = 1 }
        );

        Assert.Equal(
            [RestoreStage.InProgress, RestoreStage.NotStarted],
            _states.Select(state => state.State).Order().Reverse()
        );
        RestoreState left = _states.Single(state => state.State == RestoreStage.NotStarted);
        Assert.Contains("7 bytes an hour", left.Reason, StringComparison.Ordinal);
        Assert.Null(left.JobId);
        Assert.Equal(1, _scene.Service.JobsStarted);
    }

    [Fact]
    public async Task C03_Without_waiting_what_the_accounts_policy_refuses_is_told_with_the_reason()
    {
        List<RestoreItem> items = await StoreAsync("a.txt");
        (IGlacier glacier, _) = FaultyGlacier.Before(
            _scene.Service.Glacier,
            (method, _) =>
                method == nameof(IGlacier.InitiateJobAsync)
                    ? new PolicyEnforcedException("Too much for this hour.", (HttpStatusCode)400, "r")
                    : null
        );
        await RunAsync(glacier, items, options => options with { NoWait = true }).WaitAsync(TimeSpan.FromMinutes(1));

        RestoreState left = Assert.Single(_states);
        Assert.Equal(RestoreStage.NotStarted, left.State);
        Assert.Contains("Too much for this hour.", left.Reason, StringComparison.Ordinal);
        Assert.Equal(0, _scene.Service.JobsStarted);
    }

    [Fact]
    public async Task C06_A_job_of_no_archive_in_the_list_is_passed_over()
    {
        List<RestoreItem> items = await StoreAsync("a.txt");
        await _scene.Service.Glacier.InitiateJobAsync(
            new ArchiveRetrievalRequest { VaultName = "photos", ArchiveId = items[0].ArchiveId },
            default
        );
        IGlacier glacier = Nameless.Before(_scene.Service.Glacier);
        EndJobsWhenStarted();
        await RunAsync(glacier, items);

        Assert.Empty(_scene.Failed);
        Assert.Equal("a.txt", Assert.Single(_scene.Files()).Value);
        Assert.Equal(2, _scene.Service.JobsStarted);
    }

    [Fact]
    public async Task C03_A_time_out_ends_a_restore_and_the_same_call_goes_on()
    {
        List<RestoreItem> items = await StoreAsync("a.txt", "b.txt");
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() =>
            RunAsync(_scene.Service.Glacier, items, options => options with { Timeout = TimeSpan.FromSeconds(1) })
        );
        Assert.Contains("2 of 2 archives", error.Message, StringComparison.Ordinal);

        _scene.Service.Time.Advance(TimeSpan.FromHours(5));
        await RunAsync(_scene.Service.Glacier, items, options => options with { Timeout = TimeSpan.FromMinutes(1) });
        Assert.Equal(2, _scene.Restored.Count);
        Assert.Equal(2, _scene.Service.JobsStarted);
    }

    [Fact]
    public async Task C01_The_time_out_bounds_the_planning_too()
    {
        List<RestoreItem> items = await StoreAsync("a.txt");
        (IGlacier glacier, _) = FaultyGlacier.Before(
            _scene.Service.Glacier,
            (method, _) =>
                method == nameof(IGlacier.ListJobsAsync)
                    ? new ServiceUnavailableException("Not now.", (HttpStatusCode)503, "r")
                    : null
        );
        await Assert.ThrowsAsync<ServiceUnavailableException>(() =>
            RunAsync(glacier, items, options => options with { Timeout = TimeSpan.FromSeconds(0.5) })
        );
    }

    [Fact]
    public async Task C06_A_job_that_retrieves_another_archive_is_not_used()
    {
        List<RestoreItem> items =
        [
            .. (await StoreAsync("a.txt", "b.txt")).Select(item => new RestoreItem
            {
                VaultName = item.VaultName,
                ArchiveId = item.ArchiveId,
            }),
        ];
        IGlacier glacier = Confused.Before(_scene.Service.Glacier);
        EndJobsWhenStarted();
        await RunAsync(glacier, items, options => options with { ThrottleLimit = 1 });

        // Each file has its name as its content.
        KeyValuePair<string, string> file = Assert.Single(_scene.Files());
        Assert.Equal(file.Key, file.Value);
        Assert.Equal(
            "JobOfAnother",
            Assert.IsAssignableFrom<GlacierException>(Assert.Single(_scene.Failed).Error).ErrorId
        );
    }

    [Fact]
    public void C06_An_absurd_size_is_no_overflow()
    {
        var job = new JobDescription
        {
            JobId = "j",
            VaultARN = "a",
            Action = JobAction.ArchiveRetrieval,
            StatusCode = JobStatus.Succeeded,
            Completed = true,
            CreationDate = DateTime.UtcNow,
            ArchiveSizeInBytes = long.MaxValue,
        };
        Assert.False(RetrievalJobs.Lasts(job, new RestoreOptions { Folder = "" }));
    }

    [Fact]
    public void C03_The_newest_of_a_name_is_the_only_one()
    {
        RestoreItem[] items =
        [
            Item("1", "a.txt", 1),
            Item("2", "a.txt", 3),
            Item("3", "a.txt", 2),
            Item("4", "b.txt", null),
            Item("5", null, null),
            Item("6", "A.txt", 1),
        ];

        Assert.Equal(["2", "4", "5", "6"], NewestVersions.Of(items).Select(item => item.ArchiveId).Order());
    }

    [Fact]
    public void C03_An_archive_of_several_names_keeps_those_that_no_newer_one_has()
    {
        RestoreItem old = Item("1", "a.txt", 1) with { OtherNames = [new ArchiveName { Name = "b.txt" }] };
        RestoreItem[] kept = [.. NewestVersions.Of([old, Item("2", "a.txt", 2)])];

        Assert.Equal([("1", "b.txt"), ("2", "a.txt")], kept.Select(item => (item.ArchiveId, item.Name!)).Order());
        Assert.Empty(kept.Single(item => item.ArchiveId == "1").OtherNames);
    }

    [Fact]
    public void C03_Which_is_the_newest_is_not_guessed()
    {
        GlacierInputException error = Assert.Throws<GlacierInputException>(() =>
            NewestVersions.Of([Item("1", "a.txt", 1), Item("2", "a.txt", null)])
        );
        Assert.Equal("NewestUnknown", error.ErrorId);
    }

    /// <summary>A service that answers every request for a job with the first one.</summary>
    public class Confused : DispatchProxy
    {
        private IGlacier _glacier = null!;
        private Task<string>? _first;

        public static IGlacier Before(IGlacier glacier)
        {
            IGlacier proxy = Create<IGlacier, Confused>();
            ((Confused)(object)proxy)._glacier = glacier;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            object? answer = targetMethod!.Invoke(_glacier, args);
            return targetMethod.Name == nameof(IGlacier.InitiateJobAsync) ? _first ??= (Task<string>)answer! : answer;
        }
    }

    /// <summary>Lists jobs without the archives that they retrieve.</summary>
    public class Nameless : DispatchProxy
    {
        private IGlacier _glacier = null!;

        public static IGlacier Before(IGlacier glacier)
        {
            IGlacier proxy = Create<IGlacier, Nameless>();
            ((Nameless)(object)proxy)._glacier = glacier;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            object? answer = targetMethod!.Invoke(_glacier, args);
            return targetMethod.Name == nameof(IGlacier.ListJobsAsync)
                ? WithoutArchivesAsync((Task<Page<JobDescription>>)answer!)
                : answer;
        }

        private static async Task<Page<JobDescription>> WithoutArchivesAsync(Task<Page<JobDescription>> page) =>
            (await page) is var found
                ? found with
                {
                    Items = [.. found.Items.Select(job => job with { ArchiveId = null })],
                }
                : null!;
    }

    private static RestoreItem Item(string id, string? name, int? day) =>
        new()
        {
            VaultName = "v",
            ArchiveId = id,
            Name = name,
            CreationDate = day is { } known ? new DateTime(2026, 1, known, 0, 0, 0, DateTimeKind.Utc) : null,
        };

    private async Task<List<RestoreItem>> StoreAsync(params string[] names)
    {
        foreach (string name in names)
        {
            await _scene.Service.StoreNamedAsync(name, name);
        }

        return await _scene.ListAsync();
    }

    private void EndJobsWhenStarted() =>
        _scene.Service.After = request =>
        {
            if (request.Method == HttpMethod.Post)
            {
                _scene.Service.Time.Advance(TimeSpan.FromHours(5));
            }
        };

    private async Task RunAsync(
        IGlacier glacier,
        List<RestoreItem> items,
        Func<RestoreOptions, RestoreOptions>? change = null
    )
    {
        _scene.Restored.Clear();
        _states.Clear();
        var options = new RestoreOptions
        {
            Folder = _scene.Target,
            Time = _scene.Service.Time,
            PollInterval = TimeSpan.FromSeconds(0.05),
            RetryDelay = TimeSpan.FromMilliseconds(1),
            Download = new DownloadOptions { RetryDelay = TimeSpan.FromMilliseconds(1) },
        };
        var restore = new ArchiveRestore(
            glacier,
            change?.Invoke(options) ?? options,
            _scene.Notes.Enqueue,
            _warnings.Enqueue
        );
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await restore.RunAsync(
            await restore.PlanAsync(items, stop.Token),
            _scene.Restored.Enqueue,
            (item, error) => _scene.Failed.Enqueue((item, error)),
            stop.Token,
            _states.Enqueue
        );
    }
}
