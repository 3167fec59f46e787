using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Tests;

/// <summary>The endpoint rule set of glacier-api.md §1.1.</summary>
public sealed class EndpointTests
{
    [Theory]
    [InlineData("us-east-1", false, false, "https://glacier.us-east-1.amazonaws.com/")]
    [InlineData("eu-central-1", false, false, "https://glacier.eu-central-1.amazonaws.com/")]
    [InlineData("us-east-1", true, false, "https://glacier-fips.us-east-1.amazonaws.com/")]
    [InlineData("us-east-1", false, true, "https://glacier.us-east-1.api.aws/")]
    [InlineData("us-east-1", true, true, "https://glacier-fips.us-east-1.api.aws/")]
    [InlineData("cn-north-1", false, false, "https://glacier.cn-north-1.amazonaws.com.cn/")]
    [InlineData("cn-north-1", true, false, "https://glacier-fips.cn-north-1.amazonaws.com.cn/")]
    [InlineData("cn-northwest-1", false, true, "https://glacier.cn-northwest-1.api.amazonwebservices.com.cn/")]
    [InlineData("us-gov-west-1", false, false, "https://glacier.us-gov-west-1.amazonaws.com/")]
    [InlineData("us-gov-west-1", true, false, "https://glacier.us-gov-west-1.amazonaws.com/")]
    [InlineData("us-gov-east-1", true, true, "https://glacier-fips.us-gov-east-1.api.aws/")]
    [InlineData("us-iso-east-1", false, false, "https://glacier.us-iso-east-1.c2s.ic.gov/")]
    [InlineData("us-isob-east-1", false, false, "https://glacier.us-isob-east-1.sc2s.sgov.gov/")]
    [InlineData("eu-newplace-7", false, false, "https://glacier.eu-newplace-7.amazonaws.com/")]
    public void Each_partition_has_its_host_names(string region, bool fips, bool dualStack, string endpoint)
    {
        using GlacierClient client = GlacierClient.Create(
            Clients.Options with
            {
                Region = region,
                UseFips = fips,
                UseDualStack = dualStack,
            }
        );

        Assert.Equal((new Uri(endpoint), region), (client.Endpoint, client.Region));
    }

    [Fact]
    public void A_custom_endpoint_is_used_as_it_is()
    {
        using GlacierClient client = GlacierClient.Create(
            Clients.Options with
            {
                EndpointUrl = new Uri("http://glacier.test:8080/behind/a/path"),
            }
        );

        Assert.Equal(new Uri("http://glacier.test:8080/behind/a/path"), client.Endpoint);
    }

    [Fact]
    public async Task A_custom_endpoint_with_a_path_is_called_beneath_that_path()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Empty(204));
        using GlacierClient client = GlacierClient.Create(
            Clients.Options with
            {
                EndpointUrl = new Uri(service.Endpoint, "behind/a/path"),
            }
        );

        await client.DeleteVaultAsync("v", default);

        Assert.Equal("/behind/a/path/-/vaults/v", service.Request.Target);
        Signature.AssertAccepted(service.Request);
    }

    [Fact]
    public async Task Requests_are_signed_for_the_region_that_was_named()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Empty(204));
        using GlacierClient client = GlacierClient.Create(
            Clients.Options with
            {
                Region = "eu-west-3",
                EndpointUrl = service.Endpoint,
            }
        );

        await client.DeleteVaultAsync("v", default);

        Signature.AssertAccepted(service.Request, "eu-west-3");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_custom_endpoint_excludes_FIPS_and_dual_stack(bool fips, bool dualStack) =>
        Refuses(
            "EndpointConflict",
            Clients.Options with
            {
                EndpointUrl = new Uri("http://localhost:1"),
                UseFips = fips,
                UseDualStack = dualStack,
            }
        );

    [Theory]
    [InlineData("ftp://localhost")]
    [InlineData("http://user:password@localhost")]
    [InlineData("http://localhost/?a=b")]
    [InlineData("/a/path")]
    public void What_is_not_a_web_address_is_refused(string endpoint) =>
        Refuses(
            "InvalidEndpoint",
            Clients.Options with
            {
                EndpointUrl = new Uri(endpoint, UriKind.RelativeOrAbsolute),
            }
        );

    [Theory]
    [InlineData("us east 1")]
    [InlineData("us-east-1.evil.example")]
    [InlineData("us-east-1/")]
    [InlineData("-")]
    public void What_is_not_a_region_is_refused(string region) =>
        Refuses("InvalidRegion", Clients.Options with { Region = region });

    [Theory]
    [InlineData("")]
    [InlineData("1234")]
    [InlineData("1111-2222-3333")]
    [InlineData("11112222333a")]
    public void What_is_not_an_account_is_refused(string account) =>
        Refuses("InvalidAccountId", Clients.Options with { AccountId = account });

    [Fact]
    public void Impossible_numbers_are_refused()
    {
        Refuses("InvalidOption", Clients.Options with { MaxRetries = -1 });
        Refuses("InvalidOption", Clients.Options with { Timeout = TimeSpan.Zero });
        Refuses("InvalidOption", Clients.Options with { Timeout = TimeSpan.MaxValue });
    }

    private static void Refuses(string errorId, GlacierClientOptions options)
    {
        var e = Assert.Throws<GlacierInputException>(() => GlacierClient.Create(options));
        Assert.Equal(errorId, e.ErrorId);
        Assert.DoesNotContain("password", e.Message, StringComparison.Ordinal);
    }
}
