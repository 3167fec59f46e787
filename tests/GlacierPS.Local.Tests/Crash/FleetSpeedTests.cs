using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace GlacierPS.Local.Tests.Crash;

/// <summary>
/// How much faster several processes copy a vault than one, where the line is what takes its time: each answer of the
/// vault and of the bucket comes 300 ms later, or as many as GLACIERPS_FLEET_DELAY says, so that the processors of one
/// machine are enough for all.
/// </summary>
public sealed class FleetSpeedTests(ITestOutputHelper output)
{
    // Beyond that the machine is what is measured, and not the sharing.
    private const double MostBusy = 0.75;

    [Fact(Explicit = true)]
    public async Task Two_and_four_are_twice_and_four_times_as_fast_over_a_line_that_takes_its_time()
    {
        int archives = Math.Clamp(FleetLives.Archives(0) / 16, 320, 640);
        string delay = Environment.GetEnvironmentVariable("GLACIERPS_FLEET_DELAY") ?? "300";
        var rates = new Dictionary<int, double>();
        double busiest = 0;
        foreach (int processes in new[] { 1, 2, 4 })
        {
            await using Fleet fleet = await Fleet.StartAsync(archives);
            Task<JsonElement[]> ending = await StartAsync(fleet, processes, delay);
            (rates[processes], double busy) = await MiddleRateAsync(fleet, archives, ending);
            busiest = Math.Max(busiest, busy);
            JsonElement[] ends = await ending;
            fleet.AssertAllCopied("linear");
            double seconds = ends.Max(end => end.GetProperty("seconds").GetDouble());
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{processes} processes, {delay} ms: {rates[processes]:0.00} archives/s in the middle, "
                        + $"{rates[processes] / rates[1] / processes:0.000} of linear, processors busy {busy:0.00}; "
                        + $"{archives} in {seconds:0.0} s in all, "
                        + $"{ends.Sum(end => end.GetProperty("processorSeconds").GetDouble()):0.0} s of theirs"
                )
            );
        }

        Assert.SkipWhen(
            busiest > MostBusy,
            $"The processors were busy {busiest:0.00} of the time: what is measured is the machine."
        );
        Assert.All(rates, rate => Assert.True(rate.Value / rates[1] / rate.Key >= 0.85));
    }

    /// <summary>
    /// Starts them, and last the one that knows the archives: windows are put up when all are there. Whoever comes
    /// later finds that others have taken its part, which is no question of speed.
    /// </summary>
    private static async Task<Task<JsonElement[]>> StartAsync(Fleet fleet, int processes, string delay)
    {
        Process Start(bool knows) => fleet.Start(knows, "--delay", delay, "--lease", "20");
        List<Process> started = [.. Enumerable.Range(1, processes - 1).Select(_ => Start(knows: false))];
        await Fleet.UntilAsync(
            async () => started.Count == 0 || (await fleet.StateAsync())?.Machines.Count == started.Count,
            "all but one have joined",
            [.. started]
        );
        started.Add(Start(knows: true));
        return Task.WhenAll(started.Select(Fleet.EndAsync));
    }

    /// <summary>
    /// Archives a second while the middle six tenths are copied: what a start and an end take does not grow with a
    /// vault. And how busy the machine was meanwhile, by whomever.
    /// </summary>
    private static async Task<(double Rate, double Busy)> MiddleRateAsync(Fleet fleet, int archives, Task ending)
    {
        var clock = new Stopwatch();
        int first = 0;
        (double Busy, double All) before = default;
        while (true)
        {
            int copied = fleet.Objects.Count();
            if (!clock.IsRunning && copied >= archives / 5)
            {
                clock.Start();
                first = copied;
                before = ReadProcessors();
            }
            else if (copied >= archives * 4 / 5)
            {
                (double busy, double all) = ReadProcessors();
                return ((copied - first) / clock.Elapsed.TotalSeconds, (busy - before.Busy) / (all - before.All));
            }

            Assert.False(ending.IsCompleted, $"They had ended with {copied} archives. {ending.Exception}");
            await Task.Delay(50);
        }
    }

    /// <summary>What all processors did since the machine began: time of work, and all time. 0 without Linux.</summary>
    private static (double Busy, double All) ReadProcessors()
    {
        if (!OperatingSystem.IsLinux())
        {
            return (0, Stopwatch.GetTimestamp());
        }

        // user nice system idle iowait irq softirq steal guest guest_nice; the last two are in the first two.
        double[] times =
        [
            .. File.ReadLines("/proc/stat")
                .First()
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Take(8)
                .Select(word => double.Parse(word, CultureInfo.InvariantCulture)),
        ];
        return (times.Sum() - times[3] - times[4], times.Sum());
    }
}
