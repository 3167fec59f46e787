using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Benchmarks.Inventories;

/// <summary>An inventory to typed archives, beside Python's own readers on the same file in the same run.</summary>
internal static class ReadRate
{
    private const double Target = 4;
    private const double MemoryTarget = 100e6;
    private const int Rounds = 3;

    // Each to objects with named fields, the size a number: what a script goes on with.
    private const string PythonJson =
        "import json,sys;print(len(json.load(open(sys.argv[1],encoding='utf-8'))['ArchiveList']))";

    private const string PythonCsv =
        "import csv,sys;print(len([dict(r,Size=int(r['Size'])) for r in "
        + "csv.DictReader(open(sys.argv[1],newline='',encoding='utf-8'),escapechar='\\\\')]))";

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        int archives = quick ? 100_000 : 1_000_000;
        using var folder = new ScratchFolder();
        foreach (
            (InventoryFormat format, string program) in new[]
            {
                (InventoryFormat.Json, PythonJson),
                (InventoryFormat.Csv, PythonCsv),
            }
        )
        {
            string file = Path.Combine(folder.Path, "inventory." + format);
            InventoryMaker.Write(file, archives, format);
            double ours = double.MaxValue;
            double? theirs = null;
            for (int round = 0; round < Rounds; round++)
            {
                // Taking turns, so that whatever else the machine does falls on both.
                ours = Math.Min(ours, await ReadAsync(file, archives, cancellationToken));
                theirs = await Python.SecondsAsync(program, file, cancellationToken) is { } seconds
                    ? Math.Min(theirs ?? double.MaxValue, seconds)
                    : null;
            }

            string what = string.Create(
                CultureInfo.InvariantCulture,
                $"inventory of {archives:N0} archives, {format}: to objects"
            );
            string target = FormattableString.Invariant($">= {Target} times as fast");
            yield return theirs is { } python
                ? Figure.Compared(
                    what,
                    ours,
                    python,
                    Figure.Seconds,
                    python / ours,
                    target,
                    ratio => ratio >= Target,
                    " Python"
                )
                : new Figure(what, Figure.Seconds(ours), "Python is not installed", "", target);
        }

        yield return Figure.Limited(
            "of that, memory",
            Process.GetCurrentProcess().PeakWorkingSet64,
            MemoryTarget,
            Figure.Megabytes
        );
    }

    private static async Task<double> ReadAsync(string path, int expected, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        int count = 0;
        await using FileStream file = InventoryReader.OpenFile(path);
        await foreach (InventoryArchive _ in InventoryReader.ReadAsync(file, cancellationToken: cancellationToken))
        {
            count++;
        }

        return count == expected
            ? Stopwatch.GetElapsedTime(start).TotalSeconds
            : throw new InvalidOperationException($"{count} archives came out of an inventory of {expected}.");
    }
}
