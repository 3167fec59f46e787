using System.Globalization;
using GlacierPS.Core.Catalog;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Crash;

/// <summary>
/// Two processes append to one catalogue and a third takes in inventories, and one of them is killed at a random
/// moment, again and again. GLACIERPS_CRASH_ROUNDS says how many kills there are; a soak does a hundred.
/// </summary>
public sealed class CatalogCrashTests
{
    /// <summary>Milliseconds in which some thousand lines are written.</summary>
    private const int LongestLife = 700;

    private static int Kills =>
        int.TryParse(
            Environment.GetEnvironmentVariable("GLACIERPS_CRASH_ROUNDS"),
            CultureInfo.InvariantCulture,
            out int rounds
        )
            ? rounds
            : 8;

    [Fact]
    public async Task Every_kill_leaves_a_catalogue_that_opens_and_has_all_that_was_noted()
    {
        int chance = Random.Shared.Next();
        var random = new Random(chance);
        using var folder = new TempFolder();
        string catalog = Path.Combine(folder.Path, "catalog");
        int started = 0;
        var noted = new NotedArchives();
        CatalogProcess[] processes =
        [
            new(noted, "catalog-append", catalog, $"a{started++}"),
            new(noted, "catalog-append", catalog, $"a{started++}"),
            new(noted, "catalog-update", catalog),
        ];
        try
        {
            // Until all of them are at work.
            await Task.WhenAll(processes.Select(process => process.Began));
            for (int kill = 0; kill < Kills; kill++)
            {
                await Task.Delay(random.Next(LongestLife));
                int victim = random.Next(processes.Length);
                await processes[victim].KillAsync();
                Check(catalog, noted, chance);
                processes[victim] =
                    victim == 2
                        ? new CatalogProcess(noted, "catalog-update", catalog)
                        : new CatalogProcess(noted, "catalog-append", catalog, $"a{started++}");
                await processes[victim].Began;
            }

            await noted.HasAsync(100);
        }
        finally
        {
            foreach (CatalogProcess process in processes)
            {
                await process.KillAsync();
            }
        }

        Check(catalog, noted, chance);
    }

    private static void Check(string folder, NotedArchives noted, int chance)
    {
        (HashSet<string> there, HashSet<string> gone) = noted.Now();
        var catalog = new VaultCatalog(folder, "v");
        HashSet<string> known = [.. catalog.Read().Select(archive => archive.ArchiveId)];
        Assert.True(
            known.IsSupersetOf(there),
            $"Seed {chance}: {string.Join(", ", there.Except(known).Take(5))} were noted and are not there."
        );
        Assert.False(
            known.Overlaps(gone),
            $"Seed {chance}: {string.Join(", ", gone.Intersect(known).Take(5))} were deleted and are there."
        );
    }
}
