using System.Text;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Control;

/// <summary>The control API of local-service.md, on the real program.</summary>
public sealed class ControlEndpointTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private ServerProcess _server = null!;
    private Client _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync("--data", _folder.Path, "--port", "0", "--control", "--realistic");
        _client = _server.NewClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_clock_is_told_set_and_moved_forward_and_runs_on()
    {
        Assert.Matches(
            @"^\{""now"":""\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z""\}$",
            (await Control("GET", "clock")).Text
        );
        Answer set = await Control("POST", "clock", """{"set":"2017-01-31T14:26:33.031Z"}""");
        set.ShouldBe(200);
        Assert.Equal("application/json", set["Content-Type"]);
        Assert.StartsWith("""{"now":"2017-01-31T14:26:""", set.Text, StringComparison.Ordinal);
        DateTimeOffset moved = (await Control("POST", "clock", """{"advance":"25h"}"""))
            .Json.GetProperty("now")
            .GetDateTimeOffset();
        Assert.InRange(
            moved,
            new DateTimeOffset(2017, 2, 1, 15, 26, 33, TimeSpan.Zero),
            new DateTimeOffset(2017, 2, 1, 15, 28, 0, TimeSpan.Zero)
        );
        await Task.Delay(20);
        Assert.True((await Control("GET", "clock")).Json.GetProperty("now").GetDateTimeOffset() > moved);
    }

    [Fact]
    public async Task Jobs_end_and_expire_when_the_clock_is_moved()
    {
        await _client.CreateVaultAsync();
        string job = await _client.ArchiveJobAsync(await _client.UploadAsync([1]));
        Assert.Equal("InProgress", (await _client.DescribeJobAsync(job)).GetProperty("StatusCode").GetString());
        (await Control("POST", "clock", """{"advance":"4h"}""")).ShouldBe(200);
        Assert.Equal("Succeeded", (await _client.DescribeJobAsync(job)).GetProperty("StatusCode").GetString());
        (await Control("POST", "clock", """{"advance":"26h"}""")).ShouldBe(200);
        (await _client.GetAsync($"/-/vaults/v/jobs/{job}")).ShouldFail(404, "ResourceNotFoundException");
    }

    [Fact]
    public async Task Requests_are_counted_by_operation_whatever_the_answer()
    {
        await _client.CreateVaultAsync();
        await _client.GetAsync("/-/vaults/v");
        await _client.GetAsync("/-/vaults/nowhere");
        Assert.Equal("""{"CreateVault":1,"DescribeVault":2}""", (await Control("GET", "requests")).Text);
        (await Control("DELETE", "requests")).ShouldBe(200);
        Assert.Equal("{}", (await Control("GET", "requests")).Text);
    }

    [Fact]
    public async Task Notifications_are_told_and_inventories_taken()
    {
        const string topic = "arn:aws:sns:us-east-1:111122223333:mytopic";
        await _client.CreateVaultAsync();
        string archive = await _client.UploadAsync([1]);
        string job = await _client.JobAsync(
            $"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{archive}\",\"SNSTopic\":\"{topic}\"}}"
        );
        Assert.Equal("[]", (await Control("GET", "notifications")).Text);
        (await Control("POST", "clock", """{"advance":"4h"}""")).ShouldBe(200);
        string description = (await _client.GetAsync($"/-/vaults/v/jobs/{job}")).Text;
        Assert.Equal(
            $"[{{\"topic\":\"{topic}\",\"message\":{description}}}]",
            (await Control("GET", "notifications")).Text
        );

        Assert.Equal(0, (await _client.GetAsync("/-/vaults/v")).Json.GetProperty("NumberOfArchives").GetInt64());
        (await Control("POST", "inventory", "{}")).ShouldBe(200);
        Assert.Equal(1, (await _client.GetAsync("/-/vaults/v")).Json.GetProperty("NumberOfArchives").GetInt64());
    }

    [Fact]
    public async Task Faults_are_added_and_removed()
    {
        (
            await Control(
                "POST",
                "faults",
                """{"operation":"ListVaults","count":1,"status":503,"code":"ServiceUnavailableException"}"""
            )
        ).ShouldBe(200);
        (await Control("POST", "faults", """{"operation":"*","drop":true}""")).ShouldBe(200);
        (await _client.GetAsync("/-/vaults")).ShouldFail(503, "ServiceUnavailableException");
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetAsync("/-/vaults"));
        (await Control("DELETE", "faults")).ShouldBe(200);
        (await _client.GetAsync("/-/vaults")).ShouldBe(200);
    }

    [Theory]
    [InlineData("""{"operation":"*","dropAfterBytes":3}""")]
    [InlineData("""{"operation":"*","delay":"1s"}""")]
    [InlineData("""{"operation":"UploadArchive","corrupt":true}""")]
    [InlineData("""{"operation":"UploadArchive","loseAnswer":true,"tier":"Expedited","count":2}""")]
    public async Task Every_kind_of_fault_is_taken(string body) =>
        (await Control("POST", "faults", body)).ShouldBe(200);

    [Theory]
    [InlineData("GET", "", null)]
    [InlineData("GET", "nothing", null)]
    [InlineData("GET", "faults", null)]
    [InlineData("PUT", "clock", "{}")]
    [InlineData("POST", "clock", "")]
    [InlineData("POST", "clock", "{}")]
    [InlineData("POST", "clock", "[]")]
    [InlineData("POST", "clock", "{\"advance\":\"1d\"}")]
    [InlineData("POST", "clock", "{\"advance\":\"-1h\"}")]
    [InlineData("POST", "clock", "{\"advance\":\"2147483647h\"}")]
    [InlineData("POST", "clock", "{\"advance\":25}")]
    [InlineData("POST", "clock", "{\"advance\":\"1h\",\"set\":\"2017-01-31T14:26:33.031Z\"}")]
    [InlineData("POST", "clock", "{\"set\":\"yesterday\"}")]
    [InlineData("POST", "clock", "{\"set\":\"9999-12-31T23:59:59Z\"}")]
    [InlineData("POST", "faults", "{")]
    [InlineData("POST", "faults", "{\"operation\":\"*\"}")]
    [InlineData("POST", "faults", "{\"drop\":true}")]
    [InlineData("POST", "faults", "{\"operation\":\"*\",\"drop\":false}")]
    [InlineData("POST", "faults", "{\"operation\":\"*\",\"drop\":true,\"corrupt\":true}")]
    [InlineData("POST", "faults", "{\"operation\":\"*\",\"status\":500}")]
    [InlineData("POST", "faults", "{\"operation\":\"*\",\"status\":200,\"code\":\"x\"}")]
    [InlineData("POST", "faults", "{\"operation\":\"Nothing\",\"drop\":true}")]
    [InlineData("POST", "faults", "{\"operation\":\"*\",\"drop\":true,\"times\":3}")]
    public async Task Unknown_paths_and_bad_bodies_are_a_400_with_a_message(string method, string path, string? body)
    {
        Answer answer = await Control(method, path, body);
        answer.ShouldBe(400);
        Assert.Equal("message", Assert.Single(answer.Json.EnumerateObject()).Name);
        (await _client.GetAsync("/-/vaults")).ShouldBe(200);
    }

    [Fact]
    public async Task A_page_in_a_browser_cannot_use_it()
    {
        Answer answer = await _client.SendAsync(
            HttpMethod.Post,
            "/_control/clock",
            "{\"advance\":\"1h\"}"u8.ToArray(),
            ("Origin", "https://example.com")
        );
        answer.ShouldBe(403);
    }

    [Fact]
    public async Task Without_the_option_there_is_no_such_transport()
    {
        await using Service service = await Service.StartAsync(Transport.Http);
        (await service.Client.GetAsync("/_control/clock")).ShouldFail(404, "UnknownOperationException");
    }

    private Task<Answer> Control(string method, string path, string? body = null) =>
        _client.SendAsync(
            new HttpMethod(method),
            "/_control/" + path,
            body is null ? null : Encoding.UTF8.GetBytes(body)
        );
}
