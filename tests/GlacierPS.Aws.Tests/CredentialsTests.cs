using System.Diagnostics;
using GlacierPS.Aws.Tests.Environments;
using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Tests;

/// <summary>Credentials, region and settings found where other AWS tools find them (see <see cref="AwsEnvironment"/>).</summary>
[Collection(ProcessWide.Name)]
public sealed class CredentialsTests
{
    [Theory]
    [InlineData("static", "AKIDSTATIC", "eu-west-1", null)]
    [InlineData("session", "ASIASESSION", "eu-west-2", "session-token")]
    [InlineData("process", "AKIDPROCESS", "us-east-1", null)]
    public async Task A_profile_gives_credentials_and_region(string profile, string accessKey, string region, string? token)
    {
        SeenRequest seen = await CallAsync(new() { ProfileName = profile });

        Assert.StartsWith($"{accessKey}/{seen.Header("x-amz-date")![..8]}/{region}/", Signature.Parse(seen).Credential);
        Assert.Equal(token, seen.Header("x-amz-security-token"));
    }

    [Fact]
    public async Task AWS_PROFILE_names_the_profile()
    {
        using var variables = new Variables(("AWS_PROFILE", "static"));

        Assert.StartsWith("AKIDSTATIC/", Signature.Parse(await CallAsync(new())).Credential);
    }

    [Fact]
    public async Task The_environment_gives_credentials_and_region()
    {
        using var variables = new Variables(
            ("AWS_ACCESS_KEY_ID", Clients.AccessKey),
            ("AWS_SECRET_ACCESS_KEY", Clients.SecretKey),
            ("AWS_SESSION_TOKEN", "environment-token"),
            ("AWS_REGION", "ap-south-1"));

        SeenRequest seen = await CallAsync(new());

        Assert.Equal("environment-token", seen.Header("x-amz-security-token"));
        Signature.AssertAccepted(seen, "ap-south-1");
    }

    [Fact]
    public async Task AWS_DEFAULT_REGION_will_do()
    {
        using var variables = new Variables(("AWS_DEFAULT_REGION", "sa-east-1"));

        SeenRequest seen = await CallAsync(new() { AccessKeyId = Clients.AccessKey, SecretAccessKey = Clients.SecretKey });

        Signature.AssertAccepted(seen, "sa-east-1");
    }

    [Fact]
    public async Task A_profile_that_is_named_comes_before_the_keys_in_the_environment()
    {
        using var variables = new Variables(
            ("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT"), ("AWS_SECRET_ACCESS_KEY", "environment-secret"));

        Assert.StartsWith("AKIDSTATIC/", Signature.Parse(await CallAsync(new() { ProfileName = "static" })).Credential);
    }

    [Fact]
    public async Task A_role_is_assumed()
    {
        await using LoopbackService tokens = await LoopbackService.StartAsync(new Answer(
            200,
            """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
            <AssumedRoleUser><AssumedRoleId>A:s</AssumedRoleId><Arn>arn:aws:sts::111122223333:assumed-role/archivist/s</Arn></AssumedRoleUser>
            <Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>
            <SessionToken>role-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
            </AssumeRoleResult></AssumeRoleResponse>
            """u8.ToArray(),
            ("Content-Type", "text/xml")));
        using var variables = new Variables(("AWS_ENDPOINT_URL_STS", tokens.Endpoint.AbsoluteUri), ("AWS_REGION", "us-east-1"));

        SeenRequest seen = await CallAsync(new() { ProfileName = "role" });

        Assert.StartsWith("ASIAROLE/", Signature.Parse(seen).Credential);
        Assert.Equal("role-token", seen.Header("x-amz-security-token"));
        Assert.Contains("AKIDSTATIC", tokens.Request.Header("Authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_sign_on_session_is_used()
    {
        await using LoopbackService portal = await LoopbackService.StartAsync(Answer.Json(
            """{"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"sso-secret","sessionToken":"sso-token","expiration":4070908800000}}"""));
        using var variables = new Variables(("AWS_ENDPOINT_URL_SSO", portal.Endpoint.AbsoluteUri));

        SeenRequest seen = await CallAsync(new() { ProfileName = "sso" });

        Assert.StartsWith("ASIASSO/", Signature.Parse(seen).Credential);
        Assert.Equal("sso-token", seen.Header("x-amz-security-token"));
        Assert.Equal("sso-access-token", portal.Request.Header("x-amz-sso_bearer_token"));
    }

    [Theory]
    [InlineData("sso-signed-out")]
    [InlineData("broken-process")]
    public async Task Credentials_that_cannot_be_used_are_said_with_the_profile(string profile)
    {
        using GlacierClient client = GlacierClient.Create(new() { ProfileName = profile });

        var e = await Assert.ThrowsAsync<GlacierCredentialsException>(() => client.DescribeVaultAsync("v", default));

        Assert.Contains($"'{profile}'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_that_is_not_there_is_said_with_those_that_are()
    {
        var e = Assert.Throws<GlacierCredentialsException>(() => GlacierClient.Create(new() { ProfileName = "nobody" }));

        Assert.Contains("no profile 'nobody'", e.Message, StringComparison.Ordinal);
        Assert.Contains("static", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_credentials_the_error_says_what_to_do()
    {
        using GlacierClient client = GlacierClient.Create(new() { Region = "us-east-1" });

        var e = await Assert.ThrowsAsync<GlacierCredentialsException>(() => client.DescribeVaultAsync("v", default));

        Assert.StartsWith("No AWS credentials were found", e.Message, StringComparison.Ordinal);
        Assert.Contains("AWS_ACCESS_KEY_ID", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metadata_service_that_never_answers_is_waited_for_a_few_seconds_only()
    {
        using var variables = new Variables(("AWS_EC2_METADATA_DISABLED", null));
        using GlacierClient client = GlacierClient.Create(new() { Region = "us-east-1" });
        var clock = Stopwatch.StartNew();

        var e = await Assert.ThrowsAsync<GlacierCredentialsException>(() => client.DescribeVaultAsync("v", default));

        Assert.StartsWith("No AWS credentials were found", e.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 2, 8);
    }

    [Fact]
    public async Task The_wait_for_a_metadata_service_can_be_cancelled()
    {
        using var variables = new Variables(("AWS_EC2_METADATA_DISABLED", null));
        using GlacierClient client = GlacierClient.Create(new() { Region = "us-east-1" });
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var clock = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.DescribeVaultAsync("v", cancellation.Token));

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
    }

    [Fact]
    public void Without_a_region_the_error_says_what_to_do()
    {
        var e = Assert.Throws<GlacierInputException>(() => GlacierClient.Create(new()));

        Assert.Equal("MissingRegion", e.ErrorId);
        Assert.Contains("AWS_REGION", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profiles_endpoint_is_used()
    {
        using GlacierClient client = GlacierClient.Create(new() { ProfileName = "elsewhere" });

        Assert.Equal(new Uri("http://glacier.example:8080/"), client.Endpoint);
    }

    [Fact]
    public void The_environments_endpoints_are_used_Glaciers_own_first()
    {
        using var general = new Variables(("AWS_ENDPOINT_URL", "http://all.example"));
        using (GlacierClient client = GlacierClient.Create(Clients.Options))
        {
            Assert.Equal("all.example", client.Endpoint.Host);
        }

        using var special = new Variables(("AWS_ENDPOINT_URL_GLACIER", "http://glacier.example"));
        using (GlacierClient client = GlacierClient.Create(Clients.Options))
        {
            Assert.Equal("glacier.example", client.Endpoint.Host);
        }

        using var ignored = new Variables(("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"));
        using (GlacierClient client = GlacierClient.Create(Clients.Options))
        {
            Assert.Equal("glacier.us-east-1.amazonaws.com", client.Endpoint.Host);
        }
    }

    [Fact]
    public void The_in_process_door_looks_at_no_variable()
    {
        using var variables = new Variables(
            ("AWS_ENDPOINT_URL", "http://all.example"), ("AWS_USE_FIPS_ENDPOINT", "true"), ("AWS_MAX_ATTEMPTS", "many"));
        using GlacierClient client = Clients.For(new InMemoryService());

        Assert.Equal("glacier.us-east-1.amazonaws.com", client.Endpoint.Host);
    }

    [Fact]
    public void An_endpoint_of_the_environment_that_is_no_address_is_refused()
    {
        using var variables = new Variables(("AWS_ENDPOINT_URL", "not an address"));

        var e = Assert.Throws<GlacierInputException>(() => GlacierClient.Create(Clients.Options));

        Assert.Equal("InvalidConfiguration", e.ErrorId);
    }

    [Fact]
    public async Task A_credentials_file_that_cannot_be_read_is_named_and_not_quoted()
    {
        using (new BrokenCredentialsFile("aws_secret_access_key SECRET/WITHOUT/EQUALS"))
        {
            using GlacierClient keyed = Clients.For(new InMemoryService(Answer.Empty(204)));
            await keyed.DeleteVaultAsync("v", default);

            var e = Assert.Throws<GlacierInputException>(() => GlacierClient.Create(new() { Region = "us-east-1" }));

            Assert.Equal("InvalidConfiguration", e.ErrorId);
            Assert.Contains("credentials cannot be read at line", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("SECRET", e.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void FIPS_and_dual_stack_can_come_from_the_environment_and_the_profile()
    {
        using GlacierClient tuned = GlacierClient.Create(new() { ProfileName = "tuned", Region = "us-east-2" });
        Assert.Equal("glacier-fips.us-east-2.amazonaws.com", tuned.Endpoint.Host);

        using var variables = new Variables(("AWS_USE_DUALSTACK_ENDPOINT", "true"));
        using GlacierClient dual = GlacierClient.Create(Clients.Options);
        Assert.Equal("glacier.us-east-1.api.aws", dual.Endpoint.Host);
    }

    [Theory]
    [InlineData(null, null, 1)]
    [InlineData("2", null, 2)]
    [InlineData("2", 0, 1)]
    [InlineData(null, 1, 2)]
    public async Task The_number_of_attempts_comes_from_the_options_the_environment_or_the_profile(
        string? environment, int? maxRetries, int attempts)
    {
        using var variables = new Variables(("AWS_MAX_ATTEMPTS", environment), ("AWS_USE_FIPS_ENDPOINT", "false"));
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Error(500, "ServiceUnavailableException", "m"));
        using GlacierClient client = GlacierClient.Create(
            new() { ProfileName = "tuned", EndpointUrl = service.Endpoint, MaxRetries = maxRetries });

        await Assert.ThrowsAsync<ServiceUnavailableException>(() => client.DescribeVaultAsync("v", default));

        Assert.Equal(attempts, service.Requests.Count);
    }

    [Fact]
    public async Task The_adaptive_retry_mode_keeps_the_retry_rule()
    {
        using var variables = new Variables(("AWS_RETRY_MODE", "adaptive"));
        await using LoopbackService service = await LoopbackService.StartAsync(
            Answer.Error(500, "ServiceUnavailableException", "m"), Answer.Error(400, "LimitExceededException", "m"));
        using GlacierClient client = Clients.For(service);

        await Assert.ThrowsAsync<LimitExceededException>(() => client.DescribeVaultAsync("v", default));

        Assert.Equal(2, service.Requests.Count);
    }

    private static async Task<SeenRequest> CallAsync(GlacierClientOptions options)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Empty(204));
        using GlacierClient client = GlacierClient.Create(options with { EndpointUrl = service.Endpoint });
        await client.DeleteVaultAsync("v", default);
        return service.Request;
    }
}
