using System.Collections.Concurrent;
using System.Globalization;
using GlacierPS.Core.Policies;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;
using GlacierPS.Core.Tests.Service;

namespace GlacierPS.Core.Tests.Purge;

/// <summary>Vaults whose lock denies deletions (glacier-api.md §6.11), at a service that enforces it.</summary>
public sealed class DeletionLockTests
{
    private const string Age = """{"NumericLessThan":{"glacier:ArchiveAgeInDays":"5"}}""";
    private const string Hold = """{"StringLike":{"glacier:ResourceTag/LegalHold":["true",""]}}""";

    [Theory]
    [InlineData(null)]
    [InlineData("""{"NumericLessThan":{"glacier:ArchiveAgeInDays":"365"}}""")]
    public async Task A_lock_that_forbids_all_is_refused_before_anything_is_deleted(string? condition)
    {
        using CatalogedVault vault = await AgedAsync();
        await LockAsync(vault, condition);
        PurgePlan plan = await PlanAsync(vault);

        Assert.Equal(
            (0, 10, condition is not null),
            (plan.Archives, plan.LockedArchives, plan.LockedUntil is not null)
        );
        GlacierInputException error = Assert.Throws<GlacierInputException>(() =>
            VaultPurge.RefuseLocked(plan, removeVault: false)
        );
        Assert.Equal("VaultLocked", error.ErrorId);
        Assert.Contains("10 of its 10 archives", error.Message, StringComparison.Ordinal);

        // Begun all the same, it asks for no deletion.
        PurgeResult result = await Purge(vault).RunAsync(1, _ => { }, (_, _) => { }, default);
        Assert.Equal((0, 10, 0), (result.Deleted, result.KeptByLock, vault.Service.Deletions));
    }

    [Fact]
    public async Task Archives_that_are_too_young_are_kept_and_the_others_go()
    {
        using CatalogedVault vault = await AgedAsync();
        await LockAsync(vault, Age);
        PurgePlan plan = await PlanAsync(vault);
        Assert.Equal((2, 8, 14), (plan.Archives, plan.LockedArchives, plan.SizeInBytes));
        Assert.InRange(
            plan.LockedUntil!.Value - vault.Service.Time.GetUtcNow().UtcDateTime,
            TimeSpan.FromDays(3),
            TimeSpan.FromDays(5)
        );
        VaultPurge.RefuseLocked(plan, removeVault: false);
        Assert.Equal(
            "VaultLocked",
            Assert.Throws<GlacierInputException>(() => VaultPurge.RefuseLocked(plan, removeVault: true)).ErrorId
        );

        var failed = new ConcurrentQueue<Exception>();
        PurgeResult result = await Purge(vault).RunAsync(4, _ => { }, (_, error) => failed.Enqueue(error), default);
        Assert.Equal((2, 8, 0, 2), (result.Deleted, result.KeptByLock, result.Failed, vault.Service.Deletions));
        Assert.Empty(failed);
        Assert.Equal(8, (await vault.NamesAsync()).Count);

        // When they are old enough they go as well.
        vault.Service.Time.Advance(TimeSpan.FromDays(5));
        Assert.Equal(8, (await Purge(vault).RunAsync(4, _ => { }, (_, _) => { }, default)).Deleted);
        Assert.Empty(await vault.NamesAsync());
    }

    [Fact]
    public async Task A_lock_on_tags_is_told_and_its_denials_are_one_error_and_a_count()
    {
        using CatalogedVault vault = await AgedAsync();
        await vault.Service.Glacier.AddTagsToVaultAsync(
            "photos",
            new Dictionary<string, string> { ["LegalHold"] = "true" },
            default
        );
        await LockAsync(vault, Hold);
        PurgePlan plan = await PlanAsync(vault);
        Assert.Equal("if glacier:ResourceTag/LegalHold StringLike 'true' or ''", Assert.Single(plan.LockConditions));
        Assert.Equal((10, 0), (plan.Archives, plan.LockedArchives));

        var failed = new ConcurrentQueue<Exception>();
        PurgeResult result = await Purge(vault).RunAsync(4, _ => { }, (_, error) => failed.Enqueue(error), default);
        Assert.Equal((0, 10, 10), (result.Deleted, result.Failed, result.Denied));
        Assert.IsType<AccessDeniedException>(Assert.Single(failed));
        Assert.Equal(10, vault.Catalog.Read().Count());

        await vault.Service.Glacier.RemoveTagsFromVaultAsync("photos", ["LegalHold"], default);
        await vault.Service.Glacier.AddTagsToVaultAsync(
            "photos",
            new Dictionary<string, string> { ["LegalHold"] = "false" },
            default
        );
        Assert.Equal(10, (await Purge(vault).RunAsync(4, _ => { }, (_, _) => { }, default)).Deleted);
    }

    [Fact]
    public async Task A_policy_that_denies_deletions_ends_it_at_the_first()
    {
        using CatalogedVault vault = await AgedAsync();
        await vault.Service.Glacier.SetVaultAccessPolicyAsync("photos", Policy(null), default);
        await Assert.ThrowsAsync<AccessDeniedException>(() =>
            Purge(vault).RunAsync(1, _ => { }, (_, _) => { }, default)
        );

        // The service's clock is days ahead of ours, so that the client asks again before it believes a 403.
        Assert.InRange(vault.Service.Deletions, 1, 3);
        Assert.Equal(10, vault.Catalog.Read().Count());
    }

    [Theory]
    [InlineData(
        """{"Statement":{"Principal":"*","Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/photos","Effect":"Allow","Action":"glacier:DeleteArchive"}}""",
        false,
        0,
        false
    )]
    [InlineData(
        """{"Statement":{"Principal":"*","Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/photos","Effect":"Deny","Action":"glacier:DeleteVault"}}""",
        false,
        0,
        false
    )]
    [InlineData(
        """{"Statement":{"Principal":"*","Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/photos","Effect":"Deny","Action":"*"}}""",
        true,
        0,
        false
    )]
    [InlineData(
        """{"Statement":{"Principal":"*","Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/photos","Effect":"Deny","Action":"GLACIER:deletearchiv?"}}""",
        true,
        0,
        false
    )]
    [InlineData(
        """{"Statement":{"Principal":"*","Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/photos","Effect":"Deny","NotAction":"glacier:DescribeVault"}}""",
        true,
        0,
        false
    )]
    [InlineData(
        """{"Statement":{"Principal":"*","Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/photos","Effect":"Deny","NotAction":"glacier:*"}}""",
        false,
        0,
        false
    )]
    [InlineData(
        """{"Statement":[{"Principal":"*","Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/photos","Effect":"Deny","Action":"glacier:DeleteArchive","Condition":{"NumericLessThanEquals":{"glacier:archiveageindays":["30","365"]}}}]}""",
        false,
        366,
        false
    )]
    [InlineData(
        """{"Statement":[{"Principal":"*","Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/photos","Effect":"Deny","Action":"glacier:DeleteArchive","Condition":{"StringLike":{"glacier:ResourceTag/LegalHold":["true",""]}}}]}""",
        false,
        0,
        true
    )]
    [InlineData(
        """{"Statement":[{"Principal":"*","Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/photos","Effect":"Deny","Action":"glacier:DeleteArchive","Condition":{"NumericLessThan":{"glacier:ArchiveAgeInDays":"soon"}}}]}""",
        false,
        0,
        true
    )]
    [InlineData(
        """{"Statement":{"Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/photos","Effect":"Deny","Principal":{"AWS":"*"},"Action":"glacier:DeleteArchive"}}""",
        true,
        0,
        false
    )]
    [InlineData(
        """{"Statement":{"Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/photos","Effect":"Deny","Principal":{"AWS":["arn:aws:iam::111122223333:user/backup"]},"Action":"glacier:DeleteArchive"}}""",
        false,
        0,
        true
    )]
    [InlineData(
        """{"Statement":{"Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/photos","Effect":"Deny","NotPrincipal":{"AWS":"*"},"Action":"glacier:DeleteArchive"}}""",
        false,
        0,
        true
    )]
    [InlineData("no policy", false, 0, true)]
    public void Locks_are_understood_as_far_as_they_can_be(string policy, bool all, int days, bool conditional)
    {
        DeletionLock read = DeletionLock.Read(policy);
        Assert.Equal((all, days, conditional), (read.ForbidsAll, read.MinimumAgeInDays, read.Conditions.Count > 0));
    }

    [Fact]
    public void B11_Without_a_rule_nothing_is_refused_whatever_the_clock_of_this_machine_says()
    {
        var created = new DateTime(2026, 11, 28, 12, 0, 0, DateTimeKind.Utc);
        Assert.False(DeletionLock.None.Forbids(created, created.AddDays(-1)));
        Assert.False(DeletionLock.Read(Policy(Hold)).Forbids(created, created.AddDays(-1)));
        Assert.True(DeletionLock.Read(Policy(Age)).Forbids(created, created.AddDays(-1)));
    }

    [Theory]
    [InlineData(
        """{"NumericLessThan":{"glacier:ArchiveAgeInDays":"5"},"Null":{"glacier:ArchiveAgeInDays":"false"}}""",
        5,
        false
    )]
    [InlineData("""{"NumericNotEquals":{"glacier:ArchiveAgeInDays":"0"}}""", 0, true)]
    [InlineData("""{"NumericGreaterThan":{"glacier:ArchiveAgeInDays":"30"}}""", 0, true)]
    public void Rules_on_ages_are_understood_where_they_deny_the_young_alone(
        string condition,
        int days,
        bool conditional
    )
    {
        DeletionLock read = DeletionLock.Read(Policy(condition));
        Assert.Equal((days, conditional), (read.MinimumAgeInDays, read.Conditions.Count > 0));
    }

    /// <summary>Ten archives: two of five days, one of two, the others younger.</summary>
    private static async Task<CatalogedVault> AgedAsync()
    {
        CatalogedVault vault = await CatalogedVault.StartAsync();
        for (int i = 0; i < 10; i++)
        {
            await vault.SendAsync("content", string.Create(CultureInfo.InvariantCulture, $"{i}"));
            vault.Service.Time.Advance(
                TimeSpan.FromHours(
                    i < 2 ? 72
                    : i == 2 ? 24
                    : 1
                )
            );
        }

        vault.Service.Time.Advance(TimeSpan.FromDays(1));
        return vault;
    }

    private static Task<string> LockAsync(CatalogedVault vault, string? condition) =>
        vault.Service.Glacier.InitiateVaultLockAsync("photos", Policy(condition), default);

    private static string Policy(string? condition)
    {
        string tail = condition is null ? "" : $""","Condition":{condition}""";
        return $$"""{"Version":"2012-10-17","Statement":[{"Sid":"keep","Principal":"*","Effect":"Deny","Action":["glacier:Delete*"],"Resource":["arn:aws:glacier:us-east-1:111122223333:vaults/photos"]{{tail}}}]}""";
    }

    private static VaultPurge Purge(CatalogedVault vault) =>
        new(vault.Service.Glacier, vault.Service.Glacier, vault.Catalog, vault.Service.Time);

    private static Task<PurgePlan> PlanAsync(CatalogedVault vault) =>
        Purge(vault).PlanAsync(PriceTable.BuiltIn.Of("us-east-1"), default);
}
