using System.Runtime.CompilerServices;

namespace GlacierPS.Benchmarks.Clients;

/// <summary>
/// An upload in parts over HTTP: the client's processor time beside that of the two SHA-256 passes that the protocol
/// asks for, and the time it takes beside boto3 and the JavaScript SDK with the same part size and as many parts at
/// once.
/// </summary>
internal static class SendCost
{
    private const int Rounds = 3;
    private const int AtOnce = 4;
    private const long PartSize = 16 << 20;
    private const double ProcessorTarget = 1.3;
    private const double WallTarget = 0.7;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var file = new ContentFile(ContentFile.SizeFor(quick));
        ClientRun? ours = null;
        double rate = 0,
            processor = double.MaxValue,
            boto = double.MaxValue,
            node = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            rate = Math.Max(rate, await OpensslSpeed.Sha256Async(cancellationToken) ?? 0);
            ClientRun warm = await OursAsync(file, ["--warm-up", "yes"], cancellationToken);
            processor = Math.Min(processor, warm.Processor);
            ClientRun cold = await OursAsync(file, [], cancellationToken);
            ours = ours?.Wall < cold.Wall ? ours : cold;
            boto = Math.Min(
                boto,
                (
                    await FreshServer.RunAsync(
                        url =>
                            Client.TryBoto3Async(
                                ["upload", file.Path, url, Client.Text(PartSize), Client.Text(AtOnce)],
                                cancellationToken
                            ),
                        cancellationToken
                    )
                )?.Wall
                    ?? double.MaxValue
            );
            node = Math.Min(
                node,
                (
                    await FreshServer.RunAsync(
                        url =>
                            Client.TryNodeAsync(
                                [file.Path, url, Client.Text(PartSize), Client.Text(AtOnce)],
                                cancellationToken
                            ),
                        cancellationToken
                    )
                )?.Wall
                    ?? double.MaxValue
            );
        }

        string what = FormattableString.Invariant(
            $"upload of {file.Size >> 20:N0} MiB in parts of {PartSize >> 20} MiB, {AtOnce} at once"
        );
        string aim = FormattableString.Invariant($"<= {ProcessorTarget}");
        double passes = rate > 0 ? 2 * file.Size / rate : 0;
        yield return rate > 0
            ? Figure.Compared(
                what + ": processor time",
                processor,
                passes,
                Figure.Seconds,
                processor / passes,
                aim,
                ratio => ratio <= ProcessorTarget,
                " for 2 x SHA-256"
            )
            : new Figure(what + ": processor time", Figure.Seconds(processor), "openssl is not installed", "", aim);
        yield return Wall(what, ours!.Wall, boto, " boto3");
        yield return Wall(what, ours.Wall, node, " JavaScript SDK");
        yield return new Figure(
            what + ": processor time in that time",
            Figure.Seconds(ours.Processor),
            Figure.Seconds(ours.Server) + " the server's"
        );
    }

    private static Figure Wall(string what, double ours, double theirs, string name)
    {
        string aim = FormattableString.Invariant($"<= {WallTarget}");
        return theirs < double.MaxValue
            ? Figure.Compared(
                what + ": time",
                ours,
                theirs,
                Figure.Seconds,
                ours / theirs,
                aim,
                ratio => ratio <= WallTarget,
                name
            )
            : new Figure(what + ": time", Figure.Seconds(ours), "not installed:" + name, "", aim);
    }

    private static async Task<ClientRun> OursAsync(
        ContentFile file,
        string[] more,
        CancellationToken cancellationToken
    ) =>
        (
            await FreshServer.RunAsync(
                async url =>
                    await Client.OursAsync(
                        [
                            "upload",
                            file.Path,
                            "--endpoint",
                            url,
                            "--part-size",
                            Client.Text(PartSize),
                            "--throttle-limit",
                            Client.Text(AtOnce),
                            .. more,
                        ],
                        cancellationToken
                    ),
                cancellationToken
            )
        )!;
}
