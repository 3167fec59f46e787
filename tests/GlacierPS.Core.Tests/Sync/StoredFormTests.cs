using System.Text;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Sync;
using GlacierPS.Core.Tests.Service;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Core.Tests.Sync;

/// <summary>Archives that another tool compressed or encrypted are compared by what it kept of the file.</summary>
public sealed class StoredFormTests
{
    private const string MD5OfContent = "9a0364b9e99bb480dd25e1f0284c8555";

    private static readonly DateTime Time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public async Task B04_what_is_unchanged_is_not_sent_again()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        await vault.SendAsync("packed", FastGlacier("by-time", "1:0"));
        await vault.SendAsync("packed", FastGlacier("by-hash", "1:1"));
        await vault.SendAsync("packed", FastGlacier("changed", "1:0"));
        await vault.SendAsync("packed", FastGlacier("longer", "1:0"));
        await vault.SendAsync("packed", CloudBerry("cloud", 3, Time));
        await vault.SendAsync("packed", CloudBerry("cloud-changed", 3, Time));
        vault.Write("by-time", "content", Time);
        vault.Write("by-hash", "content", Time.AddDays(1));
        vault.Write("changed", "CONTENT", Time.AddDays(1));
        vault.Write("longer", "content and more", Time);
        vault.Write("cloud", "content", Time);
        vault.Write("cloud-changed", "content", Time.AddDays(1));

        SyncPlan plan = await PlanAsync(vault);
        Assert.Equal(["changed", "cloud-changed", "longer"], plan.Steps.Select(step => step.Name).Order());
        Assert.Equal(3, plan.Unchanged);
        Assert.Equal(
            "Not the files themselves: 6 of 6 archives. FastGlacier and CloudBerry compressed 6 and encrypted 3 "
                + "of them. By FastGlacier and CloudBerry.",
            plan.Forms.Describe("By {0}.")
        );

        var known = KnownFiles.Read(vault.Catalog, default);
        foreach (string name in new[] { "by-time", "by-hash", "cloud" })
        {
            Assert.True(await known.ContainsAsync(name, Path.Join(vault.Files, name), default), name);
        }

        foreach (string name in new[] { "changed", "longer", "cloud-changed" })
        {
            Assert.False(await known.ContainsAsync(name, Path.Join(vault.Files, name), default), name);
        }
    }

    [Fact]
    public async Task B04_with_hashes_wanted_the_MD5_counts_and_not_the_time()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        await vault.SendAsync("packed", FastGlacier("a", "1:0"));
        await vault.SendAsync("packed", FastGlacier("b", "1:0"));
        vault.Write("a", "content", Time);
        vault.Write("b", "CONTENT", Time);

        Assert.Empty((await PlanAsync(vault)).Steps);
        SyncPlan plan = await PlanAsync(vault, compareHashes: true);
        Assert.Equal("b", Assert.Single(plan.Steps).Name);
    }

    [Fact]
    public async Task B04_a_file_is_known_by_its_newest_archive_alone()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        await vault.SendAsync("old", ArchiveDescription.Write("a", Time));
        vault.Service.Time.Advance(TimeSpan.FromMinutes(1));
        await vault.SendAsync("new", ArchiveDescription.Write("a", Time.AddDays(1)));
        string path = vault.Write("a", "old", Time);

        // A restore would bring the other one back.
        Assert.False(await KnownFiles.Read(vault.Catalog, default).ContainsAsync("a", path, default));
        Assert.Equal(SyncAction.SendChanged, Assert.Single((await PlanAsync(vault)).Steps).Action);
    }

    [Theory]
    [InlineData("content", ArchiveCheckStatus.Same, ArchiveComparison.OriginalMD5)]
    [InlineData("CONTENT", ArchiveCheckStatus.Different, ArchiveComparison.OriginalMD5)]
    [InlineData("content and more", ArchiveCheckStatus.Different, ArchiveComparison.Size)]
    [InlineData("packed bytes", ArchiveCheckStatus.Same, ArchiveComparison.TreeHash)]
    public async Task B04_a_file_is_tested_by_the_size_and_MD5_of_the_original(
        string content,
        ArchiveCheckStatus status,
        ArchiveComparison by
    )
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        await vault.SendAsync("packed bytes", FastGlacier("a", "1:1"));
        vault.Write("a", content);

        ArchiveCheckResult result = await CompareAsync(vault);
        Assert.Equal((status, by), (result.Status, result.ComparedBy));
        Assert.Equal((true, true, 7), (result.Compressed, result.Encrypted, result.OriginalSize));
    }

    [Fact]
    public async Task B04_a_file_of_which_no_hash_was_kept_is_unknown_and_not_different()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        await vault.SendAsync("packed", CloudBerry("a", 3, Time));
        vault.Write("a", "content", Time);

        ArchiveCheckResult result = await CompareAsync(vault);
        Assert.Equal((ArchiveCheckStatus.Unknown, ArchiveComparison.None), (result.Status, result.ComparedBy));
    }

    private static async Task<ArchiveCheckResult> CompareAsync(CatalogedVault vault) =>
        await ArchiveCheck.CompareAsync(
            Assert.Single(ArchiveCheck.Files(vault.Files, vault.Catalog.Read())),
            null,
            default
        );

    private static Task<SyncPlan> PlanAsync(CatalogedVault vault, bool compareHashes = false) =>
        new FolderSync(
            vault.Service.Glacier,
            vault.Catalog,
            new SyncOptions { Folder = vault.Files, CompareHashes = compareHashes }
        ).PlanAsync(default);

    /// <summary>The description of a file that was <c>content</c>.</summary>
    private static string FastGlacier(string name, string flags)
    {
        string path = Convert.ToBase64String(Encoding.UTF8.GetBytes(name));
        return $"<m><v>4</v><p>{path}</p><lm>20260102T030405Z</lm><ce>{flags}:{MD5OfContent}:7</ce></m>";
    }

    private static string CloudBerry(string name, int flags, DateTime time) =>
        $$"""{"Path":"{{name}}","UTCDateModified":"{{time:yyyyMMdd'T'HHmmss'Z'}}","Flags":{{flags}}}""";
}
