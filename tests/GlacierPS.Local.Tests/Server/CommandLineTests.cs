using System.Text.Json;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Server;

/// <summary>The program as local-service.md has it.</summary>
public class CommandLineTests
{
    [Fact]
    public async Task It_prints_one_line_of_JSON_when_it_is_ready_and_ends_cleanly_on_SIGTERM()
    {
        using var folder = new TempFolder();
        await using ServerProcess server = await ServerProcess.StartAsync(
            "--data",
            folder.Path,
            "--port",
            "0",
            "--region",
            "eu-west-1",
            "--account",
            "999999999999"
        );
        Assert.Equal(
            ["url", "region", "account", "data"],
            server.Ready.EnumerateObject().Select(member => member.Name)
        );
        Assert.Matches(@"^http://127\.0\.0\.1:[1-9]\d*$", server.Ready.GetProperty("url").GetString());
        Assert.Equal("eu-west-1", server.Ready.GetProperty("region").GetString());
        Assert.Equal(folder.Path, server.Ready.GetProperty("data").GetString());
        using (Client client = server.NewClient())
        {
            Assert.Equal("/999999999999/vaults/v", (await client.PutAsync("/-/vaults/v"))["Location"]);
            Assert.Equal(
                "arn:aws:glacier:eu-west-1:999999999999:vaults/v",
                (await client.GetAsync("/-/vaults/v")).Json.GetProperty("VaultARN").GetString()
            );
        }

        (int exitCode, string output) = await server.TerminateAsync();
        Assert.Equal(0, exitCode);
        Assert.Equal("", output);
    }

    [Theory]
    [InlineData("--port", "x")]
    [InlineData("--port", "70000")]
    [InlineData("--bind", "0.0.0.0")]
    [InlineData("--bind", "nowhere")]
    [InlineData("--region", "US East")]
    [InlineData("--account", "123")]
    [InlineData("--job-time", "standard=4")]
    [InlineData("--job-time", "slow=4h")]
    [InlineData("--job-time", "standard")]
    [InlineData("--inventory", "daily")]
    [InlineData("--inventory", "0s")]
    [InlineData("--nonsense", "1")]
    [InlineData("stray")]
    [InlineData("--data")]
    [InlineData("--job-time", "standard=2147483647h")]
    [InlineData("--control", "--bind", "0.0.0.0", "--credential", "AKID:s3cr3t")]
    [InlineData("--credential", "AKID")]
    [InlineData("--credential", "AKID:s3cr3t@123")]
    [InlineData("--credential", "AKID:s3cr3t", "--credential", "AKID:s3cr3t")]
    [InlineData("--credential", "AKID:one", "AKID:s3cr3t")]
    [InlineData("--credentials=AKID:s3cr3t")]
    [InlineData("--credential")]
    public async Task Bad_options_are_one_line_on_standard_error_and_exit_code_2(params string[] arguments)
    {
        using var folder = new TempFolder();
        string[] data = arguments[0] == "--data" ? [] : ["--data", folder.Path];
        (int exitCode, string output, string error) = await ServerProcess.RunAsync([.. data, .. arguments]);
        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("s3cr3t", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_cleanly_on_SIGINT_with_a_client_that_never_finishes()
    {
        using var folder = new TempFolder();
        await using ServerProcess server = await ServerProcess.StartAsync("--data", folder.Path, "--port", "0");
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(server.Url.Host, server.Url.Port);
        await socket.GetStream().WriteAsync("GET /-/vau"u8.ToArray());
        (int exitCode, string output) = await server.TerminateAsync("INT");
        Assert.Equal((0, ""), (exitCode, output));
    }

    [Fact]
    public async Task Started_with_SIGINT_ignored_it_goes_on_after_one_and_ends_cleanly_on_SIGTERM()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using var folder = new TempFolder();
        await using ServerProcess server = await ServerProcess.StartIgnoringSigintAsync(
            "--data",
            folder.Path,
            "--port",
            "0"
        );
        using Client client = server.NewClient();
        await server.SignalAsync("INT");

        // Longer than the server takes to close its door when it heeds a signal.
        await Task.Delay(TimeSpan.FromSeconds(1));
        await client.CreateVaultAsync();
        Assert.Equal((0, ""), await server.TerminateAsync());
    }

    [Fact]
    public async Task With_a_credential_it_listens_beyond_loopback_and_asks_for_signatures()
    {
        using var folder = new TempFolder();
        await using ServerProcess server = await ServerProcess.StartAsync(
            "--data",
            folder.Path,
            "--port",
            "0",
            "--bind",
            "0.0.0.0",
            "--credential",
            "AKID:s3cr3t"
        );
        Assert.StartsWith("http://0.0.0.0:", server.Ready.GetProperty("url").GetString(), StringComparison.Ordinal);
        using var client = new Client(new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Url.Port}") });
        (await client.GetAsync("/-/vaults")).ShouldFail(400, "MissingAuthenticationTokenException");
    }

    [Fact]
    public async Task Job_times_and_the_inventory_interval_are_taken()
    {
        using var folder = new TempFolder();
        await using ServerProcess server = await ServerProcess.StartAsync(
            "--data",
            folder.Path,
            "--port",
            "0",
            "--realistic",
            "--job-time",
            "expedited=0s,bulk=90s"
        );
        using Client client = server.NewClient();
        await client.CreateVaultAsync();
        string archive = await client.UploadAsync([1]);
        Assert.Equal("Succeeded", await Status(await client.ArchiveJobAsync(archive, tier: "Expedited")));
        Assert.Equal("InProgress", await Status(await client.ArchiveJobAsync(archive, tier: "Bulk")));
        Assert.Equal("InProgress", await Status(await client.ArchiveJobAsync(archive, tier: "Standard")));
        (await client.TryJobAsync("""{"Type":"inventory-retrieval"}""")).ShouldFail(404, "ResourceNotFoundException");

        async Task<string?> Status(string job) =>
            (await client.DescribeJobAsync(job)).GetProperty("StatusCode").GetString();
    }

    [Fact]
    public async Task C196_Closed_it_answers_every_call_as_to_an_account_without_vaults()
    {
        using var folder = new TempFolder();
        await using ServerProcess server = await ServerProcess.StartAsync(
            "--data",
            folder.Path,
            "--port",
            "0",
            "--closed"
        );
        using Client client = server.NewClient();
        Answer answer = await client.PutAsync("/-/vaults/v");
        answer.ShouldFail(400, "NoLongerSupportedException");
        Assert.StartsWith(
            "This API is no longer supported for new accounts. Please use Amazon S3 Glacier storage classes instead.",
            answer.Json.GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
        (await client.GetAsync("/-/vaults")).ShouldFail(400, "NoLongerSupportedException");
    }

    [Fact]
    public async Task A_folder_that_is_in_use_and_a_port_that_is_taken_are_one_line_each()
    {
        using var folder = new TempFolder();
        using var other = new TempFolder();
        await using ServerProcess server = await ServerProcess.StartAsync("--data", folder.Path, "--port", "0");
        Task<(int, string, string)> sameFolder = ServerProcess.RunAsync("--data", folder.Path, "--port", "0");
        (int exitCode, string output, string error) = await ServerProcess.RunAsync(
            "--data",
            other.Path,
            "--port",
            server.Url.Port.ToString()
        );
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains(
            "in use",
            Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
        (exitCode, output, error) = await sameFolder;
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains(
            folder.Path,
            Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
    }
}
