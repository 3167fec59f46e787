using System.Diagnostics;
using GlacierPS.Aws.Buckets;
using GlacierPS.Aws.Configuration;
using GlacierPS.Aws.Tests.Environments;
using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Protocol;
using GlacierPS.StrictBucket;

namespace GlacierPS.Aws.Tests;

/// <summary>
/// Region, endpoint and retries found where other AWS tools find them (see <see cref="AwsEnvironment"/>).
/// </summary>
[Collection(ProcessWide.Name)]
public sealed class SettingsTests
{
    [Theory]
    [InlineData("true")]
    [InlineData(null)]
    public void Without_a_region_the_error_says_what_to_do_even_if_a_metadata_service_never_answers(
        string? metadataDisabled
    )
    {
        using var variables = new Variables(("AWS_EC2_METADATA_DISABLED", metadataDisabled));
        var clock = Stopwatch.StartNew();

        var e = Assert.Throws<GlacierInputException>(() => GlacierClient.Create(new()));

        Assert.Equal("MissingRegion", e.ErrorId);
        Assert.Contains("AWS_REGION", e.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
    }

    [Fact]
    public void A_profiles_endpoint_is_used()
    {
        using GlacierClient client = GlacierClient.Create(new() { ProfileName = "elsewhere" });

        Assert.Equal(new Uri("http://glacier.example:8080/"), client.Endpoint);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_GLACIER")]
    [InlineData("AWS_ENDPOINT_URL", null)]
    public async Task A_bucket_is_looked_for_at_the_environments_endpoint_of_S3(string name, string? other)
    {
        string folder = Directory.CreateTempSubdirectory("strict-bucket-").FullName;
        try
        {
            var strict = new StrictBucket.StrictBucket(folder);
            await using BucketServer server = await BucketServer.StartAsync(strict);
            using var variables = new Variables(
                (name, server.Url.AbsoluteUri),
                (other ?? "AWS_ENDPOINT_URL_OTHER", "http://glacier.invalid")
            );
            using S3Bucket bucket = S3Bucket.Open(
                new BucketOptions
                {
                    Name = strict.Name,
                    Region = Clients.Region,
                    KeySource = () => new AwsKeys(Clients.AccessKey, Clients.SecretKey),
                }
            );
            await bucket.CheckAsync(TestContext.Current.CancellationToken);
            Assert.Equal(1, strict.Faults.Count("ListObjectsV2"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
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
            ("AWS_ENDPOINT_URL", "http://all.example"),
            ("AWS_USE_FIPS_ENDPOINT", "true"),
            ("AWS_MAX_ATTEMPTS", "many")
        );
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
        string? environment,
        int? maxRetries,
        int attempts
    )
    {
        using var variables = new Variables(("AWS_MAX_ATTEMPTS", environment), ("AWS_USE_FIPS_ENDPOINT", "false"));
        await using LoopbackService service = await LoopbackService.StartAsync(
            Answer.Error(500, "ServiceUnavailableException", "m")
        );
        using GlacierClient client = GlacierClient.Create(
            new()
            {
                ProfileName = "tuned",
                EndpointUrl = service.Endpoint,
                MaxRetries = maxRetries,
            }
        );

        await Assert.ThrowsAsync<ServiceUnavailableException>(() => client.DescribeVaultAsync("v", default));

        Assert.Equal(attempts, service.Requests.Count);
    }

    [Fact]
    public async Task The_adaptive_retry_mode_keeps_the_retry_rule()
    {
        using var variables = new Variables(("AWS_RETRY_MODE", "adaptive"));
        await using LoopbackService service = await LoopbackService.StartAsync(
            Answer.Error(500, "ServiceUnavailableException", "m"),
            Answer.Error(400, "LimitExceededException", "m")
        );
        using GlacierClient client = Clients.For(service);

        await Assert.ThrowsAsync<LimitExceededException>(() => client.DescribeVaultAsync("v", default));

        Assert.Equal(2, service.Requests.Count);
    }
}
