using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GlacierPS.Core.Leases;

namespace GlacierPS.Local.Tests.Crash;

/// <summary>
/// Processes that are killed at random and started again, until they may end, and what was seen of their windows
/// meanwhile.
/// </summary>
/// <param name="Seed">The seed of the kills, for messages.</param>
/// <param name="Kills">How many processes were killed before they had ended.</param>
/// <param name="Lost">
/// How many windows were lost by processes that stood still for longer than the two seconds of a lease, as on a loaded
/// machine: whoever took one over may have started the jobs anew that were just being asked for.
/// </param>
/// <param name="State">How far the share is at the end.</param>
/// <param name="Changed">How often a window changed after it had ended.</param>
/// <param name="Time">From the first start to the last end.</param>
internal sealed record FleetLives(string Seed, int Kills, long Lost, ShareState State, int Changed, TimeSpan Time)
{
    // Archives that a process asks for at the same time.
    private const int Threads = 4;

    private static int KillsOfEach => Number("GLACIERPS_FLEET_KILLS", 1);

    /// <summary>How many archives there are: what GLACIERPS_FLEET_ARCHIVES says, a soak 10,000.</summary>
    public static int Archives(int otherwise) => Number("GLACIERPS_FLEET_ARCHIVES", otherwise);

    /// <summary>Has processes live and die.</summary>
    /// <param name="fleet">What they share.</param>
    /// <param name="processes">How many there are at a time.</param>
    /// <param name="archives">How many archives they work at, which says how long they may live.</param>
    /// <param name="start">Starts the process of a number, from 0 on, for the first time or again.</param>
    public static async Task<FleetLives> RunAsync(Fleet fleet, int processes, int archives, Func<int, Process> start)
    {
        int chance = Random.Shared.Next();
        string seed = string.Create(CultureInfo.InvariantCulture, $"seed {chance}");
        var clock = Stopwatch.StartNew();
        using var watch = new CancellationTokenSource();
        Task<int> watching = WatchAsync(fleet, watch.Token);
        // As long as it takes to start, and to do a good part of the work.
        int longest = 6000 + 2 * archives;
        (int Kills, long Lost)[] ends = await Task.WhenAll(
            Enumerable
                .Range(0, processes)
                .Select(i => LiveAsync(fleet, () => start(i), longest, new Random(chance + i), seed))
        );
        await watch.CancelAsync();
        return new FleetLives(
            seed,
            ends.Sum(end => end.Kills),
            ends.Sum(end => end.Lost),
            (await fleet.StateAsync())!,
            await watching,
            clock.Elapsed
        );
    }

    /// <summary>Fails unless each archive had one job, and there was at most one more for each kill.</summary>
    public void AssertPaidOnce(int archives, long jobs) =>
        Assert.True(
            jobs >= archives && jobs <= archives + Kills + Lost * Threads,
            $"{jobs} jobs for {archives} archives: {this}"
        );

    /// <summary>Fails unless every window was done, once.</summary>
    public void AssertAllDone(int archives, int kept)
    {
        Assert.All(State.Windows, window => Assert.Equal("done", window.State));
        Assert.Equal((archives, archives - kept, kept), (State.Archives, State.ArchivesDone, State.ArchivesKept));
        Assert.True(Changed == 0, $"{Seed}: {Changed} windows changed after they had ended.");
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Kills} kills, {Lost} windows lost, {State.Windows.Count} windows with "
                + $"{State.Windows.Sum(window => window.Owners)} owners, "
                + $"{Time.TotalSeconds:0.0} s, {Seed}"
        );

    /// <summary>A process is killed so many times at random, and started again; then it may end.</summary>
    /// <returns>How often it was killed before it had ended, and how often the last lost a window.</returns>
    private static async Task<(int Kills, long Lost)> LiveAsync(
        Fleet fleet,
        Func<Process> start,
        int longest,
        Random random,
        string seed
    )
    {
        for (int kill = 0; kill < KillsOfEach; kill++)
        {
            Process process = start();
            Task<JsonElement> end = Fleet.EndAsync(process);
            // Most while windows are worked at, however slowly this machine starts a process; others at any time.
            Task life =
                random.Next(4) > 0
                    ? WorkAsync(fleet, end, random.Next(longest / 5))
                    : Task.Delay(random.Next(300, longest));
            if (await Task.WhenAny(end, life) == end)
            {
                return (kill, LostBy(await end));
            }

            process.Kill();
            await Assert.ThrowsAnyAsync<Exception>(() => end);
        }

        JsonElement told = await Fleet.EndAsync(start());
        Assert.True(told.GetProperty("failed").GetInt64() == 0, $"{seed}: {told}");
        return (KillsOfEach, LostBy(told));
    }

    private static long LostBy(JsonElement told) => told.GetProperty("lost").GetInt64();

    /// <summary>Some milliseconds after somebody has taken a window; or when the process has ended.</summary>
    private static async Task WorkAsync(Fleet fleet, Task end, int milliseconds)
    {
        while (!end.IsCompleted && (await fleet.StateAsync())?.Windows.Any(window => window.State == "taken") != true)
        {
            await Task.Delay(100);
        }

        await Task.Delay(milliseconds);
    }

    /// <summary>Looks at the windows again and again.</summary>
    /// <returns>How many changed after they had ended.</returns>
    private static async Task<int> WatchAsync(Fleet fleet, CancellationToken cancellationToken)
    {
        var ended = new Dictionary<long, ShareWindowState>();
        int changed = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (ShareWindowState window in (await fleet.StateAsync())?.Windows ?? [])
            {
                if (window.HasEnded)
                {
                    ended.TryAdd(window.Number, window);
                }

                changed += ended.TryGetValue(window.Number, out ShareWindowState? then) && then != window ? 1 : 0;
            }

            await Task.Delay(500, CancellationToken.None);
        }

        return changed;
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;
}
