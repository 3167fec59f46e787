using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using GlacierPS.Aws;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;
using GlacierPS.Core.Threading;

namespace GlacierPS.Benchmarks.Inventories;

/// <summary>
/// A vault of 100,000 archives at a server over HTTP, emptied by a process of its own, beside a loop of boto3 on a
/// vault alike at the same server; and another, by a process that is killed three times in between.
/// </summary>
internal static class PurgeRate
{
    private const double Target = 10;
    private const int Kills = 3;
    private const int LoopLength = 1000;

    // The IDs come from the vault's inventory, as with us; what counts is the loop alone.
    private const string Loop = """
        import boto3, json, sys, time
        g = boto3.client('glacier', endpoint_url=sys.argv[1], region_name='us-east-1',
                         aws_access_key_id='AKIDEXAMPLE', aws_secret_access_key='secret')
        job = g.initiate_job(vaultName='loop', jobParameters={'Type': 'inventory-retrieval'})['jobId']
        ids = [a['ArchiveId'] for a in json.load(g.get_job_output(vaultName='loop', jobId=job)['body'])['ArchiveList']]
        start = time.perf_counter()
        for one in ids:
            g.delete_archive(vaultName='loop', archiveId=one)
        print(len(ids) / (time.perf_counter() - start))
        """;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        int archives = quick ? 10_000 : 100_000;
        using var data = new ScratchFolder();
        using var catalog = new ScratchFolder();
        using var killedCatalog = new ScratchFolder();
        StoreMaker.MakeVault(data.Path, "purged", archives);
        StoreMaker.MakeVault(data.Path, "killed", archives);
        StoreMaker.MakeVault(data.Path, "loop", LoopLength);
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(data.Path, cancellationToken);
        double? theirs = await Python.AnswerAsync(Loop, server.Url.AbsoluteUri, cancellationToken);
        using GlacierClient glacier = Connect(server.Url);
        await new CatalogUpdate(glacier, new VaultCatalog(catalog.Path, "purged")).RunAsync(
            always: true,
            new JobWaitOptions(),
            cancellationToken
        );

        (double seconds, int deletions) = await RunAsync(
            server.Url,
            catalog.Path,
            "purged",
            int.MaxValue,
            cancellationToken
        );
        string what = string.Create(CultureInfo.InvariantCulture, $"emptying a vault of {archives:N0} archives");
        string target = FormattableString.Invariant($">= {Target}");
        double ours = deletions / seconds;
        yield return theirs is { } loop
            ? Figure.Compared(
                what,
                ours,
                loop,
                Figure.PerSecond,
                ours / loop,
                target,
                ratio => ratio >= Target,
                " boto3 loop"
            )
            : new Figure(what, Figure.PerSecond(ours), "boto3 is not installed", "", target);

        await new CatalogUpdate(glacier, new VaultCatalog(killedCatalog.Path, "killed")).RunAsync(
            always: true,
            new JobWaitOptions(),
            cancellationToken
        );
        long repeated = 0;
        for (int run = 0; run <= Kills; run++)
        {
            // Killed after so many deletions, at no time of its choosing; the last one is left to end.
            int until = run < Kills ? archives / (Kills + 1) : int.MaxValue;
            repeated += (await RunAsync(server.Url, killedCatalog.Path, "killed", until, cancellationToken)).Deleted;
        }

        int left =
            new VaultCatalog(killedCatalog.Path, "killed").Read(null, cancellationToken).Count()
            + (int)await LeftAsync(glacier, cancellationToken);
        yield return new Figure(
            string.Create(CultureInfo.InvariantCulture, $"killed {Kills} times: deletions made, archives left"),
            string.Create(CultureInfo.InvariantCulture, $"{repeated:N0}, {left}"),
            Target: "each about once, 0",
            Met: left == 0 && repeated < archives * 1.05
        );
    }

    /// <summary>What the killed process runs: empties the vault, and says each hundredth deletion.</summary>
    public static async Task<int> EmptyAsync(Uri url, string catalog, string vault, CancellationToken cancellationToken)
    {
        using GlacierClient glacier = Connect(url);
        long count = 0;
        var clock = Stopwatch.StartNew();
        await new VaultPurge(glacier, glacier, new VaultCatalog(catalog, vault)).RunAsync(
            64,
            _ =>
            {
                if (Interlocked.Increment(ref count) % 100 == 0)
                {
                    Console.WriteLine(
                        FormattableString.Invariant($"{Interlocked.Read(ref count)} {clock.Elapsed.TotalSeconds}")
                    );
                }
            },
            (archive, error) => Console.Error.WriteLine($"{archive.ArchiveId}: {error.Message}"),
            cancellationToken
        );
        Console.WriteLine(FormattableString.Invariant($"{count} {clock.Elapsed.TotalSeconds}"));
        return 0;
    }

    private static async Task<(double Seconds, int Deleted)> RunAsync(
        Uri url,
        string catalog,
        string vault,
        int until,
        CancellationToken cancellationToken
    )
    {
        using Process process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    Path.Combine(AppContext.BaseDirectory, "GlacierPS.Benchmarks.dll"),
                    "empty",
                    url.AbsoluteUri,
                    catalog,
                    vault,
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        double seconds = 0;
        int deleted = 0;
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            string[] fields = line.Split(' ');
            deleted = int.Parse(fields[0], CultureInfo.InvariantCulture);
            seconds = double.Parse(fields[1], CultureInfo.InvariantCulture);
            if (deleted >= until)
            {
                process.Kill();
                break;
            }
        }

        await process.WaitForExitAsync(cancellationToken);
        return (seconds, deleted);
    }

    private static async Task<long> LeftAsync(GlacierClient glacier, CancellationToken cancellationToken)
    {
        VaultDescription vault = await glacier.DescribeVaultAsync("killed", cancellationToken);
        return vault.NumberOfArchives;
    }

    private static GlacierClient Connect(Uri url) =>
        GlacierClient.Create(
            new GlacierClientOptions
            {
                Region = "us-east-1",
                EndpointUrl = url,
                AccessKeyId = "AKIDEXAMPLE",
                SecretAccessKey = "secret",
            }
        );
}
