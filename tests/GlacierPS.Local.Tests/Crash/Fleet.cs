using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using GlacierPS.Aws.Configuration;
using GlacierPS.Aws.Leases;
using GlacierPS.Aws.Tests.Buckets;
using GlacierPS.Aws.Tests.Leases;
using GlacierPS.Core.Leases;
using GlacierPS.Local.Tests.Fixtures;
using GlacierPS.Local.Tests.Transfers;
using GlacierPS.Local.Time;
using GlacierPS.StrictBucket;

namespace GlacierPS.Local.Tests.Crash;

/// <summary>
/// A vault at the local service over HTTP, whose jobs take half a second, a strict bucket, a table at a service that
/// nobody here wrote, and processes that copy, restore or empty the vault together.
/// </summary>
internal sealed partial class Fleet : IAsyncDisposable
{
    public const string Vault = "photos";

    private readonly TempFolder _folder;
    private readonly ConcurrentQueue<Process> _processes = new();
    private readonly Service _service;
    private readonly BucketServer _bucketServer;
    private readonly IAsyncDisposable _tables;
    private readonly Uri _tableUrl;

    private Fleet(
        TempFolder folder,
        Service service,
        StrictBucket.StrictBucket bucket,
        BucketServer server,
        IAsyncDisposable tables,
        Uri url
    )
    {
        (_folder, _service, Bucket, _bucketServer, _tables, _tableUrl) = (folder, service, bucket, server, tables, url);
        Table = DynamoTable.Open(
            new ShareTableOptions
            {
                Name = "leave",
                Region = "us-east-1",
                EndpointUrl = url,
                KeySource = () => new AwsKeys("AKIDEXAMPLE", "secret-of-a-test"),
            }
        );
    }

    public StrictBucket.StrictBucket Bucket { get; }

    public DynamoTable Table { get; }

    public long Jobs => _service.Glacier.Requests.Counts.GetValueOrDefault("InitiateJob");

    public long Deletions => _service.Glacier.Requests.Counts.GetValueOrDefault("DeleteArchive");

    /// <summary>The IDs of the archives that the first catalogue knew.</summary>
    public IEnumerable<string> Ids => _numbers.Keys;

    /// <summary>The objects that are copies.</summary>
    public IEnumerable<StoredObject> Objects =>
        Bucket.Objects.Where(stored => stored.Traits.Metadata.ContainsKey("glacier-archive-id"));

    /// <summary>Starts the services, and stores archives: some of 100 to 1,000 bytes, others of 9 MiB.</summary>
    public static async Task<Fleet> StartAsync(int archives, int large = 0, string service = "dynalite")
    {
        (IAsyncDisposable tables, Uri url) = service == "moto" ? await MotoAsync() : await DynaliteAsync();
        Service glacier = await Service.StartAsync(
            Transport.Http,
            options =>
                options with
                {
                    TimeProvider = new AdjustableTime(),
                    JobTimes = new JobTimes { Bulk = TimeSpan.FromSeconds(0.5), Standard = TimeSpan.FromSeconds(0.5) },
                }
        );
        var folder = new TempFolder();
        Directory.CreateDirectory(Path.Join(folder.Path, "bucket"));
        var bucket = new StrictBucket.StrictBucket(Path.Join(folder.Path, "bucket"));
        var fleet = new Fleet(folder, glacier, bucket, await BucketServer.StartAsync(bucket), tables, url);
        await fleet.Table.CreateAsync(default);
        await fleet.FillAsync(archives, large);
        return fleet;
    }

    /// <summary>Starts a process that copies. The first ones know the catalogue.</summary>
    public Process Start(bool knows, params string[] more) =>
        Start("copy-shared", knows ? "catalog" : "none", ["--bucket", _bucketServer.Url.AbsoluteUri, .. more]);

    /// <summary>Starts one that restores into the folder of its number.</summary>
    public Process StartRestore(int number, params string[] more) =>
        Start("restore-shared", number == 0 ? "catalog" : "none", ["--folder", At($"restored-{number}"), .. more]);

    /// <summary>Starts one that deletes what is proven. The first has the catalogue, the second a copy of it.</summary>
    public Process StartClear(int number, params string[] more) =>
        Start("clear-shared", CatalogOf(number), ["--bucket", _bucketServer.Url.AbsoluteUri, .. more]);

    /// <summary>Copies the vault by one process, alone.</summary>
    public async Task CopyAsync()
    {
        using Process process = ClientProcess.Start([
            "copy",
            At("catalog"),
            _bucketServer.Url.AbsoluteUri,
            .. AtVault(),
        ]);
        await EndAsync(process);
    }

    /// <summary>Waits for the end of a process.</summary>
    /// <returns>What it told.</returns>
    public static async Task<JsonElement> EndAsync(Process process)
    {
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>How far the share is; null before its first machine.</summary>
    public async Task<ShareState?> StateAsync() => (await ShareState.ReadAsync(Table, default)).SingleOrDefault();

    /// <summary>Waits until something holds, while processes run.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what, params Process[] running)
    {
        var waited = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(5), $"Not after five minutes: {what}");
            foreach (Process ended in running.Where(process => process.HasExited))
            {
                Assert.Fail($"{what}: not before a process had ended, {await ended.StandardError.ReadToEndAsync()}");
            }

            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Process process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            process.Dispose();
        }

        Table.Dispose();
        await _tables.DisposeAsync();
        await _bucketServer.DisposeAsync();
        await _service.DisposeAsync();
        _folder.Dispose();
    }

    private Process Start(string command, string catalog, string[] more)
    {
        Process process = ClientProcess.Start([
            command,
            "--table",
            _tableUrl.AbsoluteUri,
            "--catalog",
            Path.Join(_folder.Path, catalog),
            .. AtVault(),
            .. more,
        ]);
        _processes.Enqueue(process);
        return process;
    }

    private string[] AtVault() => ["--endpoint", _service.Url.GetLeftPart(UriPartial.Authority), "--vault", Vault];

    private static async Task<(IAsyncDisposable, Uri)> DynaliteAsync()
    {
        Dynalite dynalite = await Dynalite.StartAsync();
        return (dynalite, dynalite.Url);
    }

    private static async Task<(IAsyncDisposable, Uri)> MotoAsync()
    {
        MotoServer moto = await MotoServer.StartAsync();
        return (moto, moto.Url);
    }
}
