using System.Globalization;
using System.Text.Json;
using GlacierPS.Aws;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Tests.Fixtures;
using GlacierPS.Local.Tests.Transfers;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Tests.Crash;

/// <summary>
/// A restore is killed at random moments and run again, until all files are there: no job is paid for twice.
/// GLACIERPS_CRASH_ROUNDS says how many kills there are; a soak does a hundred.
/// </summary>
public sealed class RestoreCrashTests
{
    private const int MiB = 1 << 20;
    private const int Archives = 12;

    /// <summary>
    /// Milliseconds that a process takes to start, to wait for its jobs, and to fetch at the rate it is held to.
    /// </summary>
    private const int LongestLife = 3000;

    private static int Kills =>
        int.TryParse(
            Environment.GetEnvironmentVariable("GLACIERPS_CRASH_ROUNDS"),
            CultureInfo.InvariantCulture,
            out int rounds
        )
            ? rounds
            : 4;

    [Fact]
    public async Task A_killed_restore_goes_on_pays_no_job_twice_and_writes_nothing_elsewhere()
    {
        int chance = Random.Shared.Next();
        var random = new Random(chance);
        using var folder = new TempFolder();
        await using Service service = await Service.StartAsync(
            Transport.Http,
            options =>
                options with
                {
                    TimeProvider = new AdjustableTime(),
                    JobTimes = new JobTimes { Standard = TimeSpan.FromSeconds(0.6) },
                }
        );
        using GlacierClient glacier = GlacierClient.Create(
            new GlacierClientOptions
            {
                EndpointUrl = service.Url,
                Region = "us-east-1",
                AccessKeyId = "AKIDEXAMPLE",
                SecretAccessKey = "secret-of-a-test",
            }
        );
        int kills = 0;
        for (int number = 0; kills < Kills; number++)
        {
            string vault = $"vault-{number}",
                at = Path.Combine(folder.Path, vault),
                target = Path.Combine(at, "restored");
            Dictionary<string, byte[]> files = await FillAsync(service, vault, Path.Combine(at, "catalog"), random);
            JsonElement? told = null;
            while (told is null)
            {
                TimeSpan? life = kills < Kills ? TimeSpan.FromMilliseconds(random.Next(LongestLife)) : null;
                told = await ClientProcess.RunAsync(
                    life,
                    "restore",
                    Path.Combine(at, "catalog"),
                    target,
                    "--endpoint",
                    service.Url.GetLeftPart(UriPartial.Authority),
                    "--vault",
                    vault,
                    "--max-bytes-per-second",
                    "6000000",
                    "--journal",
                    Path.Combine(at, "journals")
                );
                if (told is null)
                {
                    kills++;

                    // What was under way may still arrive.
                    await Task.Delay(100);
                }
            }

            Assert.True(told.Value.GetProperty("failed").GetString() == "", $"Seed {chance}: {told}");
            Assert.Equal(files.Keys.Order(StringComparer.Ordinal), FilesBelow(target));
            Assert.All(
                files,
                file =>
                    Assert.True(
                        file.Value.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(target, file.Key))),
                        $"Seed {chance}: {file.Key} differs."
                    )
            );
            Assert.Equal(
                ["catalog", "journals", "restored"],
                Directory.GetFileSystemEntries(at).Select(Path.GetFileName).Append("journals").Distinct().Order()
            );
            List<JobDescription> jobs = [];
            await foreach (JobDescription job in JobList.AllAsync(glacier, vault, default))
            {
                jobs.Add(job);
            }

            Assert.Equal((Archives, Archives), (jobs.Count, jobs.DistinctBy(job => job.ArchiveId).Count()));
            Assert.Equal((number + 1) * Archives, service.Glacier.Requests.Counts["InitiateJob"]);
        }
    }

    private static async Task<Dictionary<string, byte[]>> FillAsync(
        Service service,
        string vault,
        string catalogFolder,
        Random random
    )
    {
        await service.Client.CreateVaultAsync(vault);
        var catalog = new VaultCatalog(catalogFolder, vault);
        var files = new Dictionary<string, byte[]>();
        for (int i = 0; i < Archives; i++)
        {
            byte[] data = new byte[i == 0 ? 3 * MiB + 5 : random.Next(1, 300_000)];
            random.NextBytes(data);
            string name = $"folder-{i % 3}/file-{i}.bin";
            string description = ArchiveDescription.Write(
                i == 1 ? "/" + name : name,
                new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc)
            );
            string id = await service.Client.UploadAsync(data, description, vault);
            catalog.Add(
                new Core.Transfer.Upload.SentArchive
                {
                    VaultName = vault,
                    ArchiveId = id,
                    Description = description,
                    Location = "/",
                    SizeInBytes = data.Length,
                    SHA256TreeHash = TreeHash.Of(data),
                },
                DateTime.UtcNow
            );
            files.Add(name, data);
        }

        return files;
    }

    private static IEnumerable<string> FilesBelow(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path))
            .Order(StringComparer.Ordinal);
}
