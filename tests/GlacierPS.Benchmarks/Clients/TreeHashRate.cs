using System.Runtime.CompilerServices;

namespace GlacierPS.Benchmarks.Clients;

/// <summary>
/// The tree hash of a file in the page cache, beside what the processors can do, and beside botocore's.
/// </summary>
internal static class TreeHashRate
{
    private const int Rounds = 3;
    private const double OpensslTarget = 0.85;
    private const double BotocoreTarget = 1.8;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var file = new ContentFile(ContentFile.SizeFor(quick));
        double ours = 0,
            theirs = 0,
            limit = 0;
        for (int round = 0; round < Rounds; round++)
        {
            // In turns, so that whatever else the machine does falls on all; the best of each counts.
            limit = Math.Max(limit, await OpensslSpeed.AllProcessorsAsync(cancellationToken) ?? 0);
            ours = Math.Max(
                ours,
                file.Size / (await Client.OursAsync(["hash", file.Path, "--warm-up", "yes"], cancellationToken)).Seconds
            );
            ClientRun? boto = await Client.TryBoto3Async(["hash", file.Path], cancellationToken);
            theirs = Math.Max(theirs, boto is null ? 0 : file.Size / boto.Seconds);
        }

        string what = FormattableString.Invariant($"tree hash of a file of {file.Size >> 20:N0} MiB");
        yield return Compared(what, ours, limit, OpensslTarget, " openssl speed -multi");
        yield return Compared(what, ours, theirs, BotocoreTarget, " botocore");
    }

    private static Figure Compared(string what, double ours, double beside, double target, string name)
    {
        string aim = FormattableString.Invariant($">= {target}");
        return beside > 0
            ? Figure.Compared(what, ours, beside, PerSecond, ours / beside, aim, ratio => ratio >= target, name)
            : new Figure(what, PerSecond(ours), "not installed:" + name, "", aim);
    }

    private static string PerSecond(double value) => Figure.Megabytes(value) + "/s";
}
