using GlacierPS.Core.Catalog;
using GlacierPS.Core.Naming;
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
        vault.Service.ClearRequests();
        var results = new Dictionary<string, ArchiveCheckResult>();
        foreach (ArchiveFile file in ArchiveCheck.Files(vault.Files, vault.Catalog.Read()))
        {
            ArchiveCheckResult result = await ArchiveCheck.CompareAsync(file, null, default);
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

        ArchiveFile file = Assert.Single(ArchiveCheck.Files(vault.Files, vault.Catalog.Read()));
        Assert.Equal((newest, Path.Join(vault.Files, "a")), (file.Archive.ArchiveId, file.Path));
    }

    [Fact]
    public async Task B01_every_name_of_an_archive_is_compared()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        string id = await vault.SendAsync("1", "none of ours");
        vault.Catalog.Import(
            [
                .. new[] { "2014/img1.jpg", "best/img1.jpg", "gone.jpg" }.Select(name => new ImportedRecord
                {
                    ArchiveId = id,
                    Name = new ArchiveName { Name = name, WrittenBy = ArchiveTool.Synology },
                }),
            ],
            default
        );
        vault.Write("2014/img1.jpg", "1");
        vault.Write("best/img1.jpg", "2");
        var results = new Dictionary<string, ArchiveCheckStatus>();
        foreach (ArchiveFile file in ArchiveCheck.Files(vault.Files, vault.Catalog.Read()))
        {
            ArchiveCheckResult result = await ArchiveCheck.CompareAsync(file, null, default);
            results[result.Name] = result.Status;
        }

        Assert.Equal(3, results.Count);
        Assert.Equal(ArchiveCheckStatus.Same, results["2014/img1.jpg"]);
        Assert.Equal(ArchiveCheckStatus.Different, results["best/img1.jpg"]);
        Assert.Equal(ArchiveCheckStatus.Missing, results["gone.jpg"]);

        // Send-GlacierArchive -SkipKnown knows the file by each of them.
        var known = KnownFiles.Read(vault.Catalog, default);
        Assert.True(await known.ContainsAsync("2014/img1.jpg", Path.Join(vault.Files, "2014/img1.jpg"), default));
        Assert.True(await known.ContainsAsync("gone.jpg", Path.Join(vault.Files, "2014/img1.jpg"), default));
        Assert.False(await known.ContainsAsync("best/img1.jpg", Path.Join(vault.Files, "best/img1.jpg"), default));
    }
}
