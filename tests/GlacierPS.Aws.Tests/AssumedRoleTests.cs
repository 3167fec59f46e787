using System.Text;
using GlacierPS.Aws.Configuration;
using GlacierPS.Aws.Tests.Environments;
using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Tests;

/// <summary>Roles that a caller names, assumed with the keys of a profile, and one STS for many clients.</summary>
[Collection(ProcessWide.Name)]
public sealed class AssumedRoleTests : IDisposable
{
    private const string Role = "arn:aws:iam::444455556666:role/auditor";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glacierps-roles-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_role_is_assumed_once_with_the_profile_s_keys_and_signs_for_every_region()
    {
        await using LoopbackService tokens = await LoopbackService.StartAsync(Keys(TimeSpan.FromHours(1)));
        using Variables files = Config(tokens);
        using var role = new AssumedRole(new GlacierClientOptions { ProfileName = "hub" }, Role);
        await using LoopbackService glacier = await LoopbackService.StartAsync(Answer.Empty(204));

        foreach (string region in (string[])["eu-central-1", "us-east-1", "eu-west-1"])
        {
            using GlacierClient client = GlacierClient.Create(
                new()
                {
                    Region = region,
                    EndpointUrl = glacier.Endpoint,
                    KeySource = role.Read,
                }
            );
            await client.DeleteVaultAsync("v", default);
        }

        Assert.Contains("AKIDHUB", tokens.Request.Header("Authorization"), StringComparison.Ordinal);
        Assert.Contains(
            Uri.EscapeDataString(Role),
            Encoding.UTF8.GetString(tokens.Request.Body),
            StringComparison.OrdinalIgnoreCase
        );
        Assert.Equal(3, glacier.Requests.Count);
        Assert.All(
            glacier.Requests,
            request => Assert.StartsWith("AKIDROLE/", Signature.Parse(request).Credential, StringComparison.Ordinal)
        );
        Assert.All(glacier.Requests, request => Assert.Equal("token", request.Header("X-Amz-Security-Token")));
    }

    [Fact]
    public async Task Keys_that_end_are_asked_for_again()
    {
        await using LoopbackService tokens = await LoopbackService.StartAsync((_, _) => Keys(TimeSpan.FromSeconds(1)));
        using Variables files = Config(tokens);
        using var role = new AssumedRole(new GlacierClientOptions { ProfileName = "hub" }, Role);

        Assert.Equal("AKIDROLE", role.Read().AccessKeyId);
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        Assert.Equal("AKIDROLE", role.Read().AccessKeyId);
        Assert.Equal(2, tokens.Requests.Count);
    }

    [Fact]
    public async Task A_role_that_STS_refuses_is_named_with_its_reason()
    {
        await using LoopbackService tokens = await LoopbackService.StartAsync(
            Xml(
                403,
                """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>"""
            )
        );
        using Variables files = Config(tokens);
        using var role = new AssumedRole(new GlacierClientOptions { ProfileName = "hub" }, Role);

        var refused = Assert.Throws<GlacierCredentialsException>(() => role.Read());

        Assert.StartsWith(
            $"The role {Role} could not be assumed: not authorized to perform: sts:AssumeRole (AccessDenied)",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Without_credentials_to_assume_it_with_that_is_what_is_said()
    {
        await using LoopbackService tokens = await LoopbackService.StartAsync(Keys(TimeSpan.FromHours(1)));
        using Variables files = Config(tokens, "[profile hub]\nregion = us-east-1\n");
        using var role = new AssumedRole(new GlacierClientOptions { ProfileName = "hub" }, Role);

        Assert.Contains(
            "'hub'",
            Assert.Throws<GlacierCredentialsException>(() => role.Read()).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(tokens.Requests);
    }

    private static Answer Keys(TimeSpan valid) =>
        Xml(
            200,
            $"""
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
            <AccessKeyId>AKIDROLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
            <Expiration>{DateTime.UtcNow
                + valid:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}</Expiration></Credentials></AssumeRoleResult>
            <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>
            """
        );

    private static Answer Xml(int status, string xml) =>
        new(status, Encoding.UTF8.GetBytes(xml), ("Content-Type", "text/xml"));

    private Variables Config(LoopbackService tokens, string? profile = null)
    {
        string config = Path.Combine(_folder.FullName, "config");
        File.WriteAllText(
            config,
            profile ?? "[profile hub]\nregion = us-east-1\naws_access_key_id = AKIDHUB\naws_secret_access_key = s\n"
        );
        return new Variables(
            ("AWS_CONFIG_FILE", config),
            ("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(_folder.FullName, "none")),
            ("AWS_ENDPOINT_URL_STS", tokens.Endpoint.AbsoluteUri)
        );
    }
}
