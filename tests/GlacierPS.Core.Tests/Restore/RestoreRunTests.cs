using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Tests.Service;

namespace GlacierPS.Core.Tests.Restore;

public sealed class RestoreRunTests
{
    [Fact]
    public async Task A04_The_same_content_under_the_same_name_is_retrieved_once()
    {
        using var scene = new RestoreScene(await LocalService.StartAsync());
        string oldest = await scene.Service.StoreNamedAsync("one", "a.txt");
        scene.Service.Time.Advance(TimeSpan.FromHours(1));
        string between = await scene.Service.StoreNamedAsync("two!", "a.txt");
        scene.Service.Time.Advance(TimeSpan.FromHours(1));
        string newest = await scene.Service.StoreNamedAsync("one", "a.txt");
        RestorePlan plan = await scene.RunAsync(await scene.ListAsync());

        Assert.Equal((3, 1, 2, 0), (plan.Archives, plan.Duplicates, plan.JobsToStart, plan.JobsToReuse));
        Assert.Equal((10, 7), (plan.SizeInBytes, plan.BytesToRetrieve));
        Assert.Equal(2, scene.Service.JobsStarted);
        Assert.Empty(scene.Failed);
        SortedDictionary<string, string> files = scene.Files();
        Assert.Equal(2, files.Count);
        Assert.Equal("one", files["a.txt"]);
        Assert.Equal("two!", Assert.Single(files, file => file.Key.StartsWith("a (", StringComparison.Ordinal)).Value);
        Dictionary<string, RestoredArchive> restored = scene.Restored.ToDictionary(archive => archive.ArchiveId);
        Assert.Equal((null, null), (restored[newest].SameAs, restored[between].SameAs));
        Assert.Equal((newest, restored[newest].FullName), (restored[oldest].SameAs, restored[oldest].FullName));
        Assert.True(restored[oldest].Verified);

        plan = await scene.RunAsync(await scene.ListAsync());
        Assert.Equal((2, 1, 0), (plan.AlreadyThere, plan.Duplicates, plan.JobsToStart));
    }

    [Fact]
    public async Task A04_A_job_on_either_of_two_equal_archives_is_used()
    {
        using var scene = new RestoreScene(await LocalService.StartAsync());
        string older = await scene.Service.StoreNamedAsync("one", "a.txt");
        scene.Service.Time.Advance(TimeSpan.FromHours(1));
        await scene.Service.StoreNamedAsync("one", "a.txt");
        List<RestoreItem> items = await scene.ListAsync();
        await scene.Service.Glacier.InitiateJobAsync(
            new ArchiveRetrievalRequest { VaultName = "photos", ArchiveId = older },
            default
        );
        RestorePlan plan = await scene.RunAsync(items);

        Assert.Equal((0, 1), (plan.JobsToStart, plan.JobsToReuse));
        Assert.Equal((1, 2), (scene.Service.JobsStarted, scene.Restored.Count));
    }

    [Fact]
    public async Task A04_An_equal_archive_takes_the_place_of_one_that_is_gone()
    {
        using var scene = new RestoreScene(await LocalService.StartAsync());
        await scene.Service.StoreNamedAsync("one", "a.txt");
        scene.Service.Time.Advance(TimeSpan.FromHours(1));
        string newest = await scene.Service.StoreNamedAsync("one", "a.txt");
        List<RestoreItem> items = await scene.ListAsync();
        await scene.Service.Glacier.DeleteArchiveAsync("photos", newest, default);
        await scene.RunAsync(items);

        Assert.Equal(newest, Assert.Single(scene.Failed).Item.ArchiveId);
        Assert.Single(scene.Restored);
        Assert.Equal("one", Assert.Single(scene.Files()).Value);
    }

    [Fact]
    public async Task A09_A_file_is_not_replaced_by_an_archive_with_another_tree_hash_than_was_listed()
    {
        using var scene = new RestoreScene(await LocalService.StartAsync());
        await scene.Service.StoreNamedAsync("bad", "a.txt");
        List<RestoreItem> items = [(await scene.ListAsync())[0] with { SHA256TreeHash = new string('0', 64) }];
        Directory.CreateDirectory(scene.Target);
        string file = Path.Join(scene.Target, "a.txt");
        await File.WriteAllTextAsync(file, "good");
        await scene.RunAsync(items, options => options with { Download = options.Download with { Overwrite = true } });

        (RestoreItem _, Exception error) = Assert.Single(scene.Failed);
        Assert.Equal("TreeHashMismatch", Assert.IsAssignableFrom<GlacierException>(error).ErrorId);
        Assert.Equal("good", await File.ReadAllTextAsync(file));
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(scene.Target));
    }

    [Fact]
    public async Task A10_Archives_that_are_called_as_files_of_ours_are_restored_under_other_names()
    {
        using var scene = new RestoreScene(await LocalService.StartAsync());
        string[] names = ["a.bin.glacier-partial", "a.bin.glacier-journal", "a.bin"];
        foreach (string name in names)
        {
            await scene.Service.StoreNamedAsync(name, name);
        }

        await scene.RunAsync(await scene.ListAsync());

        Assert.Empty(scene.Failed);
        SortedDictionary<string, string> files = scene.Files();
        Assert.Equal(names.Order(), files.Values.Order());
        Assert.Equal("a.bin", files["a.bin"]);
        Assert.DoesNotContain(files.Keys, name => name.EndsWith(".glacier-partial", StringComparison.Ordinal));
        Assert.DoesNotContain(files.Keys, name => name.EndsWith(".glacier-journal", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task W02_A_file_in_use_is_one_error_and_the_others_are_restored(bool overwrite)
    {
        using var scene = new RestoreScene(await LocalService.StartAsync());
        await scene.Service.StoreNamedAsync("one", "a.txt");
        await scene.Service.StoreNamedAsync("two", "b.txt");
        List<RestoreItem> items = await scene.ListAsync();
        string used = Path.Join(Directory.CreateDirectory(scene.Target).FullName, "a.txt");
        await File.WriteAllTextAsync(used, "old");
        using (new FileStream(used, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            await scene.RunAsync(
                items,
                options => options with { Download = options.Download with { Overwrite = overwrite } }
            );
        }

        (RestoreItem item, Exception error) = Assert.Single(scene.Failed);
        Assert.Equal("a.txt", item.Name);
        Assert.Equal("FileNotReadable", Assert.IsType<GlacierInputException>(error).ErrorId);
        Assert.Contains(used, error.Message, StringComparison.Ordinal);
        Assert.Equal("b.txt", Path.GetFileName(Assert.Single(scene.Restored).FullName));
        Assert.Equal("old", scene.Files()["a.txt"]);
        Assert.Equal(1, scene.Service.JobsStarted);
    }

    [Fact]
    public async Task W09_A_read_only_file_that_the_system_does_not_replace_is_told_before_its_archive_is_retrieved()
    {
        using var scene = new RestoreScene(await LocalService.StartAsync());
        await scene.Service.StoreNamedAsync("new", "a.txt");
        List<RestoreItem> items = await scene.ListAsync();
        string file = Path.Join(Directory.CreateDirectory(scene.Target).FullName, "a.txt");
        await File.WriteAllTextAsync(file, "old");
        File.SetAttributes(file, FileAttributes.ReadOnly);
        await scene.RunAsync(items, options => options with { Download = options.Download with { Overwrite = true } });
        File.SetAttributes(file, FileAttributes.Normal);

        Assert.Equal(OperatingSystem.IsWindows() ? "old" : "new", await File.ReadAllTextAsync(file));
        Assert.Equal(OperatingSystem.IsWindows() ? 1 : 0, scene.Failed.Count);
        if (scene.Failed.TryPeek(out (RestoreItem Item, Exception Error) failed))
        {
            Assert.Equal("CannotWrite", Assert.IsAssignableFrom<GlacierException>(failed.Error).ErrorId);
            Assert.DoesNotContain(
                scene.Service.Requests,
                request => request.StartsWith("POST", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task Jobs_are_started_oldest_archive_first()
    {
        using var scene = new RestoreScene(await LocalService.StartAsync());
        var stored = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            stored.Add(
                await scene.Service.StoreNamedAsync($"{i}", string.Create(CultureInfo.InvariantCulture, $"{i}"))
            );
            scene.Service.Time.Advance(TimeSpan.FromHours(1));
        }

        List<RestoreItem> items = await scene.ListAsync();
        scene.Service.After = request =>
        {
            if (request.Method == HttpMethod.Post)
            {
                scene.Service.Time.Advance(TimeSpan.FromSeconds(1));
            }
        };
        await scene.RunAsync(items, options => options with { ThrottleLimit = 1 });
        List<(DateTime At, string Archive)> jobs = [];
        await foreach (JobDescription job in JobList.AllAsync(scene.Service.Glacier, "photos", default))
        {
            if (job.Action == JobAction.ArchiveRetrieval)
            {
                jobs.Add((job.CreationDate, job.ArchiveId!));
            }
        }

        Assert.Equal(stored, jobs.OrderBy(job => job.At).Select(job => job.Archive));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(100, 3)]
    public async Task A_job_that_is_gone_at_its_first_look_is_started_again_three_times_at_most(int gone, int jobs)
    {
        using LocalService service = await LocalService.StartAsync();
        await service.StoreNamedAsync("one", "a.txt");
        using var scene = new RestoreScene(service);
        List<RestoreItem> items = await scene.ListAsync();
        (IGlacier forgetful, _) = FaultyGlacier.Before(
            service.Glacier,
            (method, before) =>
                method == nameof(IGlacier.DescribeJobAsync) && before < gone
                    ? new ResourceNotFoundException("The job was not found.", HttpStatusCode.NotFound, null)
                    : null
        );
        var notes = new ConcurrentQueue<string>();
        var restore = new ArchiveRestore(
            forgetful,
            new RestoreOptions { Folder = scene.Target, Time = service.Time },
            notes.Enqueue
        );
        var failed = new List<Exception>();
        await restore.RunAsync(
            await restore.PlanAsync(items, default),
            _ => { },
            (_, error) => failed.Add(error),
            default
        );

        Assert.Equal(jobs, service.Requests.Count(request => request.StartsWith("POST", StringComparison.Ordinal)));
        Assert.Equal(Math.Min(gone, jobs), notes.Count(note => note.Contains("is gone", StringComparison.Ordinal)));
        if (gone == 1)
        {
            Assert.Empty(failed);
            Assert.Equal("one", Assert.Single(scene.Files()).Value);
        }
        else
        {
            Assert.Equal("JobsGone", Assert.IsAssignableFrom<GlacierException>(Assert.Single(failed)).ErrorId);
        }
    }

    [Fact]
    public async Task A_throttled_job_is_tried_until_the_service_takes_it()
    {
        using LocalService service = await LocalService.StartAsync();
        await service.StoreNamedAsync("one", "a.txt");
        using var scene = new RestoreScene(service);
        List<RestoreItem> items = await scene.ListAsync();
        (IGlacier busy, _) = FaultyGlacier.Before(
            service.Glacier,
            (method, before) =>
                method == nameof(IGlacier.InitiateJobAsync) && before < 50
                    ? new ThrottlingException("Rate exceeded.", HttpStatusCode.BadRequest, null)
                    : null
        );
        var warnings = new List<string>();
        var restore = new ArchiveRestore(
            busy,
            new RestoreOptions
            {
                Folder = scene.Target,
                Time = service.Time,
                RetryDelay = TimeSpan.Zero,
            },
            note: null,
            warnings.Add
        );
        var failed = new List<Exception>();
        await restore.RunAsync(
            await restore.PlanAsync(items, default),
            _ => { },
            (_, error) => failed.Add(error),
            default
        );

        Assert.Empty(failed);
        Assert.Equal("one", Assert.Single(scene.Files()).Value);
        Assert.Contains("until it succeeds", Assert.Single(warnings), StringComparison.Ordinal);
    }
}
