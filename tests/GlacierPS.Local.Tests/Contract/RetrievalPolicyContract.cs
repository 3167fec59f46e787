using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>The data retrieval policy and its enforcement: glacier-api.md §6.12, and C186 to C189 of §11.</summary>
public abstract class RetrievalPolicyContract(Transport transport) : ContractTest(transport)
{
    private const string Path = "/-/policies/data-retrieval";

    protected override LocalGlacierOptions Change(LocalGlacierOptions options) =>
        options.AsRealistic() with
        {
            InventoryInterval = null,
            FreeRetrievalShare = 0.31m,
        };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Client.CreateVaultAsync();
    }

    [Fact]
    public async Task C186_A_limit_in_bytes_per_hour_comes_back()
    {
        (await SetRule("\"Strategy\":\"BytesPerHour\",\"BytesPerHour\":10737418240")).ShouldBe(204);
        Assert.Equal(
            """{"Policy":{"Rules":[{"BytesPerHour":10737418240,"Strategy":"BytesPerHour"}]}}""",
            (await Client.GetAsync(Path)).Text
        );
    }

    [Theory]
    [InlineData("\"Strategy\":\"FreeTier\",\"BytesPerHour\":1")]
    [InlineData("\"Strategy\":\"None\",\"BytesPerHour\":1")]
    [InlineData("\"Strategy\":\"BytesPerHour\"")]
    [InlineData("\"Strategy\":\"BytesPerHour\",\"BytesPerHour\":0")]
    [InlineData("\"Strategy\":\"BytesPerHour\",\"BytesPerHour\":1.5")]
    [InlineData("\"Strategy\":\"BytesPerHour\",\"BytesPerHour\":9223372036854775808")]
    [InlineData("\"Strategy\":\"Most\"")]
    public async Task C187_A_rule_that_does_not_go_together_is_refused(string rule)
    {
        (await SetRule(rule)).ShouldFail(400, "InvalidParameterValueException");
        Assert.Equal(
            """{"Policy":{"Rules":[{"BytesPerHour":null,"Strategy":"None"}]}}""",
            (await Client.GetAsync(Path)).Text
        );
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Policy":{"Rules":[]}}""")]
    [InlineData("""{"Policy":{"Rules":[{"Strategy":"None"},{"Strategy":"None"}]}}""")]
    public async Task There_is_exactly_one_rule(string body) =>
        (await Client.PutJsonAsync(Path, body)).ShouldFail(400, "InvalidParameterValueException");

    [Fact]
    public async Task C189_A_standard_retrieval_beyond_the_limit_is_refused_and_not_listed()
    {
        string archive = await Client.UploadAsync(new byte[400]);
        await SetRule("\"Strategy\":\"BytesPerHour\",\"BytesPerHour\":150");
        await Client.ArchiveJobAsync(archive);
        (await Retrieve(archive)).ShouldFail(
            400,
            "PolicyEnforcedException",
            "InitiateJob request denied by current data retrieval policy."
        );
        Assert.Equal(1, (await Client.GetAsync("/-/vaults/v/jobs")).Json.GetProperty("JobList").GetArrayLength());

        // Other tiers and inventories are not limited, and when a retrieval has ended there is room again.
        await Client.ArchiveJobAsync(archive, tier: "Expedited");
        await Client.ArchiveJobAsync(archive, tier: "Bulk");
        await Client.InventoryJobAsync();
        Clock.Advance(TimeSpan.FromHours(4));
        await Client.ArchiveJobAsync(archive);
    }

    [Fact]
    public async Task The_limit_is_for_all_vaults_of_the_account_together()
    {
        await Client.CreateVaultAsync("other");
        await SetRule("\"Strategy\":\"BytesPerHour\",\"BytesPerHour\":150");
        await Client.ArchiveJobAsync(await Client.UploadAsync(new byte[400], vault: "other"), vault: "other");
        (await Retrieve(await Client.UploadAsync(new byte[201]))).ShouldFail(400, "PolicyEnforcedException");
        (await Retrieve(await Client.UploadAsync(new byte[200]))).ShouldBe(202);
    }

    [Fact]
    public async Task Of_retrievals_at_the_same_time_no_more_than_fit_are_let_in()
    {
        string archive = await Client.UploadAsync(new byte[100]);
        await SetRule("\"Strategy\":\"BytesPerHour\",\"BytesPerHour\":75");
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Retrieve(archive)));
        Assert.Equal(3, answers.Count(answer => answer.Code == 202));
    }

    [Fact]
    public async Task The_free_tier_is_so_much_a_day()
    {
        // January has 31 days: of 1,000 stored bytes, 10 are free on each of them.
        string small = await Client.UploadAsync(new byte[6]);
        await Client.UploadAsync(new byte[994]);
        await SetRule("\"Strategy\":\"FreeTier\"");
        await Client.ArchiveJobAsync(small);
        (await Retrieve(small)).ShouldFail(400, "PolicyEnforcedException");
        Clock.Advance(TimeSpan.FromHours(24));
        await Client.ArchiveJobAsync(small);
    }

    private Task<Answer> SetRule(string rule) =>
        Client.PutJsonAsync(Path, $"{{\"Policy\":{{\"Rules\":[{{{rule}}}]}}}}");

    private Task<Answer> Retrieve(string archive) =>
        Client.TryJobAsync($"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{archive}\"}}");
}

public sealed class RetrievalPoliciesOnDisk() : RetrievalPolicyContract(Transport.Disk);

public sealed class RetrievalPoliciesInMemory() : RetrievalPolicyContract(Transport.Memory);

public sealed class RetrievalPoliciesOverHttp() : RetrievalPolicyContract(Transport.Http);
