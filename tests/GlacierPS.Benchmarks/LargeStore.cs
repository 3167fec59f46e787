using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Benchmarks;

/// <summary>
/// A store of a million archives: how long it takes to open, how much memory it takes, and how it works beside an empty
/// one.
/// </summary>
internal static class LargeStore
{
    private const double OpenTarget = 0.5;
    private const double MemoryTarget = 120e6;
    private const double SlowdownTarget = 2;
    private const int Few = 10_000;
    private const int Rounds = 3;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        int archives = quick ? 50_000 : 1_000_000;
        string count = archives.ToString("N0", CultureInfo.InvariantCulture);
        using var largeFolder = new ScratchFolder();
        using var smallFolder = new ScratchFolder();
        StoreMaker.MakeVault(largeFolder.Path, "measured", archives);

        // One, since a vault has no inventory before its first archive.
        StoreMaker.MakeVault(smallFolder.Path, "measured", 1);
        StoreMaker.MakeVault(smallFolder.Path, "few", Few);
        await using ServerUnderTest large = await ServerUnderTest.StartAsync(largeFolder.Path, cancellationToken);
        yield return Figure.Limited(
            $"{count} archives: first answer",
            large.TimeToFirstAnswer.TotalSeconds,
            OpenTarget,
            Figure.Seconds
        );
        yield return Figure.Limited(
            $"{count} archives: memory once open",
            large.Memory,
            MemoryTarget,
            Figure.Megabytes
        );

        await using ServerUnderTest small = await ServerUnderTest.StartAsync(smallFolder.Path, cancellationToken);
        TimeSpan time = TimeSpan.FromSeconds(quick ? 1 : 2);
        yield return await BothRates(
            "DescribeVault",
            32,
            large,
            small,
            Get("/-/vaults/measured"),
            time,
            cancellationToken
        );
        yield return await BothRates("ListVaults", 32, large, small, Get("/-/vaults"), time, cancellationToken);
        yield return await BothRates(
            "start of an inventory job",
            1,
            large,
            small,
            InventoryJob("measured"),
            time,
            cancellationToken
        );
        yield return Slower(
            "inventory output, archives",
            await BestAsync(() => InventoryRateAsync(large, "measured", archives, cancellationToken)),
            await BestAsync(() => InventoryRateAsync(small, "few", Few, cancellationToken)),
            FormattableString.Invariant($" of {Few:N0}")
        );
        yield return await BothRates("UploadArchive of 4 KiB", 8, large, small, Upload(), time, cancellationToken);
        yield return await DeletionsAsync(large, small, quick ? 2_000 : 20_000, cancellationToken);
        yield return Figure.Limited(
            $"{count} archives: peak memory after all this",
            large.PeakMemory,
            MemoryTarget,
            Figure.Megabytes
        );
    }

    /// <summary>Takes turns, so that whatever else the machine does falls on both.</summary>
    private static async Task<Figure> BothRates(
        string what,
        int connections,
        ServerUnderTest large,
        ServerUnderTest small,
        Func<Uri, HttpRequestMessage> make,
        TimeSpan time,
        CancellationToken cancellationToken
    )
    {
        using var toLarge = new RequestLoad(large.Url, connections);
        using var toSmall = new RequestLoad(small.Url, connections);
        double[] best = [0, 0];
        for (int round = 0; round < Rounds; round++)
        {
            best[0] = Math.Max(best[0], await toLarge.RateAsync(make, time, cancellationToken));
            best[1] = Math.Max(best[1], await toSmall.RateAsync(make, time, cancellationToken));
        }

        return Slower(what, best[0], best[1], " if empty");
    }

    private static async Task<Figure> DeletionsAsync(
        ServerUnderTest large,
        ServerUnderTest small,
        int archives,
        CancellationToken cancellationToken
    )
    {
        double[] best = [0, 0];
        for (int round = 0; round < Rounds; round++)
        {
            foreach ((int one, ServerUnderTest server) in ((int, ServerUnderTest)[])[(0, large), (1, small)])
            {
                best[one] = Math.Max(
                    best[one],
                    (await DeletionRate.MeasureAsync(server.Url, archives, 16, null, cancellationToken)).Deletions
                );
            }
        }

        return Slower("DeleteArchive", best[0], best[1], " if empty");
    }

    private static Figure Slower(string what, double large, double small, string name) =>
        Figure.Compared(
            what,
            large,
            small,
            Figure.PerSecond,
            small / large,
            FormattableString.Invariant($"<= {SlowdownTarget} times slower"),
            ratio => ratio <= SlowdownTarget,
            name
        );

    private static async Task<double> BestAsync(Func<Task<double>> measure)
    {
        double best = 0;
        for (int round = 0; round < Rounds; round++)
        {
            best = Math.Max(best, await measure());
        }

        return best;
    }

    /// <summary>Archives per second in the output of an inventory job.</summary>
    private static async Task<double> InventoryRateAsync(
        ServerUnderTest server,
        string vault,
        int archives,
        CancellationToken cancellationToken
    )
    {
        using var load = new RequestLoad(server.Url, 1);
        using HttpResponseMessage job = await load.SendAsync(InventoryJob(vault)(server.Url), cancellationToken);
        var output = new Uri(server.Url, job.Headers.Location + "/output");
        using var http = new HttpClient();
        long start = Stopwatch.GetTimestamp();
        using HttpResponseMessage response = await http.SendAsync(
            RequestLoad.Request(HttpMethod.Get, output),
            HttpCompletionOption.ResponseHeadersRead,
            cancellationToken
        );
        await response.EnsureSuccessStatusCode().Content.CopyToAsync(Stream.Null, cancellationToken);
        return archives / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static Func<Uri, HttpRequestMessage> Get(string path) =>
        url => RequestLoad.Request(HttpMethod.Get, new Uri(url, path));

    private static Func<Uri, HttpRequestMessage> InventoryJob(string vault) =>
        url =>
        {
            HttpRequestMessage request = RequestLoad.Request(HttpMethod.Post, new Uri(url, $"/-/vaults/{vault}/jobs"));
            request.Content = new StringContent(
                """{"Type":"inventory-retrieval"}""",
                new MediaTypeHeaderValue("application/json")
            );
            return request;
        };

    private static Func<Uri, HttpRequestMessage> Upload()
    {
        byte[] body = new byte[4096];
        new Random(1).NextBytes(body);
        string hash = Sha256Digest.Of(body).ToString();
        return url =>
        {
            HttpRequestMessage request = RequestLoad.Request(
                HttpMethod.Post,
                new Uri(url, "/-/vaults/measured/archives")
            );
            request.Content = new ByteArrayContent(body);
            request.Headers.Add("x-amz-sha256-tree-hash", hash);
            request.Headers.Add("x-amz-content-sha256", hash);
            return request;
        };
    }
}
