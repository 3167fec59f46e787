using System.Text.Json;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>Provisioned capacity: glacier-api.md §6.13, and C191 to C193 of §11.</summary>
public abstract class CapacityContract(Transport transport) : ContractTest(transport)
{
    private const string Path = "/-/provisioned-capacity";

    [Fact]
    public async Task C191_A_unit_that_was_bought_is_listed()
    {
        Assert.Equal("""{"ProvisionedCapacityList":[]}""", (await Client.GetAsync(Path)).Text);
        Answer bought = await Client.SendAsync(HttpMethod.Post, Path);
        bought.ShouldBe(201);
        Assert.Empty(bought.Body);
        Assert.Matches("^[A-Za-z0-9_-]{24}$", bought["x-amz-capacity-id"]);
        Assert.Equal(
            $$"""{"ProvisionedCapacityList":[{"CapacityId":"{{bought["x-amz-capacity-id"]}}","ExpirationDate":"2026-02-01T00:00:00.000Z","StartDate":"2026-01-01T00:00:00.000Z"}]}""",
            (await Client.GetAsync(Path)).Text
        );
    }

    [Fact]
    public async Task C192_A_unit_of_31_January_ends_on_the_last_day_of_February()
    {
        Clock.Advance(new DateTimeOffset(2017, 1, 31, 14, 26, 33, 31, TimeSpan.Zero) - Clock.GetUtcNow());
        (await Client.SendAsync(HttpMethod.Post, Path)).ShouldBe(201);
        JsonElement unit = Assert.Single(
            (await Client.GetAsync(Path)).Json.GetProperty("ProvisionedCapacityList").EnumerateArray()
        );
        Assert.Equal("2017-01-31T14:26:33.031Z", unit.GetProperty("StartDate").GetString());
        Assert.Equal("2017-02-28T14:26:33.000Z", unit.GetProperty("ExpirationDate").GetString());
    }

    [Fact]
    public async Task C193_A_third_unit_is_refused_until_one_has_ended()
    {
        (await Client.SendAsync(HttpMethod.Post, Path)).ShouldBe(201);
        Clock.Advance(TimeSpan.FromDays(1));
        (await Client.SendAsync(HttpMethod.Post, Path)).ShouldBe(201);
        (await Client.SendAsync(HttpMethod.Post, Path)).ShouldFail(400, "LimitExceededException");
        Clock.Advance(TimeSpan.FromDays(30));
        (await Client.SendAsync(HttpMethod.Post, Path)).ShouldBe(201);
        Assert.Equal(2, (await Client.GetAsync(Path)).Json.GetProperty("ProvisionedCapacityList").GetArrayLength());
    }

    [Fact]
    public async Task Another_account_is_refused() =>
        (await Client.GetAsync("/999999999999/provisioned-capacity")).ShouldFail(403, "AccessDeniedException");
}

public sealed class CapacityOnDisk() : CapacityContract(Transport.Disk);

public sealed class CapacityInMemory() : CapacityContract(Transport.Memory);

public sealed class CapacityOverHttp() : CapacityContract(Transport.Http);
