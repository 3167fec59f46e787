using System.Diagnostics;
using System.Net;
using System.Text;
using GlacierPS.Core.Tests;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Server;

/// <summary>Options of the server that scripts rely on (local-service.md; cases F6 and F8).</summary>
public sealed class ServerOptionTests
{
    private const string Topic = "arn:aws:sns:eu-west-1:111122223333:mytopic";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F06_Credentials_come_by_file_or_by_the_environment(bool byFile)
    {
        using var folder = new TempFolder();
        string file = Path.Combine(folder.Path, "credentials");
        await File.WriteAllTextAsync(file, "\nAKIDONE:s3cr3t\r\nAKIDTWO:s3cr3t@999999999999\n");
        var environment = new Dictionary<string, string>();
        string[] arguments = ["--data", Path.Combine(folder.Path, "data"), "--port", "0", "--bind", "0.0.0.0"];
        if (byFile)
        {
            arguments = [.. arguments, "--credential-file", file];
        }
        else
        {
            environment["GLACIERPS_CREDENTIALS"] = await File.ReadAllTextAsync(file);
        }

        await using ServerProcess server = await ServerProcess.StartAsync(environment, arguments);
        using var client = new Client(new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Url.Port}") });
        (await client.GetAsync("/-/vaults")).ShouldFail(400, "MissingAuthenticationTokenException");
    }

    [Fact]
    public async Task F08_Times_are_taken_in_milliseconds_and_answers_and_bodies_limited_in_rate()
    {
        using var folder = new TempFolder();
        await using ServerProcess server = await ServerProcess.StartAsync(
            "--data",
            folder.Path,
            "--port",
            "0",
            "--control",
            "--job-time",
            "standard=80ms",
            "--max-rate",
            "1000000",
            "--max-upload-rate",
            "2000000"
        );
        using Client client = server.NewClient();
        await client.CreateVaultAsync();
        byte[] body = TestData.Bytes(TestData.MiB);
        long start = Stopwatch.GetTimestamp();
        string archive = await client.UploadAsync(body);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.45, 60);
        string job = await client.ArchiveJobAsync(archive);
        (
            await client.PostJsonAsync("/_control/faults", """{"operation":"DescribeJob","count":1,"delay":"150ms"}""")
        ).ShouldBe(200);
        start = Stopwatch.GetTimestamp();
        await client.DescribeJobAsync(job);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 140, 60_000);

        // What was delayed is the answer, which may be of the time before the job ended.
        Assert.Equal("Succeeded", (await client.DescribeJobAsync(job)).GetProperty("StatusCode").GetString());

        start = Stopwatch.GetTimestamp();
        Assert.Equal(body, (await client.OutputAsync(job)).Body);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.9, 60);
    }

    [Fact]
    public async Task F08_Above_a_rate_requests_are_throttled()
    {
        using var folder = new TempFolder();
        await using ServerProcess server = await ServerProcess.StartAsync(
            "--data",
            folder.Path,
            "--port",
            "0",
            "--control"
        );
        using Client client = server.NewClient();
        (await client.PostJsonAsync("/_control/faults", """{"operation":"ListVaults","perSecond":3}""")).ShouldBe(200);
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetAsync("/-/vaults")));
        Assert.InRange(answers.Count(answer => answer.Code == 200), 3, 12);
        answers.First(answer => answer.Code != 200).ShouldFail(400, "ThrottlingException", "Rate exceeded");
        (await client.GetAsync("/-/vaults/none")).ShouldFail(404, "ResourceNotFoundException");
        (await client.PostJsonAsync("/_control/faults", """{"operation":"*","perSecond":0}""")).ShouldBe(400);
    }

    [Fact]
    public async Task F08_Notifications_are_delivered_to_an_endpoint_until_it_takes_them()
    {
        using var listener = new HttpListener();
        int port = Random.Shared.Next(20_000, 60_000);
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        await using Service service = await Service.StartAsync(
            Transport.Disk,
            options => options with { SnsEndpoint = new Uri($"http://127.0.0.1:{port}/") }
        );
        await service.Client.CreateVaultAsync();
        string archive = await service.Client.UploadAsync([1]);
        string job = await service.Client.JobAsync(
            $"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{archive}\",\"SNSTopic\":\"{Topic}\"}}"
        );
        foreach (int status in new[] { 500, 200 })
        {
            HttpListenerContext publish = await listener.GetContextAsync().WaitAsync(Patience.Limit);
            using var reader = new StreamReader(publish.Request.InputStream, Encoding.UTF8);
            string form = WebUtility.UrlDecode(await reader.ReadToEndAsync());
            Assert.Contains("Action=Publish", form, StringComparison.Ordinal);
            Assert.Contains("TopicArn=" + Topic, form, StringComparison.Ordinal);
            Assert.Contains(job, form, StringComparison.Ordinal);
            Assert.Contains("/eu-west-1/sns/", publish.Request.Headers["Authorization"], StringComparison.Ordinal);
            publish.Response.StatusCode = status;
            publish.Response.Close();
        }

        await Task.Delay(1500);
        Task<HttpListenerContext> another = listener.GetContextAsync();
        Assert.False(another.IsCompleted);
        Assert.Single(await service.Glacier.NotificationsAsync());
    }
}
