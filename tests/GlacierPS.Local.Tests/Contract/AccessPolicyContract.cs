using System.Text.Json;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>The vault access policy and its enforcement: glacier-api.md §6.10, and C172 and C173 of §11.</summary>
public abstract class AccessPolicyContract(Transport transport) : ContractTest(transport)
{
    private const string Path = "/-/vaults/v/access-policy";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Client.CreateVaultAsync();
    }

    [Fact]
    public async Task C172_A_policy_comes_back_as_it_was_sent()
    {
        string policy = SomePolicy.Deny("UploadArchive").Replace(",", " ,\n\t", StringComparison.Ordinal);
        Answer set = await Client.PutJsonAsync(Path, SomePolicy.Body(policy));
        set.ShouldBe(204);
        Assert.Empty(set.Body);
        Answer got = await Client.GetAsync(Path);
        got.ShouldBe(200);
        JsonProperty only = Assert.Single(got.Json.EnumerateObject());
        Assert.Equal("Policy", only.Name);
        Assert.Equal(policy, only.Value.GetString());
    }

    [Fact]
    public async Task C173_Without_a_policy_there_is_none_to_get_and_deleting_it_succeeds()
    {
        (await Client.GetAsync(Path)).ShouldFail(
            404,
            "ResourceNotFoundException",
            "No vault access policy is set for: v"
        );
        (await Client.DeleteAsync(Path)).ShouldBe(204);
        await Set(SomePolicy.Deny("ListJobs"));
        (await Client.DeleteAsync(Path)).ShouldBe(204);
        (await Client.GetAsync(Path)).ShouldFail(404, "ResourceNotFoundException");
        (await Client.GetAsync("/-/vaults/v/jobs")).ShouldBe(200);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Policy":null}""")]
    [InlineData("""{"Policy":"{}"}""")]
    [InlineData("""{"Policy":"not json"}""")]
    public async Task What_is_no_policy_is_refused_and_the_old_one_stays(string body)
    {
        await Set(SomePolicy.Deny("ListJobs"));
        (await Client.PutJsonAsync(Path, body)).ShouldFail(400, "InvalidParameterValueException");
        (await Client.GetAsync("/-/vaults/v/jobs")).ShouldFail(403, "AccessDeniedException");
    }

    [Theory]
    [InlineData("DescribeVault", "GET", "")]
    [InlineData("DeleteVault", "DELETE", "")]
    [InlineData("ListJobs", "GET", "/jobs")]
    [InlineData("ListMultipartUploads", "GET", "/multipart-uploads")]
    [InlineData("ListTagsForVault", "GET", "/tags")]
    [InlineData("GetVaultLock", "GET", "/lock-policy")]
    [InlineData("DeleteVaultNotifications", "DELETE", "/notification-configuration")]
    [InlineData("UploadArchive", "POST", "/archives")]
    [InlineData("DeleteVaultAccessPolicy", "DELETE", "/access-policy")]
    public async Task What_is_denied_is_refused_and_nothing_else(string action, string method, string path)
    {
        await Set(SomePolicy.Deny(action));
        Answer denied = await Client.SendAsync(
            new HttpMethod(method),
            "/-/vaults/v" + path,
            method == "POST" ? [1] : null
        );
        denied.ShouldFail(403, "AccessDeniedException");
        (await Client.GetAsync(Path)).ShouldBe(200);
        (await Client.GetAsync("/-/vaults")).ShouldBe(200);
    }

    [Fact]
    public async Task Retrievals_are_judged_by_the_age_of_their_archive()
    {
        string old = await Client.UploadAsync([1]);
        Clock.Advance(TimeSpan.FromDays(10));
        string young = await Client.UploadAsync([2]);
        await Set(SomePolicy.Deny("InitiateJob", """{"NumericGreaterThanEquals":{"glacier:ArchiveAgeInDays":"10"}}"""));
        (await Client.TryJobAsync($"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{old}\"}}")).ShouldFail(
            403,
            "AccessDeniedException"
        );
        await Client.ArchiveJobAsync(young);
        await Client.InventoryJobAsync();
    }

    [Fact]
    public async Task Tags_of_the_vault_are_asked()
    {
        string archive = await Client.UploadAsync([1]);
        await Set(SomePolicy.Deny("DeleteArchive", """{"StringLike":{"glacier:ResourceTag/LegalHold":["true",""]}}"""));
        await Client.PostJsonAsync("/-/vaults/v/tags?operation=add", """{"Tags":{"LegalHold":"true"}}""");
        (await Client.DeleteAsync($"/-/vaults/v/archives/{archive}")).ShouldFail(403, "AccessDeniedException");
        await Client.PostJsonAsync("/-/vaults/v/tags?operation=remove", """{"TagKeys":["LegalHold"]}""");
        (await Client.DeleteAsync($"/-/vaults/v/archives/{archive}")).ShouldBe(204);
    }

    [Fact]
    public async Task The_clock_of_the_service_is_asked()
    {
        await Set(SomePolicy.Deny("ListJobs", """{"DateLessThan":{"aws:CurrentTime":"2026-01-02T00:00:00Z"}}"""));
        (await Client.GetAsync("/-/vaults/v/jobs")).ShouldFail(403, "AccessDeniedException");
        Clock.Advance(TimeSpan.FromDays(1));
        (await Client.GetAsync("/-/vaults/v/jobs")).ShouldBe(200);
    }

    [Fact]
    public async Task A_vault_made_anew_has_no_policy_of_the_old_one()
    {
        await Set(SomePolicy.Deny("ListJobs"));
        (await Client.DeleteAsync("/-/vaults/v")).ShouldBe(204);
        await Client.CreateVaultAsync();
        (await Client.GetAsync("/-/vaults/v/jobs")).ShouldBe(200);
    }

    private async Task Set(string policy) => (await Client.PutJsonAsync(Path, SomePolicy.Body(policy))).ShouldBe(204);
}

public sealed class AccessPoliciesOnDisk() : AccessPolicyContract(Transport.Disk);

public sealed class AccessPoliciesInMemory() : AccessPolicyContract(Transport.Memory);

public sealed class AccessPoliciesOverHttp() : AccessPolicyContract(Transport.Http);
