using System.Globalization;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Crash;

/// <summary>
/// The server is killed at a random moment while it does everything at once, and started again on the same folder,
/// round after round. GLACIERPS_CRASH_ROUNDS says how many; a soak does a hundred.
/// </summary>
public class CrashTests
{
    /// <summary>Milliseconds of work at most.</summary>
    private const int LongestLife = 500;

    /// <summary>Milliseconds after which a server is ready, more or less.</summary>
    private const int LongestStart = 400;

    private static int Rounds =>
        int.TryParse(
            Environment.GetEnvironmentVariable("GLACIERPS_CRASH_ROUNDS"),
            CultureInfo.InvariantCulture,
            out int rounds
        )
            ? rounds
            : 4;

    [Fact]
    public async Task Every_kill_leaves_all_that_was_answered_and_nothing_that_was_not()
    {
        using var folder = new TempFolder();
        var ledger = new Ledger();
        int chance = Random.Shared.Next();
        var random = new Random(chance);
        for (int round = 0; round < Rounds; round++)
        {
            await using (ServerProcess server = await ServerProcess.StartAsync("--data", folder.Path, "--port", "0"))
            {
                using Client client = server.NewClient();
                await client.CreateVaultAsync();
                if (round == 0)
                {
                    // A vault has no inventory before its first archive (glacier-api.md §6.6).
                    SentArchive first = ledger.NewArchive(1);
                    ledger.Stored[await client.UploadAsync(first.Bytes, first.Description)] = first;
                }

                var load = new CrashLoad(client, ledger, seed: round);
                Task running = load.RunAsync();
                await Task.WhenAny(running, Task.Delay(random.Next(1, LongestLife)));
                load.Killed();
                await server.KillAsync();
                await running;
            }

            if (random.Next(3) == 0)
            {
                // What opening clears away, and cuts off, must stand a kill too.
                await ServerProcess.KillWhileItStartsAsync(
                    TimeSpan.FromMilliseconds(random.Next(LongestStart)),
                    "--data",
                    folder.Path,
                    "--port",
                    "0"
                );
            }

            await using ServerProcess again = await ServerProcess.StartAsync("--data", folder.Path, "--port", "0");
            using Client after = again.NewClient();
            try
            {
                await new CrashCheck(after, ledger).RunAsync();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"Round {round} of those with seed {chance}: {exception.Message}",
                    exception
                );
            }
        }
    }
}
