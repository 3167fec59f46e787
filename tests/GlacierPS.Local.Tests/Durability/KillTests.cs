using System.Collections.Concurrent;
using GlacierPS.Core.Tests;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Durability;

/// <summary>A server that is killed in the middle of its work.</summary>
public class KillTests
{
    [Fact]
    public async Task What_was_answered_before_a_kill_is_there_afterwards()
    {
        using var folder = new TempFolder();
        var answered = new ConcurrentDictionary<string, byte[]>();
        await using (ServerProcess server = await ServerProcess.StartAsync("--data", folder.Path, "--port", "0"))
        {
            using Client client = server.NewClient();
            await client.CreateVaultAsync();
            Task[] uploads = [.. Enumerable.Range(0, 4).Select(seed => UploadUntilKilled(client, seed, answered))];
            await Patience.UntilAsync(() => answered.Count >= 20, "20 uploads", Task.WhenAll(uploads));

            await server.KillAsync();
            await Task.WhenAll(uploads);
        }

        await using ServerProcess again = await ServerProcess.StartAsync("--data", folder.Path, "--port", "0");
        using Client after = again.NewClient();
        foreach ((string archive, byte[] body) in answered)
        {
            Assert.Equal(body, await after.DownloadAsync(archive));
        }

        // At most the one upload of each client that was not answered any more may be there beside them.
        Assert.InRange((await after.InventoryAsync()).Count, answered.Count, answered.Count + 4);
    }

    private static async Task UploadUntilKilled(Client client, int seed, ConcurrentDictionary<string, byte[]> answered)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                byte[] body = TestData.Bytes(1 + seed * 700_000, seed * 1000 + i);
                answered[await client.UploadAsync(body)] = body;
            }
        }
        catch (HttpRequestException)
        {
            // The kill.
        }
    }
}
