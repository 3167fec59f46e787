using System.Runtime.CompilerServices;

namespace GlacierPS.Benchmarks.Clients;

/// <summary>Many small files: the rate beside that of a loop on boto3.</summary>
internal static class SmallFiles
{
    private const int Rounds = 2;
    private const int AtOnce = 16;
    private const double Target = 5;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        int count = quick ? 1000 : 10_000;
        using SmallFilesFolder files = SmallFilesFolder.Make(count);

        // Nothing is removed before both were measured: some file systems make new files slowly for a minute or two
        // after many were removed, and whoever comes second would pay for the first.
        using var stores = new ScratchFolder();
        ClientRun? ours = null;
        double boto = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            string here = Path.Combine(stores.Path, Client.Text(round));
            ClientRun run = (
                await FreshServer.RunAsync(
                    here + "-ours",
                    async url =>
                        await Client.OursAsync(
                            ["upload-all", files.Path, "--endpoint", url, "--throttle-limit", Client.Text(AtOnce)],
                            cancellationToken
                        ),
                    cancellationToken
                )
            )!;
            ours = ours?.Wall < run.Wall ? ours : run;
            boto = Math.Min(
                boto,
                (
                    await FreshServer.RunAsync(
                        here + "-boto3",
                        url => Client.TryBoto3Async(["upload-all", files.Path, url], cancellationToken),
                        cancellationToken
                    )
                )?.Wall
                    ?? double.MaxValue
            );
        }

        string what = FormattableString.Invariant($"upload of {count:N0} files of 4 KiB, {AtOnce} at once");
        string aim = FormattableString.Invariant($">= {Target}");
        yield return boto < double.MaxValue
            ? Figure.Compared(
                what,
                count / ours!.Wall,
                count / boto,
                Figure.PerSecond,
                boto / ours.Wall,
                aim,
                ratio => ratio >= Target,
                " boto3 in a loop"
            )
            : new Figure(what, Figure.PerSecond(count / ours!.Wall), "boto3 is not installed", "", aim);
        yield return new Figure(
            what + ": processor time",
            Figure.Seconds(ours.Processor),
            Figure.Seconds(ours.Server) + " the server's"
        );
    }
}
