using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GlacierPS.Core.Leases;

namespace GlacierPS.Local.Tests.Crash;

/// <summary>
/// Processes that copy a vault together, killed, stopped and robbed of their table. GLACIERPS_FLEET_ARCHIVES says how
/// many archives there are, GLACIERPS_FLEET_KILLS how often each process is killed; a soak does 10,000 and 10.
/// </summary>
public sealed class FleetTests(ITestOutputHelper output)
{
    private const int Processes = 4;
    private const int Threads = 4;

    private static int Archives => FleetLives.Archives(60);

    [Theory(Explicit = true)]
    [InlineData("dynalite")]
    [InlineData("moto")]
    public async Task Killed_at_random_they_pay_for_nothing_twice_and_do_every_window_once(string service)
    {
        int archives = service == "moto" ? Math.Max(60, Archives / 10) : Archives;
        await using Fleet fleet = await Fleet.StartAsync(archives, archives / 100 + 2, service);
        FleetLives lives = await FleetLives.RunAsync(fleet, Processes, archives, i => fleet.Start(knows: i < 2));
        output.WriteLine($"{service}: {archives} archives, {lives}, {fleet.Jobs} jobs");
        fleet.AssertAllCopied(lives.Seed);
        lives.AssertPaidOnce(archives, fleet.Jobs);
        lives.AssertAllDone(archives, kept: 0);
    }

    [Fact(Explicit = true)]
    public async Task One_that_sleeps_and_wakes_after_its_lease_changes_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that stops a process.");
        await using Fleet fleet = await Fleet.StartAsync(120, large: 6);
        Process sleeper = fleet.Start(knows: true, "--delay", "20");
        await Fleet.UntilAsync(
            async () => fleet.Objects.Any() && (await fleet.StateAsync())!.Windows.Any(w => w.State == "taken"),
            "the first object is there",
            sleeper
        );
        Signal(sleeper, "STOP");
        JsonElement other = await Fleet.EndAsync(fleet.Start(knows: true));
        fleet.AssertAllCopied("asleep");
        long jobs = fleet.Jobs;
        ShareState before = (await fleet.StateAsync())!;
        string[] objects = [.. fleet.Bucket.Objects.Select(stored => $"{stored.Key} {stored.Path}").Order()];
        Signal(sleeper, "CONT");
        JsonElement woken = await Fleet.EndAsync(sleeper);
        ShareState after = (await fleet.StateAsync())!;
        output.WriteLine(
            $"{jobs} jobs, and {fleet.Jobs - jobs} by the one that woke; the other copied "
                + $"{other.GetProperty("done")}, it {woken.GetProperty("done")}"
        );
        Assert.True(woken.GetProperty("lost").GetInt64() > 0);
        // At worst what each of its threads was about to ask for when it was stopped.
        Assert.InRange(fleet.Jobs, jobs, jobs + Threads);
        Assert.Equal(objects, fleet.Bucket.Objects.Select(stored => $"{stored.Key} {stored.Path}").Order());
        Assert.Equal(before.Windows, after.Windows);
        fleet.AssertAllCopied("woken");
    }

    [Fact(Explicit = true)]
    public async Task The_limit_of_cost_is_never_passed_by_more_than_a_job_of_each()
    {
        await using Fleet fleet = await Fleet.StartAsync(200);
        var random = new Random(1);
        JsonElement[] ends = await Task.WhenAll(
            Enumerable
                .Range(0, Processes)
                .Select(async i =>
                {
                    Process killed = fleet.Start(knows: true, "--max-jobs", "77");
                    await Task.Delay(random.Next(500, 2000));
                    killed.Kill();
                    return await Fleet.EndAsync(fleet.Start(knows: true, "--max-jobs", "77"));
                })
        );
        output.WriteLine($"{fleet.Jobs} jobs of 77");
        Assert.All(ends, end => Assert.Equal("MaxCostReached", end.GetProperty("error").GetString()));
        Assert.InRange(fleet.Jobs, 1, 77 + Processes);
    }

    [Fact(Explicit = true)]
    public async Task A_table_that_is_deleted_in_the_middle_loses_nothing()
    {
        int archives = Math.Max(200, Archives / 10);
        await using Fleet fleet = await Fleet.StartAsync(archives);
        Process[] first = [.. Enumerable.Range(0, Processes).Select(i => fleet.Start(knows: i < 2))];
        await Fleet.UntilAsync(() => Task.FromResult(fleet.Objects.Count() > archives / 3), "a third is copied", first);
        await fleet.Table.RemoveAsync(default);
        foreach (Process process in first)
        {
            Assert.Equal("NoSuchShareTable", (await Fleet.EndAsync(process)).GetProperty("error").GetString());
        }

        int then = fleet.Objects.Count();
        await fleet.Table.CreateAsync(default);
        await Task.WhenAll(Enumerable.Range(0, Processes).Select(i => Fleet.EndAsync(fleet.Start(knows: i < 2))));
        output.WriteLine($"{then} of {archives} were copied when the table was deleted, {fleet.Jobs} jobs");
        fleet.AssertAllCopied("deleted");
        Assert.Equal(archives, fleet.Jobs);
    }

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
