using System.Collections.Concurrent;
using System.Globalization;
using GlacierPS.Aws;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Sync;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Download;
using GlacierPS.Core.Transfer.Upload;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Fuzzing;

/// <summary>
/// One run of sending, receiving, restoring, syncing or clearing through a <see cref="FuzzingProxy"/>. Whatever the
/// proxy does, a file under its final name is right, what is told as done is done, errors are those that the library
/// documents, and an end is reached in time.
/// </summary>
internal sealed class FuzzRun : IAsyncDisposable
{
    private const int MiB = 1 << 20;
    private static readonly TimeSpan s_timeOut = TimeSpan.FromSeconds(20);

    // What a machine that is busy with other things may add.
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(120);

    private readonly Random _random;
    private readonly int _seed;
    private readonly TempFolder _folder = new();
    private readonly LocalGlacier _service;
    private readonly Lies _lies;
    private readonly FuzzingProxy _proxy;
    private readonly GlacierClient _truth;
    private readonly GlacierClient _client;
    private readonly CancellationTokenSource _stop = new(s_hang);

    private FuzzRun(int seed, LocalGlacier service)
    {
        (_seed, _service, _random, _lies) = (seed, service, new Random(seed), new Lies(seed));
        _proxy = new FuzzingProxy(service, _lies);
        var keys = new GlacierClientOptions
        {
            Region = "us-east-1",
            AccessKeyId = "LOCAL",
            SecretAccessKey = "local",
            MaxRetries = 1,
            Timeout = TimeSpan.FromSeconds(1),
        };
        _truth = GlacierClient.Create(
            keys with
            {
                EndpointUrl = new Uri("http://glacier.local.invalid"),
                Transport = () => new LocalGlacierHandler(service),
            }
        );
        _client = GlacierClient.Create(keys with { EndpointUrl = _proxy.Url });
    }

    /// <summary>Does a run.</summary>
    /// <returns>What was done, and how it ended: <c>send: done</c>, <c>restore: EndpointUnreachable</c>.</returns>
    public static async Task<string> RunAsync(int seed)
    {
        LocalGlacier service = await LocalGlacier.OpenAsync(
            new LocalGlacierOptions
            {
                JobTimes = new JobTimes { Standard = TimeSpan.FromMilliseconds(seed % 2 == 0 ? 0 : 300) },
            },
            default
        );
        await using var run = new FuzzRun(seed, service);
        await run._truth.CreateVaultAsync("v", default);
        return await run.RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _proxy.DisposeAsync();
        _truth.Dispose();
        _service.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    private Task<string> RunAsync() =>
        (_seed % 6) switch
        {
            0 => EndAsync("send", SendAsync),
            1 => EndAsync("receive", ReceiveAsync),
            2 => EndAsync("restore", RestoreAsync),
            3 => EndAsync("sync", SyncAsync),
            4 => EndAsync("clear", ClearAsync),
            _ => EndAsync("update", UpdateAsync),
        };

    /// <summary>Lets it end with a result, or with an error of the kinds that are documented.</summary>
    private async Task<string> EndAsync(string what, Func<Task<string>> work)
    {
        try
        {
            return $"{what}: {await work().WaitAsync(s_hang)}";
        }
        catch (GlacierException error)
        {
            return $"{what}: {error.ErrorId}";
        }
        catch (TimeoutException) when (!_stop.IsCancellationRequested)
        {
            return $"{what}: time-out";
        }
    }

    private async Task<string> SendAsync()
    {
        byte[] data = Bytes();
        string file = Write("file.bin", data);
        SentArchive sent = await new ArchiveUpload(_client, Upload()).SendFileAsync("v", file, "d", _stop.Token);
        Assert.Equal("v", sent.VaultName);
        await AssertStoredAsync(sent.ArchiveId, data);
        return "done";
    }

    private async Task<string> ReceiveAsync()
    {
        byte[] data = Bytes();
        string archive = await StoreAsync(data, "d");
        string other = await StoreAsync(Bytes(), "other");
        string job = await StartAsync(archive);
        // Lies have another archive's answers to tell, too.
        await _client.ListJobsAsync("v", null, null, null, null, _stop.Token);
        await _client.DescribeJobAsync("v", await StartAsync(other), _stop.Token);
        JobDescription description = await new JobWaiter(
            _client,
            new JobWaitOptions { PollInterval = TimeSpan.FromMilliseconds(50), Timeout = s_timeOut },
            new PassingErrors(first: TimeSpan.FromMilliseconds(5)),
            note: null,
            _stop.Token
        ).WaitAsync("v", job);
        string target = Path.Join(_folder.Path, "target", "file.bin");
        try
        {
            SavedOutput saved = await new JobOutputDownload(_client, Download()).SaveAsync(
                description,
                target,
                lastWriteTime: null,
                _stop.Token
            );
            Assert.Equal(target, saved.Path);
            return saved.Verified ? "done" : "done, unverified";
        }
        finally
        {
            AssertFile(target, data);
        }
    }

    private async Task<string> RestoreAsync()
    {
        var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (int i = 0; i < 4; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"folder/{i}.bin");
            contents[await StoreAsync(contents[name] = Bytes(), ArchiveDescription.Write(name, null))] = contents[name];
        }

        // By the list of an inventory, or by IDs alone: then the name is what the service says it is.
        bool byId = _random.Next(3) == 0;
        List<RestoreItem> items =
        [
            .. (await InventoryAsync()).Select(archive =>
                byId ? new RestoreItem { VaultName = "v", ArchiveId = archive.ArchiveId } : RestoreItem.Of(archive)
            ),
        ];
        string target = Path.Join(_folder.Path, "target");
        var restored = new ConcurrentQueue<RestoredArchive>();
        var errors = new ConcurrentQueue<Exception>();
        var restore = new ArchiveRestore(
            _client,
            new RestoreOptions
            {
                Folder = target,
                NoWait = _seed % 4 == 0,
                Timeout = s_timeOut,
                PollInterval = TimeSpan.FromMilliseconds(50),
                RetryDelay = TimeSpan.FromMilliseconds(5),
                Download = Download(),
            }
        );
        try
        {
            RestorePlan plan = await restore.PlanAsync(items, _stop.Token);
            await restore.RunAsync(plan, restored.Enqueue, (_, error) => errors.Enqueue(error), _stop.Token);
        }
        finally
        {
            foreach (RestoredArchive archive in restored)
            {
                AssertFile(archive.FullName, contents[archive.ArchiveId], exists: true);
            }

            foreach (string path in FinalFiles(target))
            {
                string name = Path.GetRelativePath(target, path).Replace('\\', '/');
                if (!byId)
                {
                    AssertFile(path, contents[name], exists: true);
                }
            }
        }

        Assert.All(errors, AssertDocumented);
        return errors.IsEmpty ? "done" : "some failed";
    }

    private async Task<string> SyncAsync()
    {
        var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        string files = Path.Join(_folder.Path, "files");
        for (int i = 0; i < 4; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{i}.bin");
            Write("files/" + name, contents[name] = Bytes());
        }

        var catalog = new VaultCatalog(Path.Join(_folder.Path, "catalog"), "v");
        var failed = new List<Exception>();
        await SyncOnceAsync(_client, catalog, files, failed, contents);
        Assert.All(failed, AssertDocumented);
        _lies.Over = true;
        var none = new List<Exception>();
        await SyncOnceAsync(_truth, catalog, files, none, contents);
        Assert.DoesNotContain(none, error => error is not UploadUncertainException);
        if (none.Count == 0)
        {
            List<InventoryArchive> there = await InventoryAsync();
            foreach ((string name, byte[] data) in contents)
            {
                InventoryArchive[] named = [.. there.Where(archive => archive.Name == name)];
                Assert.NotEmpty(named);
                Assert.All(
                    named,
                    archive => Assert.Equal(Core.Hashing.TreeHash.Of(data).ToString(), archive.SHA256TreeHash)
                );
            }
        }

        return failed.Count == 0 ? "done" : "some failed";
    }

    private async Task SyncOnceAsync(
        GlacierClient client,
        VaultCatalog catalog,
        string files,
        List<Exception> failed,
        Dictionary<string, byte[]> contents
    )
    {
        var sync = new FolderSync(client, catalog, new SyncOptions { Folder = files });
        SyncPlan plan = await sync.PlanAsync(_stop.Token);
        foreach (SyncStep step in plan.Steps)
        {
            try
            {
                foreach (SyncResult result in await sync.DoAsync(step, Upload(), _stop.Token))
                {
                    await AssertStoredAsync(result.ArchiveId, contents[result.Name]);
                }
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                failed.Add(error);
            }
        }
    }

    private async Task<string> ClearAsync()
    {
        const int all = 30;
        for (int i = 0; i < all; i++)
        {
            await StoreAsync([(byte)i], ArchiveDescription.Write($"{i}", null));
        }

        var catalog = new VaultCatalog(Path.Join(_folder.Path, "catalog"), "v");
        await new CatalogUpdate(_truth, catalog).RunAsync(always: true, new JobWaitOptions(), _stop.Token);
        var errors = new ConcurrentQueue<Exception>();
        int deleted = 0;
        try
        {
            PurgeResult result = await new VaultPurge(_client, _client, catalog).RunAsync(
                4,
                _ => Interlocked.Increment(ref deleted),
                (_, error) => errors.Enqueue(error),
                _stop.Token
            );
            Assert.Equal(deleted, result.Deleted);
            return errors.IsEmpty ? "done" : "some failed";
        }
        finally
        {
            Assert.All(errors, AssertDocumented);
            HashSet<string> there = [.. (await InventoryAsync()).Select(archive => archive.ArchiveId)];
            Assert.InRange(there.Count, 0, all - deleted);

            // What the catalogue lists no more is deleted.
            Assert.Subset(catalog.Read().Select(archive => archive.ArchiveId).ToHashSet(), there);
        }
    }

    private async Task<string> UpdateAsync()
    {
        for (int i = 0; i < 10; i++)
        {
            await StoreAsync([(byte)i], ArchiveDescription.Write($"{i}", null));
        }

        var catalog = new VaultCatalog(Path.Join(_folder.Path, "catalog"), "v");
        CatalogState state = await new CatalogUpdate(
            _client,
            catalog,
            progress: null,
            new PassingErrors(first: TimeSpan.FromMilliseconds(5), limit: s_timeOut)
        ).RunAsync(
            always: true,
            new JobWaitOptions { PollInterval = TimeSpan.FromMilliseconds(50), Timeout = s_timeOut },
            _stop.Token
        );
        Assert.Equal(state.KnownArchives, catalog.Read().Count());
        return "done";
    }

    private static void AssertDocumented(Exception error) =>
        Assert.True(error is GlacierException or TimeoutException, $"An error that nothing documents: {error}");

    private static void AssertFile(string path, byte[] data, bool exists = false)
    {
        if (exists || File.Exists(path))
        {
            Assert.True(data.AsSpan().SequenceEqual(File.ReadAllBytes(path)), $"'{path}' is wrong.");
        }
    }

    private static IEnumerable<string> FinalFiles(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => !OwnNames.IsOn(path))
            : [];

    private byte[] Bytes()
    {
        int[] sizes = [1, 1000, MiB, MiB + 1, (2 * MiB) + 77];
        var data = new byte[sizes[_random.Next(sizes.Length)]];
        _random.NextBytes(data);
        return data;
    }

    private string Write(string name, byte[] data)
    {
        string path = Path.Join(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, data);
        return path;
    }

    private UploadOptions Upload() =>
        new()
        {
            PartSize = MiB,
            ThrottleLimit = 2,
            JournalFolder = Path.Join(_folder.Path, "journals"),
            Connection = "c",
            Attempts = 5,
            RetryDelay = TimeSpan.FromMilliseconds(5),
        };

    private DownloadOptions Download() =>
        new()
        {
            RangeSize = MiB,
            ThrottleLimit = 2,
            Attempts = 5,
            RetryDelay = TimeSpan.FromMilliseconds(5),
            JournalFolder = Path.Join(_folder.Path, "journals"),
        };

    private async Task<string> StoreAsync(byte[] data, string description)
    {
        using var body = new MemoryStream(data);
        using var hasher = new Core.Hashing.BodyHasher();
        hasher.Append(data);
        return (
            await _truth.UploadArchiveAsync(
                new UploadArchiveRequest("v", body, hasher.Finish(), description),
                _stop.Token
            )
        ).ArchiveId;
    }

    private Task<string> StartAsync(string archiveId) =>
        _truth.InitiateJobAsync(new ArchiveRetrievalRequest { VaultName = "v", ArchiveId = archiveId }, _stop.Token);

    private async Task AssertStoredAsync(string archiveId, byte[] data)
    {
        JobDescription job = await EndedAsync(await StartAsync(archiveId));
        using JobOutput output = await _truth.GetJobOutputAsync(new JobOutputRequest("v", job.JobId), _stop.Token);
        using var there = new MemoryStream();
        await output.Body.CopyToAsync(there, _stop.Token);
        Assert.True(data.AsSpan().SequenceEqual(there.ToArray()), $"The archive {archiveId} is wrong.");
    }

    private async Task<List<InventoryArchive>> InventoryAsync()
    {
        string id = await _truth.InitiateJobAsync(new InventoryRetrievalRequest { VaultName = "v" }, _stop.Token);
        JobDescription job = await EndedAsync(id);
        await using JobOutputStream output = await JobOutputStream.OpenAsync(_truth, job, null, _stop.Token);
        var archives = new List<InventoryArchive>();
        await foreach (InventoryArchive archive in InventoryReader.ReadAsync(output))
        {
            archives.Add(archive);
        }

        return archives;
    }

    private async Task<JobDescription> EndedAsync(string jobId)
    {
        while (true)
        {
            JobDescription job = await _truth.DescribeJobAsync("v", jobId, _stop.Token);
            if (job.Completed)
            {
                return job;
            }

            await Task.Delay(20, _stop.Token);
        }
    }
}
