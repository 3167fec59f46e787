using System.Diagnostics;
using GlacierPS.Aws.Tests.Environments;
using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Tests;

/// <summary>Credentials found where other AWS tools find them (see <see cref="AwsEnvironment"/>).</summary>
[Collection(ProcessWide.Name)]
public sealed class CredentialsTests
{
    [Theory]
    [InlineData("static", "AKIDSTATIC", "eu-west-1", null)]
    [InlineData("session", "ASIASESSION", "eu-west-2", "session-token")]
    [InlineData("process", "AKIDPROCESS", "us-east-1", null)]
    public async Task A_profile_gives_credentials_and_region(
        string profile,
        string accessKey,
        string region,
        string? token
    )
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
            ("AWS_REGION", "ap-south-1")
        );

        SeenRequest seen = await CallAsync(new());

        Assert.Equal("environment-token", seen.Header("x-amz-security-token"));
        Signature.AssertAccepted(seen, "ap-south-1");
    }

    [Fact]
    public async Task AWS_DEFAULT_REGION_will_do()
    {
        using var variables = new Variables(("AWS_DEFAULT_REGION", "sa-east-1"));

        SeenRequest seen = await CallAsync(
            new() { AccessKeyId = Clients.AccessKey, SecretAccessKey = Clients.SecretKey }
        );

        Signature.AssertAccepted(seen, "sa-east-1");
    }

    [Fact]
    public async Task A_profile_that_is_named_comes_before_the_keys_in_the_environment()
    {
        using var variables = new Variables(
            ("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT"),
            ("AWS_SECRET_ACCESS_KEY", "environment-secret")
        );

        Assert.StartsWith("AKIDSTATIC/", Signature.Parse(await CallAsync(new() { ProfileName = "static" })).Credential);
    }

    [Fact]
    public async Task A_role_is_assumed()
    {
        await using LoopbackService tokens = await LoopbackService.StartAsync(
            new Answer(
                200,
                """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
            <AssumedRoleUser><AssumedRoleId>A:s</AssumedRoleId><Arn>arn:aws:sts::111122223333:assumed-role/archivist/s</Arn></AssumedRoleUser>
            <Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>
            <SessionToken>role-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
            </AssumeRoleResult></AssumeRoleResponse>
            """u8.ToArray(),
                ("Content-Type", "text/xml")
            )
        );
        using var variables = new Variables(
            ("AWS_ENDPOINT_URL_STS", tokens.Endpoint.AbsoluteUri),
            ("AWS_REGION", "us-east-1")
        );

        SeenRequest seen = await CallAsync(new() { ProfileName = "role" });

        Assert.StartsWith("ASIAROLE/", Signature.Parse(seen).Credential);
        Assert.Equal("role-token", seen.Header("x-amz-security-token"));
        Assert.Contains("AKIDSTATIC", tokens.Request.Header("Authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_sign_on_session_is_used()
    {
        await using LoopbackService portal = await LoopbackService.StartAsync(
            Answer.Json(
                """{"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"sso-secret","sessionToken":"sso-token","expiration":4070908800000}}"""
            )
        );
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
        var e = Assert.Throws<GlacierCredentialsException>(() =>
            GlacierClient.Create(new() { ProfileName = "nobody" })
        );

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
        Assert.InRange(clock.Elapsed.TotalSeconds, 2, 30);
    }

    [Fact]
    public async Task The_wait_for_a_metadata_service_can_be_cancelled()
    {
        using var variables = new Variables(("AWS_EC2_METADATA_DISABLED", null));
        using GlacierClient client = GlacierClient.Create(new() { Region = "us-east-1" });
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var clock = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            client.DescribeVaultAsync("v", cancellation.Token)
        );

        // Left alone it takes the four seconds that the search is given; a busy machine needs some of them to notice.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 3.5);
    }

    private static async Task<SeenRequest> CallAsync(GlacierClientOptions options)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Empty(204));
        using GlacierClient client = GlacierClient.Create(options with { EndpointUrl = service.Endpoint });
        await client.DeleteVaultAsync("v", default);
        return service.Request;
    }
}
