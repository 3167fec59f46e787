using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>Tags: glacier-api.md §6.2, and C072 to C078 of §11.</summary>
public abstract class TagContract(Transport transport) : ContractTest(transport)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Client.CreateVaultAsync();
    }

    [Fact]
    public async Task C072_Two_tags_that_were_added_are_listed()
    {
        Answer added = await Add("""{"Tags":{"b":"2","a":"1"}}""");
        added.ShouldBe(204);
        Assert.Empty(added.Body);
        Assert.Equal("""{"Tags":{"a":"1","b":"2"}}""", await Listed());
    }

    [Fact]
    public async Task C073_A_key_that_exists_gets_the_new_value()
    {
        await Add("""{"Tags":{"a":"1","A":"2"}}""");
        (await Add("""{"Tags":{"a":"3"}}""")).ShouldBe(204);
        Assert.Equal("""{"Tags":{"A":"2","a":"3"}}""", await Listed());
    }

    [Fact]
    public async Task C074_A_vault_without_tags_lists_none() => Assert.Equal("""{"Tags":{}}""", await Listed());

    [Fact]
    public async Task C075_The_51st_tag_is_refused_and_the_50_stay()
    {
        for (int i = 0; i < 50; i += 10)
        {
            (await Add(Tags(i, 10))).ShouldBe(204);
        }

        string before = await Listed();
        (await Add("""{"Tags":{"key0":"changed","one more":""}}""")).ShouldFail(400, "LimitExceededException");
        Assert.Equal(before, await Listed());
        (await Add("""{"Tags":{"key0":"changed"}}""")).ShouldBe(204);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public async Task C076_No_tags_or_more_than_ten_in_a_request_are_refused(int count)
    {
        (await Add(Tags(0, count))).ShouldFail(400, "InvalidParameterValueException");
        Assert.Equal("""{"Tags":{}}""", await Listed());
    }

    [Fact]
    public async Task C077_An_empty_value_is_stored()
    {
        (await Add("""{"Tags":{"a":""}}""")).ShouldBe(204);
        Assert.Equal("""{"Tags":{"a":""}}""", await Listed());
    }

    [Fact]
    public async Task C078_Removing_keys_that_are_not_there_is_no_error()
    {
        (await Remove("""{"TagKeys":["a"]}""")).ShouldBe(204);
        await Add("""{"Tags":{"a":"1","b":"2"}}""");
        (await Remove("""{"TagKeys":["A","b"]}""")).ShouldBe(204);
        Assert.Equal("""{"Tags":{"a":"1"}}""", await Listed());
    }

    [Theory]
    [InlineData("{}", "InvalidParameterValueException")]
    [InlineData("""{"Tags":{"aws:x":"1"}}""", "InvalidParameterValueException")]
    [InlineData("""{"Tags":{"a":null}}""", "InvalidParameterValueException")]
    [InlineData("""{"Tags":{"a":1}}""", "SerializationException")]
    [InlineData("""{"Tags":[]}""", "SerializationException")]
    [InlineData("""{"Tags":{"a":"\ud800"}}""", "SerializationException")]
    [InlineData("""{"Tags":{"\ud800":"a"}}""", "SerializationException")]
    public async Task Tags_that_are_none_are_refused(string body, string code)
    {
        (await Add(body)).ShouldFail(400, code);
        Assert.Equal("""{"Tags":{}}""", await Listed());
    }

    [Fact]
    public async Task The_tags_of_an_unknown_vault_are_a_404() =>
        (await Client.GetAsync("/-/vaults/none/tags")).ShouldFail(404, "ResourceNotFoundException");

    private Task<Answer> Add(string body) => Client.PostJsonAsync("/-/vaults/v/tags?operation=add", body);

    private Task<Answer> Remove(string body) => Client.PostJsonAsync("/-/vaults/v/tags?operation=remove", body);

    private async Task<string> Listed() => (await Client.GetAsync("/-/vaults/v/tags")).Text;

    private static string Tags(int first, int count) =>
        $"{{\"Tags\":{{{string.Join(',', Enumerable.Range(first, count).Select(i => $"\"key{i}\":\"value\""))}}}}}";
}

public sealed class TagsOnDisk() : TagContract(Transport.Disk);

public sealed class TagsInMemory() : TagContract(Transport.Memory);

public sealed class TagsOverHttp() : TagContract(Transport.Http);
