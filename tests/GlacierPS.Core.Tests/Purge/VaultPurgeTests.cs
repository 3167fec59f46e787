using System.Collections.Concurrent;
using System.Globalization;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Tests.Service;

namespace GlacierPS.Core.Tests.Purge;

public sealed class VaultPurgeTests
{
    [Fact]
    public async Task A_vault_is_emptied_and_can_be_removed()
    {
        using CatalogedVault vault = await FilledAsync(40);
        PurgePlan plan = await PlanAsync(vault);
        Assert.Equal((40, 40 * 7, 40, 0), (plan.Archives, plan.SizeInBytes, plan.EarlyArchives, plan.LockedArchives));
        Assert.True(plan.IsLastVault);
        Assert.True(plan.EarlyDeletionCost > 0);

        PurgeResult result = await Purge(vault).RunAsync(8, _ => { }, (_, _) => { }, default);
        Assert.Equal((40, 280, 0), (result.Deleted, result.BytesDeleted, result.Failed));
        Assert.Empty(vault.Catalog.Read());
        Assert.Empty(await vault.NamesAsync());
        Assert.Equal(40, vault.Service.Deletions);

        await Purge(vault).RemoveVaultAsync(_ => { }, default);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => vault.Service.Glacier.DescribeVaultAsync("photos", default));
        Assert.False(vault.Catalog.Exists);
    }

    [Fact]
    public async Task Stopped_thrice_it_deletes_each_about_once_and_ends_complete()
    {
        const int archives = 120;
        using CatalogedVault vault = await FilledAsync(archives);
        for (int round = 1; round <= 3; round++)
        {
            using var stop = new CancellationTokenSource();
            int until = round * 25;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Purge(vault).RunAsync(
                4,
                _ =>
                {
                    if (vault.Service.Deletions >= until)
                    {
                        stop.Cancel();
                    }
                },
                (_, _) => { }, stop.Token));
        }

        await Purge(vault).RunAsync(4, _ => { }, (_, _) => { }, default);
        Assert.Empty(await vault.NamesAsync());
        Assert.InRange(vault.Service.Deletions, archives, archives + 3 * 4);
    }

    [Fact]
    public async Task Throttling_slows_it_down_and_loses_nothing()
    {
        using CatalogedVault vault = await FilledAsync(20);
        int refusals = 0;
        vault.Service.After = request =>
        {
            if (request.Method == HttpMethod.Delete && Interlocked.Increment(ref refusals) is > 3 and <= 9)
            {
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
            }
        };
        var failed = new ConcurrentQueue<Exception>();
        PurgeResult result = await Purge(vault).RunAsync(4, _ => { }, (_, error) => failed.Enqueue(error), default);

        Assert.Empty(failed);
        Assert.Equal(20, result.Deleted);
        Assert.Empty(await vault.NamesAsync());
    }

    [Theory]
    [InlineData(null, 10, false)]
    [InlineData(365, 10, true)]
    [InlineData(5, 8, true)]
    public async Task What_a_lock_forbids_is_refused_before_anything_is_deleted(int? days, int locked, bool hasEnd)
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        for (int i = 0; i < 10; i++)
        {
            await vault.SendAsync("content", string.Create(CultureInfo.InvariantCulture, $"{i}"));
            vault.Service.Time.Advance(TimeSpan.FromHours(i < 2 ? 72 : i == 2 ? 24 : 1));
        }

        vault.Service.Time.Advance(TimeSpan.FromDays(1));
        string condition = days is null ? "" : $$$""","Condition":{"NumericLessThan":{"glacier:ArchiveAgeInDays":"{{{days}}}"}}""";
        await vault.Service.Glacier.InitiateVaultLockAsync(
            "photos",
            $$"""{"Version":"2012-10-17","Statement":[{"Sid":"keep","Principal":"*","Effect":"Deny","Action":["glacier:Delete*"],"Resource":["arn:aws:glacier:us-east-1:111122223333:vaults/photos"]{{condition}}}]}""",
            default);
        PurgePlan plan = await PlanAsync(vault);

        Assert.Equal((locked, hasEnd), (plan.LockedArchives, plan.LockedUntil is not null));
        Assert.Equal("VaultLocked", Assert.Throws<GlacierInputException>(() => VaultPurge.RefuseLocked(plan)).ErrorId);

        // The service is of the same mind: begun all the same, it stops at the first denial.
        if (days is null)
        {
            await Assert.ThrowsAsync<AccessDeniedException>(() => Purge(vault).RunAsync(1, _ => { }, (_, _) => { }, default));
            Assert.Equal(10, vault.Catalog.Read().Count());
        }
    }

    [Theory]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"glacier:DeleteArchive"}}""", false, 0, false)]
    [InlineData("""{"Statement":{"Effect":"Deny","Action":"glacier:DeleteVault"}}""", false, 0, false)]
    [InlineData("""{"Statement":{"Effect":"Deny","Action":"*"}}""", true, 0, false)]
    [InlineData("""{"Statement":{"Effect":"Deny","Action":"GLACIER:deletearchiv?"}}""", true, 0, false)]
    [InlineData("""{"Statement":{"Effect":"Deny","NotAction":"glacier:DescribeVault"}}""", true, 0, false)]
    [InlineData("""{"Statement":{"Effect":"Deny","NotAction":"glacier:*"}}""", false, 0, false)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"glacier:DeleteArchive","Condition":{"NumericLessThanEquals":{"glacier:archiveageindays":["30","365"]}}}]}""", false, 366, false)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"glacier:DeleteArchive","Condition":{"StringLike":{"glacier:ResourceTag/LegalHold":["true",""]}}}]}""", false, 0, true)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"glacier:DeleteArchive","Condition":{"NumericLessThan":{"glacier:ArchiveAgeInDays":"soon"}}}]}""", false, 0, true)]
    [InlineData("no policy", false, 0, true)]
    public void Locks_are_understood_as_far_as_they_can_be(string policy, bool all, int days, bool conditional)
    {
        DeletionLock read = DeletionLock.Read(policy);
        Assert.Equal((all, days, conditional), (read.ForbidsAll, read.MinimumAgeInDays, read.IsConditional));
    }

    [Fact]
    public async Task An_emptied_vault_tells_when_it_can_be_removed()
    {
        using var vault = new CatalogedVault(await LocalService.StartAsync(options => options with { InventoryInterval = TimeSpan.FromHours(24) }));
        await vault.SendAsync("content", "a");
        DateTime before = vault.Service.Time.GetUtcNow().UtcDateTime;
        PurgeResult result = await Purge(vault).RunAsync(4, _ => { }, (_, _) => { }, default);

        Assert.InRange(result.RemovableAfter!.Value - before, TimeSpan.FromHours(20), TimeSpan.FromHours(28));
        bool waited = false;
        await Purge(vault).RemoveVaultAsync(
            _ =>
            {
                waited = true;
                vault.Service.Time.Advance(TimeSpan.FromHours(25));
            },
            default);
        Assert.True(waited);
    }

    private static async Task<CatalogedVault> FilledAsync(int archives)
    {
        CatalogedVault vault = await CatalogedVault.StartAsync();
        for (int i = 0; i < archives; i++)
        {
            await vault.Service.StoreAsync("content", string.Create(CultureInfo.InvariantCulture, $"file-{i}"));
        }

        await vault.UpdateAsync();
        vault.Service.Requests.Clear();
        return vault;
    }

    private static VaultPurge Purge(CatalogedVault vault) => new(vault.Service.Glacier, vault.Service.Glacier, vault.Catalog, vault.Service.Time);

    private static Task<PurgePlan> PlanAsync(CatalogedVault vault) => Purge(vault).PlanAsync(GlacierPrices.Default, "us-east-1", default);
}
