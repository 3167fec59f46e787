using System.Collections.Concurrent;
using System.Globalization;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;
using GlacierPS.Core.Tests.Service;
using GlacierPS.Core.Threading;

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

        await Purge(vault).RemoveVaultAsync(_ => { }, new JobWaitOptions(), default);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() =>
            vault.Service.Glacier.DescribeVaultAsync("photos", default)
        );
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
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                Purge(vault)
                    .RunAsync(
                        4,
                        _ =>
                        {
                            if (vault.Service.Deletions >= until)
                            {
                                stop.Cancel();
                            }
                        },
                        (_, _) => { },
                        stop.Token
                    )
            );
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

    [Fact]
    public async Task An_emptied_vault_tells_when_it_can_be_removed()
    {
        using var vault = new CatalogedVault(
            await LocalService.StartAsync(options => options with { InventoryInterval = TimeSpan.FromHours(24) })
        );
        await vault.SendAsync("content", "a");
        DateTime before = vault.Service.Time.GetUtcNow().UtcDateTime;
        PurgeResult result = await Purge(vault).RunAsync(4, _ => { }, (_, _) => { }, default);

        Assert.InRange(result.RemovableAfter!.Value - before, TimeSpan.FromHours(20), TimeSpan.FromHours(28));
        int waited = 0;
        await Purge(vault)
            .RemoveVaultAsync(
                _ =>
                {
                    // Not before it was told, and not long after it.
                    Assert.InRange(vault.Service.Time.GetUtcNow().UtcDateTime, before, result.RemovableAfter!.Value);
                    waited++;
                    vault.Service.Time.Advance(
                        waited == 1
                            ? TimeSpan.FromHours(1)
                            : result.RemovableAfter!.Value
                                - vault.Service.Time.GetUtcNow().UtcDateTime
                                + TimeSpan.FromHours(1)
                    );
                },
                new JobWaitOptions(),
                default
            );
        Assert.Equal(2, waited);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() =>
            vault.Service.Glacier.DescribeVaultAsync("photos", default)
        );
        Assert.False(vault.Catalog.Exists);
    }

    [Fact]
    public async Task C01_A_deletion_outlasts_faults_with_one_warning()
    {
        using CatalogedVault vault = await FilledAsync(1);
        (IGlacier glacier, FaultyGlacier faults) = FaultyGlacier.Before(
            vault.Service.Glacier,
            (_, before) =>
                before < 11 ? new ServiceUnavailableException("Not now.", (System.Net.HttpStatusCode)503, "r") : null
        );
        var warnings = new List<string>();
        var throttle = new DeletionThrottle(
            glacier,
            "photos",
            new PassingErrors(warnings.Add),
            TimeSpan.FromMilliseconds(1)
        );
        await throttle.DeleteAsync(vault.Catalog.Read().Single().ArchiveId, default);

        Assert.Empty(await vault.NamesAsync());
        Assert.Equal(12, faults.Calls.Count);
        Assert.Single(warnings);
    }

    [Fact]
    public async Task C01_A_deletion_that_fails_again_and_again_while_others_succeed_is_given_up()
    {
        using CatalogedVault vault = await FilledAsync(2);
        string[] archives = [.. vault.Catalog.Read().Select(archive => archive.ArchiveId)];
        var broken = new ServiceUnavailableException("This one never.", (System.Net.HttpStatusCode)503, "r");
        (IGlacier glacier, FaultyGlacier faults) = FaultyGlacier.Before(vault.Service.Glacier, (_, _) => null);
        faults.ByArguments = arguments => arguments.Contains(archives[0]) ? broken : null;
        var throttle = new DeletionThrottle(glacier, "photos", new PassingErrors(), TimeSpan.FromMilliseconds(1));
        Task failing = throttle.DeleteAsync(archives[0], default);
        await throttle.DeleteAsync(archives[1], default);

        await Assert.ThrowsAsync<ServiceUnavailableException>(() => failing);
        Assert.Equal(11, faults.Calls.Count);
    }

    [Fact]
    public async Task C01_The_wait_for_the_removal_of_a_vault_outlasts_passing_errors()
    {
        using var vault = new CatalogedVault(
            await LocalService.StartAsync(options => options with { InventoryInterval = TimeSpan.FromHours(24) })
        );
        await vault.SendAsync("content", "a");
        await Purge(vault).RunAsync(4, _ => { }, (_, _) => { }, default);
        (IGlacier glacier, _) = FaultyGlacier.Before(
            vault.Service.Glacier,
            (_, before) =>
                before < 8 ? new GlacierConnectionException(null, "Nothing answers.", new IOException()) : null
        );
        var warnings = new List<string>();
        var errors = new PassingErrors(warnings.Add, first: TimeSpan.FromMilliseconds(1));
        await new VaultPurge(
            glacier,
            vault.Service.Glacier,
            vault.Catalog,
            vault.Service.Time,
            errors
        ).RemoveVaultAsync(
            _ => vault.Service.Time.Advance(TimeSpan.FromHours(30)),
            new JobWaitOptions { PollInterval = TimeSpan.FromSeconds(0.05) },
            default
        );

        Assert.Single(warnings);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() =>
            vault.Service.Glacier.DescribeVaultAsync("photos", default)
        );
    }

    [Fact]
    public async Task A_vault_that_others_fill_meanwhile_is_not_waited_for_for_ever()
    {
        using var vault = new CatalogedVault(
            await LocalService.StartAsync(options => options with { InventoryInterval = TimeSpan.FromHours(24) })
        );
        await vault.Service.StoreAsync("content", "of another");
        VaultPurge purge = Purge(vault);
        GlacierInputException error = await Assert.ThrowsAsync<GlacierInputException>(() =>
            purge.RemoveVaultAsync(
                _ => vault.Service.Time.Advance(TimeSpan.FromHours(50)),
                new JobWaitOptions(),
                default
            )
        );
        Assert.Equal("VaultNotEmpty", error.ErrorId);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task The_last_vault_is_told(int vaults, bool last)
    {
        using LocalService service = await LocalService.StartAsync(
            null,
            [.. Enumerable.Range(0, vaults).Select(i => $"vault-{i}")]
        );
        Assert.Equal(last, await LastVault.IsAsync(service.Glacier, "vault-0", default));
        Assert.False(await LastVault.IsAsync(service.Glacier, "another", default));
    }

    [Fact]
    public async Task B11_A_clock_that_is_a_day_behind_forbids_nothing_without_a_lock()
    {
        using CatalogedVault vault = await FilledAsync(3);
        VaultPurge behind = new(
            vault.Service.Glacier,
            vault.Service.Glacier,
            vault.Catalog,
            new OffsetTime(vault.Service.Time, TimeSpan.FromHours(-25))
        );
        PurgePlan plan = await behind.PlanAsync(PriceTable.BuiltIn.Of("us-east-1"), default);
        Assert.Equal((3, 0), (plan.Archives, plan.LockedArchives));
        VaultPurge.RefuseLocked(plan, removeVault: true);

        PurgeResult result = await behind.RunAsync(2, _ => { }, (_, _) => { }, default);
        Assert.Equal((3, 0, 0), (result.Deleted, result.KeptByLock, result.Failed));
    }

    private sealed class OffsetTime(TimeProvider time, TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + offset;
    }

    private static async Task<CatalogedVault> FilledAsync(int archives)
    {
        CatalogedVault vault = await CatalogedVault.StartAsync();
        for (int i = 0; i < archives; i++)
        {
            await vault.Service.StoreAsync("content", string.Create(CultureInfo.InvariantCulture, $"file-{i}"));
        }

        await vault.UpdateAsync();
        vault.Service.ClearRequests();
        return vault;
    }

    private static VaultPurge Purge(CatalogedVault vault) =>
        new(vault.Service.Glacier, vault.Service.Glacier, vault.Catalog, vault.Service.Time);

    private static Task<PurgePlan> PlanAsync(CatalogedVault vault) =>
        Purge(vault).PlanAsync(PriceTable.BuiltIn.Of("us-east-1"), default);
}
