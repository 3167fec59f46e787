using System.Globalization;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Durability;

/// <summary>
/// A disk that fails at every point in turn, once or for a while: what is answered with success is there after a kill,
/// nothing hangs, and the service works again when the disk does. GLACIERPS_FAULT_ROUNDS says how many points of each
/// call are tried; a soak does all.
/// </summary>
public sealed class FailingDiskTests
{
    private const int InputOutputError = 5;
    private const int NoSpace = 28;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private static int Points =>
        int.TryParse(
            Environment.GetEnvironmentVariable("GLACIERPS_FAULT_ROUNDS"),
            CultureInfo.InvariantCulture,
            out int rounds
        )
            ? Math.Clamp(rounds / 10, 2, 30)
            : 2;

    [PreloadedFact]
    public async Task F02_What_a_failing_disk_did_not_take_is_not_acknowledged_and_nothing_hangs()
    {
        using var folder = new TempFolder();
        using var disk = new FailingDisk(folder.Path);
        int failures = 0;
        foreach (string call in FailingDisk.Calls)
        {
            for (int point = 0; point < Points; point++)
            {
                foreach ((int error, int times) in Failures(point))
                {
                    try
                    {
                        failures += await TryAsync(folder.Path, disk, call, point * 3, times, error);
                    }
                    catch (Exception exception)
                    {
                        throw new InvalidOperationException(
                            $"{call}, after {point * 3}, error {error}, {times} times: {exception.Message}",
                            exception
                        );
                    }
                }
            }
        }

        Assert.True(failures >= 5, $"Only {failures} calls of the disk failed.");
    }

    /// <summary>A few points meet one kind of failure each, many meet both.</summary>
    private static (int Error, int Times)[] Failures(int point) =>
        Points > 2 ? [(InputOutputError, 1), (NoSpace, 1000)]
        : point % 2 == 0 ? [(InputOutputError, 1)]
        : [(NoSpace, 1000)];

    /// <summary>Works while the disk fails; kills the service, and looks what is there.</summary>
    /// <returns>How many calls failed.</returns>
    private static async Task<int> TryAsync(
        string folder,
        FailingDisk disk,
        string call,
        int after,
        int times,
        int error
    )
    {
        var stored = new Dictionary<string, byte[]>();
        var deleted = new List<string>();
        int met;
        await using (ServerProcess server = await StartAsync(folder, disk))
        {
            using Client client = server.NewClient();
            await client.CreateVaultAsync();
            string first = await client.UploadAsync(TestData.Bytes(100));
            disk.Break(call, after, times, error);
            for (int i = 0; i < 6; i++)
            {
                byte[] body = TestData.Bytes(1000 + i * 300_000, i);
                Answer answer = await client.TryUploadAsync(body).WaitAsync(Longest);
                Assert.True(answer.Code is 201 or 500, $"An upload was answered {answer.Code}: {answer.Text}");
                if (answer.Code == 201)
                {
                    stored[answer["x-amz-archive-id"]!] = body;
                }
            }

            Answer deletion = await client.DeleteAsync($"/-/vaults/v/archives/{first}").WaitAsync(Longest);
            Assert.True(deletion.Code is 204 or 500, $"A deletion was answered {deletion.Code}: {deletion.Text}");
            if (deletion.Code == 204)
            {
                deleted.Add(first);
            }

            met = disk.Met;
            disk.Mend();
            byte[] last = TestData.Bytes(77, 99);
            stored[await client.UploadAsync(last).WaitAsync(Longest)] = last;
            await server.KillAsync();
        }

        await using ServerProcess again = await StartAsync(folder, disk);
        using Client after1 = again.NewClient();
        foreach ((string id, byte[] body) in stored)
        {
            Assert.Equal(body, await after1.DownloadAsync(id));
        }

        string?[] listed =
        [
            .. (await after1.InventoryAsync()).Select(archive => archive.GetProperty("ArchiveId").GetString()),
        ];
        Assert.DoesNotContain(listed, id => deleted.Contains(id!));
        return met;
    }

    private static Task<ServerProcess> StartAsync(string folder, FailingDisk disk) =>
        ServerProcess.StartAsync(disk.Environment, "--data", folder, "--port", "0");
}
