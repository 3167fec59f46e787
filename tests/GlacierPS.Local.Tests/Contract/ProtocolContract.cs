using System.Text;
using System.Text.RegularExpressions;
using GlacierPS.Local.Faults;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>Protocol and common rules: glacier-api.md §11, C001 to C019, and the error format.</summary>
public abstract partial class ProtocolContract(Transport transport) : ContractTest(transport)
{
    private const string InventoryJob = """{"Type":"inventory-retrieval"}""";

    [Fact]
    public async Task C001_Every_answer_has_a_request_ID_of_its_own()
    {
        await Client.CreateVaultAsync();
        var ids = new HashSet<string>();
        for (int i = 0; i < 20; i++)
        {
            string? id = (await Client.GetAsync("/-/vaults/v"))["x-amzn-RequestId"];
            Assert.Matches("^[A-Za-z0-9_-]{47}$", id);
            Assert.True(ids.Add(id!));
        }
    }

    [Fact]
    public async Task C002_Errors_have_a_request_ID_and_a_GMT_date_too()
    {
        Answer answer = await Client.GetAsync("/-/vaults/none");
        Assert.Equal(404, answer.Code);
        Assert.Matches("^[A-Za-z0-9_-]{47}$", answer["x-amzn-RequestId"]);
        Assert.Equal("Thu, 01 Jan 2026 00:00:00 GMT", answer["Date"]);
    }

    [Fact]
    public async Task C002_Failures_of_the_service_itself_have_them_too()
    {
        Answer answer = await OfABrokenService();
        Assert.Equal(500, answer.Code);
        Assert.Matches("^[A-Za-z0-9_-]{47}$", answer["x-amzn-RequestId"]);
        Assert.Equal("Thu, 01 Jan 2026 00:00:00 GMT", answer["Date"]);
    }

    [Fact]
    public async Task C006_A_request_without_the_API_version_is_refused()
    {
        Answer answer = await Client.GetAsync("/-/vaults", ("x-amz-glacier-version", null));
        answer.ShouldFail(400, "MissingParameterValueException", "Required parameter missing: API version");
    }

    [Fact]
    public async Task Another_API_version_is_refused()
    {
        Answer answer = await Client.GetAsync("/-/vaults", ("x-amz-glacier-version", "2013-01-01"));
        answer.ShouldFail(400, "InvalidParameterValueException");
    }

    [Fact]
    public async Task C007_Location_has_the_real_account_where_a_dash_was_sent() =>
        Assert.Equal("/111122223333/vaults/v", (await Client.PutAsync("/-/vaults/v"))["Location"]);

    [Fact]
    public async Task C008_The_callers_own_account_is_the_same_as_a_dash()
    {
        Answer created = await Client.PutAsync("/111122223333/vaults/v");
        Assert.Equal(201, created.Code);
        Assert.Equal("/111122223333/vaults/v", created["Location"]);
        Assert.Equal(200, (await Client.GetAsync("/-/vaults/v")).Code);
    }

    [Fact]
    public async Task C009_Another_account_is_refused() =>
        (await Client.GetAsync("/999999999999/vaults")).ShouldFail(
            403,
            "AccessDeniedException",
            "Access denied for account ID: 999999999999"
        );

    [Theory]
    [InlineData("abcmnoxyz")]
    [InlineData("1111-2222-3333")]
    public async Task F07_An_account_segment_that_is_no_account_is_told(string account) =>
        (await Client.GetAsync($"/{account}/vaults")).ShouldFail(
            400,
            "UnrecognizedClientException",
            "No account found for the given parameters"
        );

    [Fact]
    public async Task C012_Requests_without_body_and_content_type_are_accepted()
    {
        // The client sends Content-Length 0 and no Content-Type with these.
        Assert.Equal(201, (await Client.PutAsync("/-/vaults/v")).Code);
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        Assert.Equal(204, (await Client.DeleteAsync($"/-/vaults/v/multipart-uploads/{upload}")).Code);
    }

    [Fact]
    public async Task C013_A_JSON_body_is_read_whatever_its_content_type()
    {
        await Client.CreateVaultAsync();
        await Client.UploadAsync([1]);
        Answer answer = await Client.SendAsync(
            HttpMethod.Post,
            "/-/vaults/v/jobs",
            Encoding.UTF8.GetBytes(InventoryJob),
            ("Content-Type", "application/x-www-form-urlencoded")
        );
        Assert.Equal(202, answer.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"Type\"")]
    [InlineData("{\"Type\":\"inventory-retrieval\"} x")]
    [InlineData("{\"Type\":1}")]
    [InlineData("{\"Type\":\"inventory-retrieval\",\"InventoryRetrievalParameters\":[]}")]
    public async Task C014_Malformed_JSON_is_refused(string body)
    {
        await Client.CreateVaultAsync();
        (await Client.TryJobAsync(body)).ShouldFail(400, "SerializationException");
    }

    [Fact]
    public async Task C014_Endlessly_nested_and_endlessly_long_JSON_is_refused()
    {
        await Client.CreateVaultAsync();
        (await Client.TryJobAsync(new string('[', 100_000))).ShouldFail(400, "SerializationException");
        (await Client.TryJobAsync($"{{\"Type\":\"{new string('x', 300_000)}\"}}")).ShouldFail(
            400,
            "SerializationException"
        );
    }

    [Fact]
    public async Task C015_Dates_have_three_decimals_and_a_Z()
    {
        await Client.CreateVaultAsync();
        await Client.UploadAsync([1]);
        string job = await Client.InventoryJobAsync();
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        (await Client.PostJsonAsync("/-/vaults/v/lock-policy", SomePolicy.Body(SomePolicy.KeepForAYear))).ShouldBe(201);
        (await Client.SendAsync(HttpMethod.Post, "/-/provisioned-capacity")).ShouldBe(201);
        foreach (
            string path in new[]
            {
                "/-/vaults/v",
                "/-/vaults",
                $"/-/vaults/v/jobs/{job}",
                "/-/vaults/v/jobs",
                "/-/vaults/v/lock-policy",
                "/-/vaults/v/multipart-uploads",
                $"/-/vaults/v/multipart-uploads/{upload}",
                "/-/provisioned-capacity",
            }
        )
        {
            string text = (await Client.GetAsync(path)).Text;
            MatchCollection dates = AnyDate().Matches(text);
            Assert.NotEmpty(dates);
            Assert.All(
                dates,
                date => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", date.Groups[1].Value)
            );
        }
    }

    [Fact]
    public async Task C016_Sizes_are_numbers_and_the_inventory_limit_is_a_string()
    {
        await Client.CreateVaultAsync();
        await Client.UploadAsync([1]);
        string job = await Client.JobAsync(
            """{"Type":"inventory-retrieval","InventoryRetrievalParameters":{"Limit":"7"}}"""
        );
        var description = await Client.DescribeJobAsync(job);
        Assert.Equal("7", description.GetProperty("InventoryRetrievalParameters").GetProperty("Limit").GetString());
        Assert.True(description.GetProperty("InventorySizeInBytes").GetInt64() > 0);
        Assert.Equal(1, (await Client.GetAsync("/-/vaults/v")).Json.GetProperty("NumberOfArchives").GetInt64());
    }

    [Fact]
    public async Task C017_What_has_no_value_is_null()
    {
        await Client.CreateVaultAsync();
        await Client.UploadAsync([1]);
        var description = await Client.DescribeJobAsync(await Client.InventoryJobAsync());
        foreach (
            string name in new[]
            {
                "ArchiveId",
                "JobDescription",
                "SNSTopic",
                "Tier",
                "RetrievalByteRange",
                "SHA256TreeHash",
            }
        )
        {
            Assert.Equal(System.Text.Json.JsonValueKind.Null, description.GetProperty(name).ValueKind);
        }
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/-")]
    [InlineData("GET", "/-/nothing")]
    [InlineData("PATCH", "/-/vaults/v")]
    [InlineData("POST", "/-/vaults/v")]
    [InlineData("GET", "/-/vaults/v/archives")]
    [InlineData("GET", "/-/vaults/v/jobs/x/output/more")]
    [InlineData("DELETE", "/-/vaults/v/archives/")]
    [InlineData("POST", "/-/vaults/v/tags?operation=other")]
    public async Task C019_An_undefined_path_or_method_is_a_4xx_in_JSON(string method, string path) =>
        (await Client.SendAsync(new HttpMethod(method), path)).ShouldFail(404, "UnknownOperationException");

    [Fact]
    public async Task C042_An_error_has_exactly_code_message_and_type() =>
        Assert.Equal(
            """{"code":"ResourceNotFoundException","message":"Vault not found for ARN: arn:aws:glacier:us-east-1:111122223333:vaults/none","type":"Client"}""",
            (await Client.GetAsync("/-/vaults/none")).Text
        );

    [Fact]
    public async Task C042_An_error_of_the_service_itself_is_of_the_type_Server() =>
        (await OfABrokenService()).ShouldFail(500, "ServiceUnavailableException");

    [Fact]
    public async Task C043_An_unknown_job_is_a_404_that_names_it()
    {
        await Client.CreateVaultAsync();
        (await Client.GetAsync("/-/vaults/v/jobs/HkF9p6o7yjhFx")).ShouldFail(
            404,
            "ResourceNotFoundException",
            "The job ID was not found: HkF9p6o7yjhFx"
        );
    }

    [Theory]
    [MemberData(nameof(EveryOperation.OnAVaultThatIsThere), MemberType = typeof(EveryOperation))]
    public async Task C044_Every_operation_on_an_unknown_vault_is_a_404_that_names_its_ARN(
        string method,
        string rest
    ) =>
        (await Client.SendAsync(new HttpMethod(method), "/-/vaults/none" + rest)).ShouldFail(
            404,
            "ResourceNotFoundException",
            "Vault not found for ARN: arn:aws:glacier:us-east-1:111122223333:vaults/none"
        );

    [Theory]
    [InlineData("/-/vaults/testz%3Az", "testz:z")]
    [InlineData("/-/vaults/%2e%2e%2f%2e%2e%2fetc", "../../etc")]
    [InlineData("/-/vaults/a%20b", "a b")]
    public async Task An_illegal_vault_name_is_a_404_with_the_bare_name(string path, string name) =>
        (await Client.GetAsync(path)).ShouldFail(404, "ResourceNotFoundException", "Vault not found for ARN: " + name);

    [Fact]
    public async Task A_trailing_slash_is_the_collection()
    {
        await Client.CreateVaultAsync();
        Assert.True((await Client.GetAsync("/-/vaults/")).Json.TryGetProperty("VaultList", out _));
        Assert.True((await Client.GetAsync("/-/vaults/v/jobs/")).Json.TryGetProperty("JobList", out _));
    }

    private async Task<Answer> OfABrokenService()
    {
        Service.Glacier.Faults.Add(
            new FaultRule { Operation = "*", Action = new FaultAction.Refuse(500, "ServiceUnavailableException") }
        );
        return await Client.GetAsync("/-/vaults");
    }

    [GeneratedRegex("Date\":\"([^\"]*)\"")]
    private static partial Regex AnyDate();
}

public sealed class ProtocolOnDisk() : ProtocolContract(Transport.Disk);

public sealed class ProtocolInMemory() : ProtocolContract(Transport.Memory);

public sealed class ProtocolOverHttp() : ProtocolContract(Transport.Http);
