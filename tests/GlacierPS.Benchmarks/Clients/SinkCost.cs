using System.Runtime.CompilerServices;

namespace GlacierPS.Benchmarks.Clients;

/// <summary>
/// What an upload in parts costs the client where the other side does next to nothing (<see cref="Sink"/>): beside two
/// passes of SHA-256, which the protocol asks for, and beside boto3 and the JavaScript SDK with the same parts, as many
/// at once.
/// </summary>
internal static class SinkCost
{
    private const int Rounds = 3;
    private const int AtOnce = 4;
    private const long PartSize = 16 << 20;
    private const double HashesTarget = 1.3;
    private const double BotoTarget = 0.8;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var file = new ContentFile(ContentFile.SizeFor(quick));
        string part = Client.Text(PartSize),
            atOnce = Client.Text(AtOnce);
        Func<string, Task<ClientRun?>>[] clients =
        [
            url => OursAsync(file.Path, url, ["--warm-up", "yes"], cancellationToken),
            url => OursAsync(file.Path, url, [], cancellationToken),
            url => Client.TryBoto3Async(["upload", file.Path, url, part, atOnce], cancellationToken),
            url => Client.TryNodeAsync([file.Path, url, part, atOnce], cancellationToken),
        ];
        double[] processor = [.. clients.Select(_ => double.PositiveInfinity)];
        double[] wall = [.. processor];
        double rate = 0;
        for (int round = 0; round < Rounds; round++)
        {
            rate = Math.Max(rate, await OpensslSpeed.Sha256Async(cancellationToken) ?? 0);
            for (int i = 0; i < clients.Length; i++)
            {
                await using ServerUnderTest sink = await ServerUnderTest.StartSinkAsync(cancellationToken);
                if (await clients[i](sink.Url.GetLeftPart(UriPartial.Authority)) is { } run)
                {
                    processor[i] = Math.Min(processor[i], i == 0 ? run.Processor : run.WholeProcessor);
                    wall[i] = Math.Min(wall[i], run.Wall);
                }
            }
        }

        string what = FormattableString.Invariant(
            $"upload of {file.Size >> 20:N0} MiB to a sink, parts of {PartSize >> 20} MiB, {AtOnce} at once"
        );
        double gib = file.Size / (double)(1 << 30);
        yield return Beside(
            what + ": processor time per GiB, warm process",
            processor[0] / gib,
            rate > 0 ? 2.0 * (1 << 30) / rate : double.PositiveInfinity,
            " for 2 x SHA-256",
            HashesTarget
        );
        string fresh = what + ": processor time per GiB, fresh process";
        yield return Beside(fresh, processor[1] / gib, processor[2] / gib, " boto3", BotoTarget);
        yield return Beside(fresh, processor[1] / gib, processor[3] / gib, " JavaScript SDK", null);
        yield return Beside(what + ": time, fresh process", wall[1], wall[2], " boto3", BotoTarget);
        yield return Beside(what + ": time, fresh process", wall[1], wall[3], " JavaScript SDK", null);
    }

    private static Figure Beside(string what, double ours, double theirs, string name, double? target)
    {
        string aim = target is { } most ? FormattableString.Invariant($"<= {most}") : "";
        return !double.IsFinite(theirs) ? new Figure(what, Figure.Seconds(ours), "not installed:" + name, "", aim)
            : target is null
                ? new Figure(
                    what,
                    Figure.Seconds(ours),
                    Figure.Seconds(theirs) + name,
                    FormattableString.Invariant($"{ours / theirs:0.00}")
                )
            : Figure.Compared(what, ours, theirs, Figure.Seconds, ours / theirs, aim, ratio => ratio <= target, name);
    }

    private static async Task<ClientRun?> OursAsync(
        string path,
        string url,
        string[] more,
        CancellationToken cancellationToken
    ) =>
        await Client.OursAsync(
            [
                "upload",
                path,
                "--endpoint",
                url,
                "--part-size",
                Client.Text(PartSize),
                "--throttle-limit",
                Client.Text(AtOnce),
                .. more,
            ],
            cancellationToken
        );
}
