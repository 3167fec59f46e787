using GlacierPS.Aws.Configuration;
using GlacierPS.Aws.Tests.Environments;
using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Tests;

/// <summary>Profiles as people have them, and what is said of those that cannot be used.</summary>
[Collection(ProcessWide.Name)]
public sealed class ProfileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glacierps-profiles-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("sso_start_url = https://nobody.awsapps.com/start\nsso_region = us-east-1")]
    [InlineData("sso_session = Acme")]
    public async Task D01_A_profile_that_nobody_is_signed_in_for_names_the_command_that_signs_in(string place)
    {
        using Variables files = Config(
            $"[profile x]\nregion = us-east-1\n{place}\nsso_account_id = 111122223333\nsso_role_name = r\n"
                + "[sso-session Acme]\nsso_start_url = https://nobody.awsapps.com/start\nsso_region = us-east-1\n"
        );

        Assert.Contains("aws sso login --profile x", await FailureAsync("x"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("region = us-east-1", "has no credentials, only a region")]
    [InlineData("aws_access_key_id = AKID", "has no aws_secret_access_key")]
    [InlineData("aws_secret_access_key = hush", "has no aws_access_key_id")]
    [InlineData("role_arn = arn:aws:iam::1:role/r\nsource_profile = gone", "names the source_profile 'gone'")]
    [InlineData("role_arn = arn:aws:iam::1:role/r", "has no source_profile")]
    [InlineData("role_arn = arn:aws:iam::1:role/r\nsource_profile = loop", "x -> loop -> x")]
    [InlineData("role_arn = arn:aws:iam::1:role/r\nsource_profile = half", "'half' has no aws_secret_access_key")]
    [InlineData("sso_session = gone", "names the sso_session 'gone'")]
    [InlineData("sso_start_url = https://a/start\nsso_region = us-east-1", "has no sso_account_id")]
    public async Task D02_What_a_profile_lacks_is_named(string settings, string says)
    {
        using Variables files = Config(
            $"[profile x]\nregion = us-east-1\n{settings}\n[profile half]\naws_access_key_id = AKID\n"
                + "[profile loop]\nrole_arn = arn:aws:iam::1:role/s\nsource_profile = x\n"
        );

        string message = await FailureAsync("x");

        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D02_Half_a_key_in_the_environment_is_named()
    {
        using Variables files = Config("");
        using var half = new Variables(("AWS_ACCESS_KEY_ID", "AKID"));

        Assert.Contains("not AWS_SECRET_ACCESS_KEY", await FailureAsync(null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task D02_The_reason_why_a_role_is_refused_is_the_one_that_STS_gives()
    {
        await using LoopbackService tokens = await LoopbackService.StartAsync(
            new Answer(
                403,
                """
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code>
                <Message>User: arn:aws:iam::1:user/u is not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>
                """u8.ToArray(),
                ("Content-Type", "text/xml")
            )
        );
        using Variables files = Config(
            $"""
            [profile x]
            region = us-east-1
            role_arn = arn:aws:iam::1:role/r
            source_profile = keys
            services = mine
            [profile keys]
            aws_access_key_id = AKIDSOURCE
            aws_secret_access_key = s
            [services mine]
            sts =
              endpoint_url = {tokens.Endpoint}
            """
        );

        string message = await FailureAsync("x");

        Assert.Contains("arn:aws:iam::1:role/r", message, StringComparison.Ordinal);
        Assert.Contains(
            "is not authorized to perform: sts:AssumeRole (AccessDenied)",
            message,
            StringComparison.Ordinal
        );
        Assert.Contains("AKIDSOURCE", tokens.Request.Header("Authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task D03_Names_in_quotes_and_comments_behind_values_are_read_and_blamed_for_nothing()
    {
        using Variables files = Config(
            """
            # all of ours
            [profile "with space"]
            region = eu-west-3 # Paris
            aws_access_key_id = AKIDSPACE
            aws_secret_access_key = a#b;c
            [sso-session "Acme Dev"]
            sso_start_url = https://nobody.awsapps.com/start
            sso_region = us-east-1
            [profile sso] ; of Acme
            region = us-east-1
            sso_session = Acme Dev
            sso_account_id = 111122223333
            sso_role_name = r
            """
        );

        SeenRequest seen = await CallAsync("with space");

        Assert.StartsWith("AKIDSPACE/", Signature.Parse(seen).Credential);
        Assert.Contains("/eu-west-3/", Signature.Parse(seen).Credential, StringComparison.Ordinal);
        Assert.Equal(["sso", "with space"], ProfileNames.List());
        Assert.Contains("aws sso login --profile sso", await FailureAsync("sso"), StringComparison.Ordinal);
        Assert.Contains("there are: with space, sso", await FailureAsync("typo"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("login_session = arn:aws:iam::1:user/u", "'aws login', which is not supported")]
    [InlineData(
        "role_arn = arn:aws:iam::1:role/r\nmfa_serial = arn:aws:iam::1:mfa/u\nsource_profile = k",
        "mfa_serial"
    )]
    public async Task D04_What_is_not_supported_is_said_with_what_to_do(string settings, string says)
    {
        using Variables files = Config($"[profile x]\nregion = us-east-1\n{settings}\n");

        string message = await FailureAsync("x");

        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.Contains("credential_process", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D05_Files_that_are_named_or_changed_in_the_session_are_read()
    {
        using Variables files = Config(
            "[profile x]\nregion = us-east-1\naws_access_key_id = AKIDONE\naws_secret_access_key = s\n"
        );
        Assert.StartsWith("AKIDONE/", Signature.Parse(await CallAsync("x")).Credential);

        using Variables others = Config(
            "[profile x]\nregion = us-east-1\n",
            "[x]\naws_access_key_id = AKIDTWO\naws_secret_access_key = s\n"
        );
        Assert.StartsWith("AKIDTWO/", Signature.Parse(await CallAsync("x")).Credential);
    }

    [Fact]
    public async Task D05_A_client_that_is_there_follows_its_profile()
    {
        using Variables files = Config(
            "[profile x]\nregion = us-east-1\n",
            "[x]\naws_access_key_id = AKIDONE\naws_secret_access_key = s\n"
        );
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Empty(204), Answer.Empty(204));
        using GlacierClient client = GlacierClient.Create(new() { ProfileName = "x", EndpointUrl = service.Endpoint });
        await client.DeleteVaultAsync("v", default);
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "credentials"),
            "[x]\naws_access_key_id = AKIDRENEWED\naws_secret_access_key = s\n"
        );

        await client.DeleteVaultAsync("v", default);

        Assert.StartsWith("AKIDRENEWED/", Signature.Parse(service.Requests[^1]).Credential);
    }

    [Fact]
    public void D05_A_mistyped_AWS_PROFILE_is_told_as_such()
    {
        using Variables files = Config("[profile prod]\nregion = us-east-1\n");
        using var typo = new Variables(("AWS_PROFILE", "prdo"));

        var e = Assert.Throws<GlacierCredentialsException>(() => GlacierClient.Create(new()));

        Assert.Contains("'prdo', which AWS_PROFILE names", e.Message, StringComparison.Ordinal);
        Assert.Contains("prod", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D05_A_tilde_in_the_path_of_a_file_is_the_users_folder()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string name = $"glacierps-{Guid.NewGuid():N}";
        string path = Path.Combine(home, name);
        await File.WriteAllTextAsync(
            path,
            "[profile x]\nregion = us-east-1\naws_access_key_id = AKIDHOME\naws_secret_access_key = s\n"
        );
        try
        {
            using var files = new Variables(("AWS_CONFIG_FILE", "~/" + name));
            Assert.StartsWith("AKIDHOME/", Signature.Parse(await CallAsync("x")).Credential);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task D05_STS_is_asked_where_the_services_section_of_the_profile_says()
    {
        await using LoopbackService tokens = await LoopbackService.StartAsync(Answer.Empty(403));
        using Variables files = Config(
            $"[profile x]\nregion = us-east-1\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = keys\n"
                + "services = mine\n[profile keys]\naws_access_key_id = AKIDSOURCE\naws_secret_access_key = s\n"
                + $"[services mine]\nsts =\n  endpoint_url = {tokens.Endpoint}\n"
        );

        Assert.Contains("could not be assumed", await FailureAsync("x"), StringComparison.Ordinal);
        Assert.Contains("AKIDSOURCE", tokens.Requests[0].Header("Authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task D07_A_service_on_this_machine_needs_neither_credentials_nor_a_region()
    {
        using Variables files = Config("");
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Empty(204));
        using GlacierClient client = GlacierClient.Create(new() { EndpointUrl = service.Endpoint });

        await client.DeleteVaultAsync("v", default);

        Assert.Equal("us-east-1", client.Region);
        Assert.Contains("/us-east-1/", Signature.Parse(service.Request).Credential, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D08_A_wrong_secret_is_told_without_the_canonical_request()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(
            Answer.Error(
                403,
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided. Check your AWS "
                    + "Secret Access Key "
                    + "and signing method. Consult the service documentation for details.\\n\\nThe Canonical "
                    + "String for this "
                    + "request should have been\\n'GET\\n/-/vaults\\n\\nhost:h'\\n\\nThe String-to-Sign should "
                    + "have been\\n'AWS4'"
            )
        );
        using GlacierClient client = Clients.For(service);

        var e = await Assert.ThrowsAsync<InvalidSignatureException>(() => client.DescribeVaultAsync("v", default));

        Assert.StartsWith("The request signature we calculated does not match", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        Assert.DoesNotContain("Canonical", e.Message, StringComparison.Ordinal);
        Assert.Contains("The Canonical String", e.InnerException!.Message, StringComparison.Ordinal);
    }

    private Variables Config(string config, string credentials = "")
    {
        string Write(string name, string text)
        {
            string path = Path.Combine(_folder.FullName, name);
            File.WriteAllText(path, text);
            return path;
        }

        return new Variables(
            ("AWS_CONFIG_FILE", Write("config", config)),
            ("AWS_SHARED_CREDENTIALS_FILE", Write("credentials", credentials))
        );
    }

    private static async Task<string> FailureAsync(string? profile)
    {
        var e = await Assert.ThrowsAsync<GlacierCredentialsException>(async () =>
        {
            using GlacierClient client = GlacierClient.Create(new() { ProfileName = profile, Region = "us-east-1" });
            await client.DescribeVaultAsync("v", default);
        });
        return e.Message;
    }

    private static async Task<SeenRequest> CallAsync(string profile)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Empty(204));
        using GlacierClient client = GlacierClient.Create(
            new() { ProfileName = profile, EndpointUrl = service.Endpoint }
        );
        await client.DeleteVaultAsync("v", default);
        return service.Request;
    }
}
