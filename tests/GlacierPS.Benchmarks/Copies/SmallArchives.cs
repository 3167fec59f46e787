using System.Runtime.CompilerServices;
using GlacierPS.Benchmarks.Clients;
using GlacierPS.Benchmarks.Line;

namespace GlacierPS.Benchmarks.Copies;

/// <summary>
/// Many small archives, where each request to the vault and to the bucket takes 20 ms: one object each and in bundles,
/// beside a loop on boto3 that starts jobs, receives and stores one by one.
/// </summary>
internal static class SmallArchives
{
    private const string Delay = "20";
    private const int AtOnce = 64;
    private const int Bytes = 10 << 10;
    private const double Target = 10;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        int count = quick ? 1000 : 10_000;
        // A loop is as fast with the first hundred as with the last.
        int loop = quick ? 50 : 200;
        using var files = new ScratchFolder();
        byte[] content = new byte[Bytes];
        for (int i = 0; i < count; i++)
        {
            new Random(i).NextBytes(content);
            await File.WriteAllBytesAsync(Path.Combine(files.Path, $"{i:D5}.bin"), content, cancellationToken);
        }

        double ours = await OursAsync(files.Path, [], cancellationToken);
        double bundled = await OursAsync(files.Path, ["--bundle-below", Client.Text(64 << 10)], cancellationToken);
        ClientRun? boto = await BotoAsync(files.Path, loop, cancellationToken);
        string what = FormattableString.Invariant($"copy of {count:N0} archives of 10 KiB, 20 ms a request");
        string aim = FormattableString.Invariant($">= {Target}");
        foreach ((string how, double seconds) in ((string, double)[])[("", ours), (", in bundles", bundled)])
        {
            yield return boto is not null
                ? Figure.Compared(
                    what + how,
                    count / seconds,
                    loop / boto.Seconds,
                    Figure.PerSecond,
                    count / seconds / (loop / boto.Seconds),
                    aim,
                    ratio => ratio >= Target,
                    " boto3 in a loop"
                )
                : new Figure(what + how, Figure.PerSecond(count / seconds), "boto3 is not installed", "", aim);
        }
    }

    private static async Task<double> OursAsync(string files, string[] more, CancellationToken cancellationToken)
    {
        using var catalog = new ScratchFolder();
        await using LineServer server = await LineServer.StartAsync(cancellationToken, bandwidth: 10_000_000_000);
        await Client.OursAsync(
            ["fill", catalog.Path, files, "--endpoint", server.Url, "--throttle-limit", Client.Text(AtOnce)],
            cancellationToken
        );
        await server.DelayAsync(true, cancellationToken, Delay + "ms");
        await using BucketUnderTest bucket = await BucketUnderTest.StartAsync(["delay=" + Delay], cancellationToken);
        ClientRun run = await Client.OursAsync(
            [
                "copy",
                catalog.Path,
                bucket.Url,
                "--endpoint",
                server.Url,
                "--throttle-limit",
                Client.Text(AtOnce),
                .. more,
            ],
            cancellationToken
        );
        return run.Seconds;
    }

    private static async Task<ClientRun?> BotoAsync(string files, int count, CancellationToken cancellationToken)
    {
        await using LineServer server = await LineServer.StartAsync(cancellationToken, bandwidth: 10_000_000_000);
        await server.DelayAsync(true, cancellationToken, Delay + "ms");
        await using BucketUnderTest bucket = await BucketUnderTest.StartAsync(["delay=" + Delay], cancellationToken);
        return await Client.TryPythonAsync(
            "copy_loop.py",
            [server.Url, bucket.Url, files, Client.Text(count)],
            cancellationToken
        );
    }
}
