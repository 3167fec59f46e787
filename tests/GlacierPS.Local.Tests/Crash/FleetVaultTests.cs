namespace GlacierPS.Local.Tests.Crash;

/// <summary>
/// Processes that restore and empty a vault together, and are killed at random: a few kills of a few archives, and as
/// many as GLACIERPS_FLEET_ARCHIVES and GLACIERPS_FLEET_KILLS say in a soak.
/// </summary>
public sealed class FleetVaultTests(ITestOutputHelper output)
{
    private const int Processes = 3;

    private static int Archives => FleetLives.Archives(40);

    [Fact]
    public async Task Killed_restores_pay_for_nothing_twice_and_their_folders_have_all_files_and_no_parts()
    {
        int archives = Archives;
        await using Fleet fleet = await Fleet.StartAsync(archives, archives / 100 + 2);
        FleetLives lives = await FleetLives.RunAsync(
            fleet,
            Processes,
            archives,
            i => fleet.StartRestore(i, "--max-bytes-per-second", "6000000", "--part-size", "1048576")
        );
        int twice = fleet.AssertAllRestored(lives.Seed);
        output.WriteLine($"{archives} archives restored, {lives}, {fleet.Jobs} jobs, {twice} files in two folders");
        lives.AssertPaidOnce(archives, fleet.Jobs);
        lives.AssertAllDone(archives, kept: 0);
    }

    [Fact]
    public async Task Killed_deletions_delete_what_is_proven_and_nothing_else()
    {
        int archives = Archives;
        await using Fleet fleet = await Fleet.StartAsync(archives);
        await fleet.CopyAsync();
        HashSet<string> kept = await fleet.SpoilAsync();
        fleet.CopyCatalog();
        FleetLives lives = await FleetLives.RunAsync(
            fleet,
            Processes,
            archives,
            i => fleet.StartClear(i, "--delay", "50")
        );
        HashSet<string> left = await fleet.LeftAsync();
        output.WriteLine($"{archives} archives deleted but 3, {lives}, {fleet.Deletions} deletions, {left.Count} left");
        Assert.Equal(kept.Order(), left.Order());
        lives.AssertAllDone(archives, kept: 3);
        // What a killed machine had deleted is deleted once more, by whoever takes its windows over.
        Assert.True(fleet.Deletions >= archives - 3, lives.Seed);
        for (int machine = 0; machine < 2; machine++)
        {
            Assert.Superset(kept.Intersect(fleet.Ids).ToHashSet(), fleet.KnownBy(machine));
        }
    }
}
