using System.Diagnostics;
using System.Globalization;
using GlacierPS.Core.Catalog;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Crash;

/// <summary>
/// The power goes at a random moment, round after round: processes are killed, and what they wrote and did not flush is
/// forgotten, wholly or by chance. Half of GLACIERPS_CRASH_ROUNDS says how often; a soak does it fifty times.
/// </summary>
public sealed class PowerCutTests
{
    /// <summary>Milliseconds of work at most.</summary>
    private const int LongestLife = 500;

    private static int Cuts =>
        int.TryParse(
            Environment.GetEnvironmentVariable("GLACIERPS_CRASH_ROUNDS"),
            CultureInfo.InvariantCulture,
            out int rounds
        )
            ? rounds / 2
            : 4;

    [PreloadedFact]
    public void What_was_flushed_lasts_and_nothing_else_for_sure()
    {
        using var folder = new TempFolder();
        using var disk = new PowerCutDisk(folder.Path);
        string kept = Path.Combine(folder.Path, "kept");
        string unnamed = Path.Combine(folder.Path, "below", "unnamed");
        Run(disk, "mkdir", Path.GetDirectoryName(unnamed)!);
        Run(disk, "sh", "-c", $"printf flushed > '{kept}'; printf x > '{unnamed}'");
        Run(disk, "sync", kept, unnamed, folder.Path);
        Run(disk, "sh", "-c", $"printf ' and not' >> '{kept}'; printf y > '{folder.Path}/lost'");
        Run(disk, "mv", kept, kept + ".renamed");
        disk.Cut(random: null);
        Assert.Equal(
            [Path.GetDirectoryName(unnamed), kept],
            Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order()
        );
        Assert.Equal("flushed", File.ReadAllText(kept));
    }

    [PreloadedFact]
    public async Task A_cut_leaves_all_that_the_service_acknowledged_and_damages_nothing()
    {
        using var folder = new TempFolder();
        using var disk = new PowerCutDisk(folder.Path);
        string[] arguments = ["--data", folder.Path, "--port", "0"];
        var ledger = new Ledger();
        int chance = Random.Shared.Next();
        var random = new Random(chance);
        for (int cut = 0; cut < Cuts; cut++)
        {
            await using (ServerProcess server = await ServerProcess.StartAsync(disk.Environment, arguments))
            {
                using Client client = server.NewClient();
                await client.CreateVaultAsync();
                if (cut == 0)
                {
                    // A vault has no inventory before its first archive (glacier-api.md §6.6).
                    SentArchive first = ledger.NewArchive(1);
                    ledger.Stored[await client.UploadAsync(first.Bytes, first.Description)] = first;
                }

                var load = new CrashLoad(client, ledger, seed: cut);
                Task running = load.RunAsync();
                await Task.WhenAny(running, Task.Delay(random.Next(1, LongestLife)));
                load.Killed();
                await server.KillAsync();
                await running;
            }

            disk.Cut(Chance(random));
            try
            {
                await using ServerProcess again = await ServerProcess.StartAsync(disk.Environment, arguments);
                using Client after = again.NewClient();
                await new CrashCheck(after, ledger).RunAsync();
                await again.TerminateAsync();
                Assert.Equal("", await again.ErrorAsync());
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"Cut {cut} of those with seed {chance}: {exception.Message}",
                    exception
                );
            }
        }

        Assert.True(disk.Told.Flushes > Cuts, $"Only {disk.Told.Flushes} files were flushed.");
    }

    [PreloadedFact]
    public async Task A_cut_leaves_a_catalogue_that_opens_and_has_all_that_was_noted()
    {
        using var folder = new TempFolder();
        using var disk = new PowerCutDisk(folder.Path);
        string catalog = Path.Combine(folder.Path, "account", "catalog");
        int chance = Random.Shared.Next();
        var random = new Random(chance);
        var noted = new NotedArchives();
        for (int cut = 0; cut < Cuts; cut++)
        {
            CatalogProcess[] processes =
            [
                new(noted, disk.Environment, "catalog-append", catalog, $"a{cut}"),
                new(noted, disk.Environment, "catalog-append", catalog, $"b{cut}"),
                new(noted, disk.Environment, "catalog-update", catalog),
            ];
            await Task.WhenAll(processes.Select(process => process.Began));
            await noted.HasAsync(10 * (cut + 1));
            await Task.Delay(random.Next(LongestLife));
            foreach (CatalogProcess process in processes)
            {
                process.Kill();
            }

            foreach (CatalogProcess process in processes)
            {
                await process.EndAsync();
            }

            disk.Cut(Chance(random));
            (HashSet<string> there, HashSet<string> gone) = noted.Now();
            HashSet<string> known = [.. new VaultCatalog(catalog, "v").Read().Select(archive => archive.ArchiveId)];
            string seed = $"Cut {cut} of those with seed {chance}";
            Assert.True(known.IsSupersetOf(there), $"{seed}: {there.Except(known).Count()} are missing.");
            Assert.False(known.Overlaps(gone), $"{seed}: {gone.Intersect(known).Count()} are there again.");
            CatalogConnections.CloseBelow(folder.Path);
            disk.Remember();
        }
    }

    /// <summary>A third of the cuts forgets all that was not flushed.</summary>
    private static Random? Chance(Random random) => random.Next(3) == 0 ? null : random;

    private static void Run(PowerCutDisk disk, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach ((string name, string value) in disk.Environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
