using System.Globalization;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Tests.Service;
using GlacierPS.Local;

namespace GlacierPS.Core.Tests.Restore;

/// <summary>Stopped at any point and run again, nothing is paid for twice.</summary>
public sealed class RestoreResumeTests
{
    private static readonly TimeSpan JobTime = TimeSpan.FromHours(4);

    [Fact]
    public async Task A_second_run_starts_no_job_and_fetches_nothing()
    {
        using RestoreScene scene = await SceneAsync(TimeSpan.Zero, 3);
        List<RestoreItem> items = await scene.ListAsync();
        RestorePlan first = await scene.RunAsync(items);
        Assert.Equal((3, 3, 0, 0), (first.Archives, first.JobsToStart, first.JobsToReuse, first.AlreadyThere));
        Assert.Equal(3, scene.Service.JobsStarted);

        RestorePlan second = await scene.RunAsync(items);
        Assert.Equal((3, 0, 0, 3), (second.Archives, second.JobsToStart, second.JobsToReuse, second.AlreadyThere));
        Assert.Equal(3, scene.Service.JobsStarted);
        Assert.All(scene.Restored, archive => Assert.True(archive.WasThere && archive.Verified));
    }

    [Fact]
    public async Task Jobs_that_run_are_waited_for_by_the_next_call()
    {
        using RestoreScene scene = await SceneAsync(JobTime, 4);
        List<RestoreItem> items = await scene.ListAsync();
        using var stop = new CancellationTokenSource();
        Task running = scene.RunAsync(items, cancellationToken: stop.Token);
        await Patience.UntilAsync(() => scene.Service.JobsStarted == 4, "4 jobs", running);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(scene.Restored);

        scene.Service.Time.Advance(JobTime);
        RestorePlan plan = await scene.RunAsync(items);
        Assert.Equal((0, 4), (plan.JobsToStart, plan.JobsToReuse));
        Assert.Equal(4, scene.Service.JobsStarted);
        Assert.Equal(4, scene.Files().Count);
    }

    [Fact]
    public async Task A_job_whose_answer_was_lost_is_found_and_not_started_again()
    {
        using RestoreScene scene = await SceneAsync(TimeSpan.Zero, 1);
        List<RestoreItem> items = await scene.ListAsync();
        bool lost = false;
        scene.Service.After = request =>
        {
            if (
                !lost
                && request.Method == HttpMethod.Post
                && request.RequestUri!.AbsolutePath.EndsWith("/jobs", StringComparison.Ordinal)
            )
            {
                lost = true;
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
            }
        };
        await scene.RunAsync(items);

        Assert.True(lost);
        Assert.Empty(scene.Failed);
        Assert.Equal(1, scene.Service.JobsStarted);
        Assert.Single(scene.Files());
    }

    [Fact]
    public async Task A_finished_job_that_is_about_to_expire_is_not_relied_upon()
    {
        using RestoreScene scene = await SceneAsync(TimeSpan.Zero, 1);
        List<RestoreItem> items = await scene.ListAsync();
        await StartAsync(scene, items[0]);
        scene.Service.Time.Advance(TimeSpan.FromHours(23.9));
        RestorePlan plan = await scene.RunAsync(items);

        Assert.Equal((1, 0), (plan.JobsToStart, plan.JobsToReuse));
        Assert.Equal(2, scene.Service.JobsStarted);
        Assert.Single(scene.Files());
    }

    [Fact]
    public async Task A_finished_job_that_lasts_is_used()
    {
        using RestoreScene scene = await SceneAsync(TimeSpan.Zero, 1);
        List<RestoreItem> items = await scene.ListAsync();
        await StartAsync(scene, items[0]);
        scene.Service.Time.Advance(TimeSpan.FromHours(20));
        await scene.RunAsync(items);

        Assert.Equal(1, scene.Service.JobsStarted);
        Assert.Single(scene.Files());
    }

    [Fact]
    public async Task A_job_on_a_part_of_an_archive_is_not_used()
    {
        using var scene = new RestoreScene(await LocalService.StartAsync());
        await scene.Service.StoreNamedAsync(new string('x', 3 << 20), "large");
        List<RestoreItem> items = await scene.ListAsync();
        await scene.Service.Glacier.InitiateJobAsync(
            new ArchiveRetrievalRequest
            {
                VaultName = "photos",
                ArchiveId = items[0].ArchiveId,
                Range = new ByteRange(0, (1 << 20) - 1),
            },
            default
        );
        await scene.RunAsync(items);

        Assert.Equal(2, scene.Service.JobsStarted);
        Assert.Equal(3 << 20, Assert.Single(scene.Restored).SizeInBytes);
    }

    [Fact]
    public async Task Output_that_expires_in_the_midst_is_staged_again_and_fetched_from_there()
    {
        using RestoreScene scene = await SceneAsync(TimeSpan.Zero, 1);
        List<RestoreItem> items = await scene.ListAsync();
        bool expired = false;
        scene.Service.Before = request =>
        {
            if (!expired && request.RequestUri!.AbsolutePath.EndsWith("/output", StringComparison.Ordinal))
            {
                expired = true;
                scene.Service.Time.Advance(TimeSpan.FromHours(30));
            }
        };
        await scene.RunAsync(items);

        Assert.Empty(scene.Failed);
        Assert.Equal(2, scene.Service.JobsStarted);
        Assert.Single(scene.Files());
        Assert.Contains(scene.Notes, note => note.Contains("is gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_pace_is_kept_and_jobs_of_earlier_calls_count()
    {
        using RestoreScene scene = await SceneAsync(TimeSpan.Zero, 4);
        List<RestoreItem> items = await scene.ListAsync();
        using var stop = new CancellationTokenSource();
        Task running = scene.RunAsync(
            items,
            options => options with { MaxBytesPerHour = 2 * items[0].SizeInBytes },
            stop.Token
        );
        // The third is held back before or after the other two reach the service.
        await Patience.UntilAsync(
            () => scene.Notes.Any(note => note.StartsWith("The next job", StringComparison.Ordinal)),
            "a job that is held back",
            running
        );
        await Patience.UntilAsync(() => scene.Service.JobsStarted >= 2, "2 jobs", running);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(2, scene.Service.JobsStarted);

        // An hour later the other two may be started.
        scene.Service.Time.Advance(TimeSpan.FromMinutes(61));
        await Patience.ForAsync(
            scene.RunAsync(items, options => options with { MaxBytesPerHour = 2 * items[0].SizeInBytes }),
            "the other two"
        );
        Assert.Equal(4, scene.Service.JobsStarted);
        Assert.Equal(4, scene.Files().Count);
    }

    [Fact]
    public async Task What_a_download_left_that_was_stopped_at_its_very_end_goes()
    {
        using RestoreScene scene = await SceneAsync(TimeSpan.Zero, 1);
        List<RestoreItem> items = await scene.ListAsync();
        string journal = Path.Join(scene.Target, items[0].Name) + ".glacier-journal";
        byte[]? kept = null;
        scene.Service.Before = request =>
        {
            if (File.Exists(journal))
            {
                using var stream = new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                kept = new byte[stream.Length];
                stream.ReadExactly(kept);
            }
        };
        await scene.RunAsync(items);
        await File.WriteAllBytesAsync(journal, Assert.IsType<byte[]>(kept));
        await scene.RunAsync(items);

        Assert.True(Assert.Single(scene.Restored).WasThere);
        Assert.Single(scene.Files());
    }

    [Fact]
    public async Task An_archive_that_is_gone_is_one_error_and_the_others_come()
    {
        using RestoreScene scene = await SceneAsync(TimeSpan.Zero, 3);
        List<RestoreItem> items = await scene.ListAsync();
        await scene.Service.Glacier.DeleteArchiveAsync("photos", items[1].ArchiveId, default);
        await scene.RunAsync(items);

        Assert.Equal(items[1].ArchiveId, Assert.Single(scene.Failed).Item.ArchiveId);
        Assert.Equal(2, scene.Files().Count);
    }

    [Fact]
    public async Task A_file_of_the_users_own_is_not_overwritten_and_nothing_is_paid_for()
    {
        using RestoreScene scene = await SceneAsync(TimeSpan.Zero, 1);
        List<RestoreItem> items = await scene.ListAsync();
        Directory.CreateDirectory(scene.Target);
        string file = Path.Join(scene.Target, items[0].Name);
        await File.WriteAllTextAsync(file, "mine");
        await scene.RunAsync(items);

        Assert.Equal(
            "TargetExists",
            Assert.IsAssignableFrom<GlacierException>(Assert.Single(scene.Failed).Error).ErrorId
        );
        Assert.Equal("mine", await File.ReadAllTextAsync(file));
        Assert.Equal(0, scene.Service.JobsStarted);

        await scene.RunAsync(items, options => options with { Download = options.Download with { Overwrite = true } });
        Assert.Equal("content 0", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task An_ID_alone_is_enough()
    {
        using RestoreScene scene = await SceneAsync(TimeSpan.Zero, 2);
        List<RestoreItem> items =
        [
            .. (await scene.ListAsync()).Select(item => new RestoreItem
            {
                VaultName = "photos",
                ArchiveId = item.ArchiveId,
            }),
        ];
        RestorePlan plan = await scene.RunAsync(items);
        Assert.Equal(2, plan.SizesUnknown);
        Assert.Equal(["file-0.txt", "file-1.txt"], scene.Files().Keys);

        await scene.RunAsync(items);
        Assert.Equal(2, scene.Service.JobsStarted);
        Assert.All(scene.Restored, archive => Assert.True(archive.WasThere));
    }

    [Fact]
    public async Task More_jobs_than_are_asked_about_one_by_one_are_waited_for_by_the_list()
    {
        const int many = 60;
        using RestoreScene scene = await SceneAsync(JobTime, many);
        Task running = scene.RunAsync(await scene.ListAsync());
        await Patience.UntilAsync(() => scene.Service.JobsStarted == many, $"{many} jobs", running);

        scene.Service.Time.Advance(JobTime);
        await running;
        Assert.Empty(scene.Failed);
        Assert.Equal((many, many), (scene.Service.JobsStarted, scene.Files().Count));
    }

    [Fact]
    public async Task A_vault_with_many_jobs_is_listed_once_whatever_is_restored()
    {
        const int jobs = 1010;
        using RestoreScene scene = await SceneAsync(TimeSpan.Zero, 3);
        List<RestoreItem> items = await scene.ListAsync();
        for (int i = 0; i < jobs; i++)
        {
            await StartAsync(scene, items[2]);
        }

        await StartAsync(scene, items[0]);
        scene.Service.ClearRequests();
        RestorePlan plan = await scene.RunAsync(items);
        Assert.Equal((1, 2), (plan.JobsToStart, plan.JobsToReuse));
        Assert.Equal((1, 3), (scene.Service.JobsStarted, scene.Files().Count));

        // 50 a page: none that run, then those that have succeeded.
        int lists = scene.Service.Requests.Count(request =>
            request.StartsWith("GET", StringComparison.Ordinal) && request.EndsWith("/jobs", StringComparison.Ordinal)
        );
        Assert.Equal(1 + 21, lists);
    }

    private static async Task<RestoreScene> SceneAsync(TimeSpan jobTime, int archives)
    {
        LocalService service = await LocalService.StartAsync(options =>
            options with
            {
                JobTimes = new JobTimes { Standard = jobTime, Inventory = TimeSpan.Zero },
            }
        );
        for (int i = 0; i < archives; i++)
        {
            await service.StoreNamedAsync(string.Create(CultureInfo.InvariantCulture, $"content {i}"), $"file-{i}.txt");
        }

        return new RestoreScene(service);
    }

    private static async Task StartAsync(RestoreScene scene, RestoreItem item) =>
        await scene.Service.Glacier.InitiateJobAsync(
            new ArchiveRetrievalRequest { VaultName = "photos", ArchiveId = item.ArchiveId },
            default
        );
}
