using System.Globalization;
using System.Runtime.CompilerServices;
using GlacierPS.Benchmarks.Clients;

namespace GlacierPS.Benchmarks.Copies;

/// <summary>
/// The copy of one large archive to a bucket over HTTPS: the client's processor time beside three passes of SHA-256 and
/// half a second for each GiB, and its memory beyond idle with parts of two sizes.
/// </summary>
internal static class CopyCost
{
    private const int Rounds = 3;
    private const int AtOnce = 8;
    private const int Passes = 3;
    private const double Beside = 0.5;
    private const double MemoryTarget = 64 << 20;
    private const long GiB = 1L << 30;

    public static async IAsyncEnumerable<Figure> ProcessorAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using CopiedVault vault = await CopiedVault.StartAsync(SizeFor(quick), cancellationToken);
        double rate = 0,
            processor = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            rate = Math.Max(rate, await OpensslSpeed.Sha256Async(cancellationToken) ?? 0);
            ClientRun run = await vault.CopyAsync(64 << 20, AtOnce, ["--warm-up", "yes"], cancellationToken);
            processor = Math.Min(processor, run.Processor);
        }

        double gibs = (double)vault.Size / GiB;
        string what = Text(
            $"copy of {gibs:0.#} GiB over HTTPS in parts of 64 MiB, {AtOnce} at once: processor time a GiB"
        );
        yield return rate > 0
            ? Figure.Compared(
                what,
                processor / gibs,
                Passes * GiB / rate + Beside,
                Figure.Seconds,
                processor / gibs / (Passes * GiB / rate + Beside),
                "<= 1",
                ratio => ratio <= 1,
                " for 3 x SHA-256 and 0.5 s"
            )
            : new Figure(what, Figure.Seconds(processor / gibs), "openssl is not installed", "", "<= 1");
    }

    public static async IAsyncEnumerable<Figure> MemoryAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using (CopiedVault small = await CopiedVault.StartAsync(1, cancellationToken))
        {
            ClientRun run = await small.CopyAsync(16 << 20, AtOnce, [], cancellationToken);
            yield return new Figure("copy of one byte over HTTPS: memory beyond idle", Figure.Megabytes(run.Memory));
        }

        await using CopiedVault vault = await CopiedVault.StartAsync(SizeFor(quick), cancellationToken);
        foreach (long partSize in (long[])[16 << 20, GiB])
        {
            string what =
                Text($"copy of {(double)vault.Size / GiB:0.#} GiB over HTTPS in parts of {partSize >> 20:N0} MiB, ")
                + Text($"{AtOnce} at once: ");
            ClientRun run = await vault.CopyAsync(partSize, AtOnce, [], cancellationToken);
            yield return Figure.Limited(what + "memory beyond idle", run.Memory, MemoryTarget, Figure.Megabytes);
            run = await vault.CopyAsync(partSize, AtOnce, ["--warm-up", "yes"], cancellationToken);
            yield return new Figure(
                what + "memory beyond that of a process that has copied before",
                Figure.Megabytes(run.Memory)
            );
        }
    }

    private static long SizeFor(bool quick) => quick ? GiB / 2 : 4 * GiB;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
