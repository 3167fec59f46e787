using System.Globalization;

namespace GlacierPS.Core.Tests.Leases;

/// <summary>
/// Many machines, one vault. GLACIERPS_FLEET_SEEDS says how many runs, GLACIERPS_FLEET_SEED which is the first.
/// </summary>
public sealed class FleetSimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void Whatever_happens_to_machines_nothing_is_paid_twice_and_every_window_is_done_once()
    {
        int seeds = Number("GLACIERPS_FLEET_SEEDS", 50);
        int first = Number("GLACIERPS_FLEET_SEED", 1);
        var failures = new List<string>();
        for (int seed = first; seed < first + seeds; seed++)
        {
            failures.AddRange(
                FleetSimulation
                    .Run(seed)
                    .Select(violation => string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {violation}"))
            );
        }

        output.WriteLine($"{seeds} seeds, {failures.Count} violations");
        Assert.True(failures.Count == 0, string.Join("\n", failures.Take(20)));
    }

    [Fact]
    public void A_table_that_is_deleted_in_the_middle_loses_nothing()
    {
        string[] failures =
        [
            .. Enumerable
                .Range(1, 10)
                .SelectMany(seed =>
                    FleetSimulation
                        .Run(seed, deletesTable: true)
                        .Select(violation => string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {violation}"))
                ),
        ];
        Assert.True(failures.Length == 0, string.Join("\n", failures.Take(20)));
    }

    [Fact]
    public void A_seed_gives_the_same_run_each_time() =>
        Assert.Equal(FleetSimulation.Fingerprint(7), FleetSimulation.Fingerprint(7));

    [Theory]
    [InlineData(nameof(BrokenRule.NoFence), " times")]
    [InlineData(nameof(BrokenRule.NoCondition), "paid for twice")]
    [InlineData(nameof(BrokenRule.NoLimit), "limit of cost")]
    [InlineData(nameof(BrokenRule.NoCreateOnly), "stored over others")]
    public void The_simulation_notices_when_a_rule_is_broken(string rule, string violation) =>
        Assert.Contains(
            Enumerable.Range(1, 50).SelectMany(seed => FleetSimulation.Run(seed, Enum.Parse<BrokenRule>(rule))),
            found => found.Contains(violation, StringComparison.Ordinal)
        );

    [Fact(Explicit = true)]
    public void Sixty_four_machines_copy_fifty_million_archives_at_their_pace_and_ask_the_table_little()
    {
        var fleet = new GreatFleet();
        Assert.True(fleet.Run());
        double part = (double)fleet.TableRequests / (fleet.TableRequests + fleet.ServiceRequests);
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{fleet.Jobs:N0} jobs in {fleet.Elapsed.TotalHours:0.0} h, {fleet.Kills} kills, at most "
                    + $"{fleet.BytesByHour.Values.Max() >> 30} GiB in an hour of {GreatFleet.BytesPerHour >> 30}; "
                    + $"{fleet.TableRequests:N0} requests to the table of {fleet.ServiceRequests:N0} others, {part:P2}"
            )
        );
        Assert.Equal(GreatFleet.Archives, fleet.Moved);
        Assert.Equal(GreatFleet.Archives, fleet.Jobs);
        Assert.All(fleet.Ended, row => Assert.Equal(1, row.Value));
        // A group that was allowed in the last second of an hour begins in the first of the next.
        long slack = GreatFleet.Machines * 500L << 20;
        Assert.All(fleet.BytesByHour.Values, bytes => Assert.InRange(bytes, 0, GreatFleet.BytesPerHour + slack));
        Assert.InRange(fleet.Elapsed.TotalHours, 0, 1.2 * (GreatFleet.Archives << 20) / GreatFleet.BytesPerHour);
        Assert.InRange(part, 0, 0.02);
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
