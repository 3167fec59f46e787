using System.Globalization;
using System.Runtime.CompilerServices;

namespace GlacierPS.Benchmarks;

/// <summary>
/// From the start of the server's process to its first answer: on an empty folder, on a million archives and on ten
/// million, whose metadata are there alone. Beside it a program that is Kestrel and nothing else.
/// </summary>
internal static class StartTime
{
    private const int Rounds = 5;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // The first of its rounds compiles this client as well.
        double kestrel = await BestAsync(ServerUnderTest.StartEmptyAsync, cancellationToken);
        foreach (
            (int archives, double target) in ((int, double)[])
                [(0, 0.5), (quick ? 50_000 : 1_000_000, 0.5), (quick ? 1_000_000 : 10_000_000, 1)]
        )
        {
            using var folder = new ScratchFolder();
            if (archives > 0)
            {
                StoreMaker.MakeVault(folder.Path, "measured", archives, withBlobs: false);
            }

            double best = await BestAsync(
                token => ServerUnderTest.StartAsync(folder.Path, token, isUnheard: true),
                cancellationToken
            );
            yield return new Figure(
                string.Create(CultureInfo.InvariantCulture, $"{archives:N0} archives: first answer, fresh process"),
                Figure.Seconds(best),
                Figure.Seconds(kestrel) + " Kestrel alone",
                "",
                "< " + Figure.Seconds(target),
                best < target
            );
        }
    }

    private static async Task<double> BestAsync(
        Func<CancellationToken, Task<ServerUnderTest>> start,
        CancellationToken cancellationToken
    )
    {
        double best = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            await using ServerUnderTest server = await start(cancellationToken);
            best = Math.Min(best, server.TimeToFirstAnswer.TotalSeconds);
        }

        return best;
    }
}
