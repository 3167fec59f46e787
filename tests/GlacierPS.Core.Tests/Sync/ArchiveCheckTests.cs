using GlacierPS.Core.Sync;
using GlacierPS.Core.Tests.Service;

namespace GlacierPS.Core.Tests.Sync;

public sealed class ArchiveCheckTests
{
    [Fact]
    public async Task Files_are_told_apart_without_a_request()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        foreach (string name in new[] { "same", "longer", "other", "missing" })
        {
            await vault.SendAsync("1", name);
        }

        vault.Write("same", "1");
        vault.Write("longer", "12");
        vault.Write("other", "2");
        vault.Service.Requests.Clear();
        var results = new Dictionary<string, ArchiveCheckResult>();
        foreach (
            (GlacierPS.Core.Inventory.ArchiveListing archive, string path) in ArchiveCheck.Files(
                vault.Files,
                vault.Catalog.Read()
            )
        )
        {
            ArchiveCheckResult result = await ArchiveCheck.CompareAsync(archive, path, null, default);
            results[result.Name] = result;
        }

        Assert.Empty(vault.Service.Requests);
        Assert.Equal(ArchiveCheckStatus.Same, results["same"].Status);
        Assert.Equal(results["same"].SHA256TreeHash, results["same"].FileTreeHash);
        Assert.Equal((ArchiveCheckStatus.Different, null), (results["longer"].Status, results["longer"].FileTreeHash));
        Assert.Equal(ArchiveCheckStatus.Different, results["other"].Status);
        Assert.Equal(ArchiveCheckStatus.Missing, results["missing"].Status);
    }

    [Fact]
    public async Task Of_several_archives_of_one_name_the_newest_is_compared()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        await vault.SendAsync("old", "a");
        vault.Service.Time.Advance(TimeSpan.FromMinutes(1));
        string newest = await vault.SendAsync("new", "a");

        (GlacierPS.Core.Inventory.ArchiveListing archive, string path) = Assert.Single(
            ArchiveCheck.Files(vault.Files, vault.Catalog.Read())
        );
        Assert.Equal((newest, Path.Join(vault.Files, "a")), (archive.ArchiveId, path));
    }
}
