using GlacierPS.Core.Catalog;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Sync;
using GlacierPS.Core.Tests.Service;

namespace GlacierPS.Core.Tests.Sync;

/// <summary>A folder against archives that are the files of several names.</summary>
public sealed class SyncNamesTests
{
    private static readonly DateTime s_modified = new(2014, 5, 6, 7, 8, 9, DateTimeKind.Utc);

    [Fact]
    public async Task B01_A_file_under_the_second_name_of_its_archive_is_not_sent_again()
    {
        using CatalogedVault vault = await StartAsync();
        vault.Write("one", "same", s_modified);
        vault.Write("albums/two", "same", s_modified);

        SyncPlan plan = await PlanAsync(vault);
        Assert.Empty(plan.Steps);
        Assert.Equal(2, plan.Unchanged);
    }

    [Theory]
    [InlineData("one")]
    [InlineData("albums/two")]
    public async Task B01_An_archive_is_not_removed_while_a_file_of_one_of_its_names_is_there(string there)
    {
        using CatalogedVault vault = await StartAsync();
        vault.Write(there, "same", s_modified);

        Assert.Empty((await PlanAsync(vault)).Steps);

        // A changed file is sent, and the archive stays for the other name.
        vault.Write(there, "other", s_modified.AddDays(1));
        SyncStep step = Assert.Single((await PlanAsync(vault)).Steps);
        Assert.Equal((SyncAction.SendChanged, there, 0), (step.Action, step.Name, step.Archives.Count));
    }

    [Fact]
    public async Task B01_An_archive_whose_names_are_all_missing_is_removed_once()
    {
        using CatalogedVault vault = await StartAsync();
        vault.Write("another", "file", s_modified);

        SyncPlan plan = await PlanAsync(vault);
        Assert.Single(Assert.Single(plan.Steps, step => step.Action == SyncAction.Remove).Archives);
    }

    private static async Task<CatalogedVault> StartAsync()
    {
        CatalogedVault vault = await CatalogedVault.StartAsync();
        string id = await vault.Service.StoreAsync("same", null);
        await vault.UpdateAsync();
        vault.Catalog.Import([Named(id, "one"), Named(id, "albums/two")], default);
        return vault;
    }

    private static Task<SyncPlan> PlanAsync(CatalogedVault vault) =>
        new FolderSync(
            vault.Service.Glacier,
            vault.Catalog,
            new SyncOptions { Folder = vault.Files, Remove = true }
        ).PlanAsync(default);

    private static ImportedRecord Named(string id, string name) =>
        new()
        {
            ArchiveId = id,
            Name = new ArchiveName
            {
                Name = name,
                ModifiedTime = s_modified,
                WrittenBy = ArchiveTool.Synology,
            },
        };
}
