using System.Globalization;
using System.Runtime.CompilerServices;

namespace GlacierPS.Benchmarks.Clients;

/// <summary>Many small files: the rate beside that of a loop on boto3.</summary>
internal static class SmallFiles
{
    private const int Bytes = 4096;
    private const int AtOnce = 16;
    private const double Target = 5;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int count = quick ? 1000 : 10_000;
        using var files = new ScratchFolder();
        byte[] content = new byte[Bytes];
        var random = new Random(1);
        for (int i = 0; i < count; i++)
        {
            random.NextBytes(content);
            await File.WriteAllBytesAsync(Path.Combine(files.Path, i.ToString("d5", CultureInfo.InvariantCulture)), content, cancellationToken);
        }

        double ours = count / (await FreshServer.RunAsync(
            async url => await Client.OursAsync(["upload-all", files.Path, "--endpoint", url, "--throttle-limit", Client.Text(AtOnce)], cancellationToken), cancellationToken))!.Wall;
        ClientRun? boto = await FreshServer.RunAsync(
            url => Client.TryBoto3Async(["upload-all", files.Path, url], cancellationToken), cancellationToken);
        string what = FormattableString.Invariant($"upload of {count:N0} files of 4 KiB, {AtOnce} at once");
        string aim = FormattableString.Invariant($">= {Target}");
        yield return boto is null
            ? new Figure(what, Figure.PerSecond(ours), "boto3 is not installed", "", aim)
            : Figure.Compared(
                what, ours, count / boto.Wall, Figure.PerSecond, ours * boto.Wall / count, aim, ratio => ratio >= Target, " boto3 in a loop");
    }
}
