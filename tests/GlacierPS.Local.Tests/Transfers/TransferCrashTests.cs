using System.Globalization;
using System.Text.Json;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Download;
using GlacierPS.Core.Transfer.Upload;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Transfers;

/// <summary>
/// The process that sends or fetches is killed at random moments, and started again, until the transfer is done.
/// GLACIERPS_CRASH_ROUNDS says how many kills there are of either; a soak does a hundred.
/// </summary>
public sealed class TransferCrashTests : TransferHarness
{
    private const int Size = 12 * MiB + 777;

    /// <summary>Milliseconds that a process takes to start, and to do its work at the rate it is held to.</summary>
    private const int LongestLife = 2000;

    private const string Rate = "12000000";

    private static int Kills =>
        int.TryParse(
            Environment.GetEnvironmentVariable("GLACIERPS_CRASH_ROUNDS"),
            CultureInfo.InvariantCulture,
            out int rounds
        )
            ? rounds
            : 5;

    [Fact]
    public async Task A_killed_upload_goes_on_sends_nothing_twice_and_leaves_nothing_unknown()
    {
        int chance = Random.Shared.Next();
        var random = new Random(chance);
        int kills = 0;

        // A vault has no inventory before its first archive (glacier-api.md §6.6).
        await Service.Client.UploadAsync([1]);
        for (int number = 0; kills < Kills; number++)
        {
            byte[] data = TestData.Bytes(Size, number);
            string path = Path.Combine(Temp.Path, $"{number}.bin");
            await File.WriteAllBytesAsync(path, data);
            string? archiveId = null;
            while (archiveId is null)
            {
                Dictionary<(string, long), int> before = Service.Parts.ToDictionary();
                TimeSpan? life = kills < Kills ? TimeSpan.FromMilliseconds(random.Next(LongestLife)) : null;
                archiveId = (await ClientProcess.RunAsync(life, Arguments("upload", path)))
                    ?.GetProperty("archiveId")
                    .GetString();
                if (archiveId is null)
                {
                    kills++;
                    await Task.Delay(100);
                    await AssertNoUploadIsUnknownAsync(chance);
                    archiveId = await FinishedAsync(number + 1);
                }

                // What was there before this process began did not arrive once more.
                Dictionary<(string, long), int> after = Service.Parts.ToDictionary();
                Assert.All(before, part => Assert.Equal(part.Value, after[part.Key]));
            }

            byte[] there = await Service.Client.DownloadAsync(archiveId);
            Assert.True(data.AsSpan().SequenceEqual(there), $"Seed {chance}: archive {number} differs.");
            Assert.Empty((await Glacier.ListMultipartUploadsAsync("v", null, null, default)).Items);
            Assert.Empty(UploadJournal.List(Journals));
            Assert.Equal(number + 2, (await Service.Client.InventoryAsync()).Count);
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_killed_download_goes_on_and_has_its_name_only_when_it_is_whole()
    {
        int chance = Random.Shared.Next();
        var random = new Random(chance);
        byte[] data = TestData.Bytes(Size, 7);
        string job = await Service.Client.ArchiveJobAsync(await Service.Client.UploadInPartsAsync(data, 4 * MiB));
        string target = Path.Combine(Temp.Path, "back.bin");
        int kills = 0;
        while (kills < Kills)
        {
            bool isDone = false;
            while (!isDone)
            {
                IReadOnlyList<UnfinishedDownload> left = DownloadJournal.List(Journals);
                // Killed when the file had its name, and before it was forgotten that it was under way.
                bool isWhole = left.Count > 0 && Directory.GetFiles(Temp.Path, "back*.glacier-partial").Length == 0;
                long stored = isWhole && File.Exists(target) ? Size : left.Sum(download => download.BytesStored);
                TimeSpan? life = kills < Kills ? TimeSpan.FromMilliseconds(random.Next(LongestLife)) : null;
                var told = await ClientProcess.RunAsync(life, Arguments("download", job, target));
                isDone = told is not null;
                if (told is { } result)
                {
                    Assert.Equal(stored, result.GetProperty("bytesResumed").GetInt64());
                }
                else
                {
                    kills++;
                    Assert.True(
                        !File.Exists(target) || data.AsSpan().SequenceEqual(File.ReadAllBytes(target)),
                        $"Seed {chance}: the name was there before the file was whole."
                    );
                }
            }

            Assert.True(data.AsSpan().SequenceEqual(File.ReadAllBytes(target)), $"Seed {chance}: the file differs.");
            Assert.Equal([target], Directory.GetFiles(Temp.Path, "back*"));
            Assert.Empty(DownloadJournal.List(Journals));
            File.Delete(target);
        }
    }

    /// <summary>
    /// The archive of a process that was killed when all was done but the telling: its journal has ended, and a further
    /// call would rightly send the file as another archive.
    /// </summary>
    private async Task<string?> FinishedAsync(int before)
    {
        if (UploadJournal.List(Journals).Count > 0)
        {
            return null;
        }

        List<JsonElement> archives = await Service.Client.InventoryAsync();
        return archives.Count > before ? archives[^1].GetProperty("ArchiveId").GetString() : null;
    }

    /// <summary>Each open upload is in a journal, or is the one that a journal says was asked for.</summary>
    private async Task AssertNoUploadIsUnknownAsync(int chance)
    {
        IReadOnlyList<UnfinishedUpload> journals = UploadJournal.List(Journals);
        string[] unknown =
        [
            .. (await Glacier.ListMultipartUploadsAsync("v", null, null, default))
                .Items.Select(upload => upload.UploadId)
                .Except(journals.Select(journal => journal.UploadId!)),
        ];
        Assert.True(
            unknown.Length <= journals.Count(journal => journal.UploadId is null),
            $"Seed {chance}: {unknown.Length} uploads are open that no journal knows."
        );
    }

    private string[] Arguments(params string[] work) =>
        [
            .. work,
            "--endpoint",
            Service.Url.GetLeftPart(UriPartial.Authority),
            "--vault",
            "v",
            "--part-size",
            "1048576",
            "--throttle-limit",
            "4",
            "--max-bytes-per-second",
            Rate,
            "--journal",
            Journals,
        ];
}
