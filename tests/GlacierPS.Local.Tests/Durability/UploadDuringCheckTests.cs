using GlacierPS.Local.Storage;
using GlacierPS.Local.Tests.Fixtures;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Tests.Durability;

/// <summary>The check that runs behind the start leaves alone what uploads write meanwhile.</summary>
public sealed class UploadDuringCheckTests
{
    [Fact]
    public async Task What_came_since_the_start_is_nobodys_leftover_whatever_its_time()
    {
        using var folder = new TempFolder();
        using (LocalGlacier service = await LocalGlacier.OpenAsync(new() { DataFolder = folder.Path }))
        using (
            var http = new HttpClient(new LocalGlacierHandler(service))
            {
                BaseAddress = new Uri("http://local.invalid"),
            }
        )
        using (var client = new Client(http))
        {
            await client.CreateVaultAsync();
            await client.UploadAsync([1]);
        }

        string aside = Path.Combine(StoreFiles.VaultFolder(folder.Path), "aside");
        string left = Path.Combine(aside, new string('c', 32)),
            underWay = Path.Combine(aside, new string('d', 32));
        await File.WriteAllTextAsync(left, "of a process that was killed");
        using DiskBackend backend = await DiskBackend.OpenAsync(folder.Path, TimeSpan.FromSeconds(30), default);
        var reports = new ReportLog();
        using var account = new AccountVaults(backend, Assert.Single(backend.Accounts()), reports);
        var check = new ConsistencyCheck(backend, account, reports, DateTime.UtcNow, CancellationToken.None);

        // The clock of a file system is coarse, and that of a network folder another's.
        await File.WriteAllTextAsync(underWay, "of an upload");
        File.SetLastWriteTimeUtc(underWay, DateTime.UtcNow.AddHours(-1));
        check.Run();

        Assert.Equal([underWay], Directory.GetFiles(aside));
    }
}
