using System.Net;
using GlacierPS.Aws.Configuration;
using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Tests;

/// <summary>The errors of glacier-api.md §4 as typed exceptions.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData(403, "AccessDeniedException", typeof(AccessDeniedException), false)]
    [InlineData(400, "BadRequest", typeof(GlacierServiceException), false)]
    [InlineData(403, "ExpiredTokenException", typeof(ExpiredTokenException), false)]
    [InlineData(503, "InsufficientCapacityException", typeof(InsufficientCapacityException), true)]
    [InlineData(400, "InvalidParameterValueException", typeof(InvalidParameterValueException), false)]
    [InlineData(403, "InvalidSignatureException", typeof(InvalidSignatureException), false)]
    [InlineData(400, "LimitExceededException", typeof(LimitExceededException), false)]
    [InlineData(400, "MissingAuthenticationTokenException", typeof(MissingAuthenticationTokenException), false)]
    [InlineData(400, "MissingParameterValueException", typeof(MissingParameterValueException), false)]
    [InlineData(400, "NoLongerSupportedException", typeof(NoLongerSupportedException), false)]
    [InlineData(400, "PolicyEnforcedException", typeof(PolicyEnforcedException), false)]
    [InlineData(408, "RequestTimeoutException", typeof(RequestTimeoutException), true)]
    [InlineData(404, "ResourceNotFoundException", typeof(ResourceNotFoundException), false)]
    [InlineData(400, "SerializationException", typeof(GlacierServiceException), false)]
    [InlineData(500, "ServiceUnavailableException", typeof(ServiceUnavailableException), true)]
    [InlineData(400, "ThrottlingException", typeof(ThrottlingException), true)]
    [InlineData(400, "UnrecognizedClientException", typeof(UnrecognizedClientException), false)]
    public async Task Each_code_has_its_type(int status, string code, Type type, bool canRetry)
    {
        GlacierServiceException e = await Fails(Answer.Error(status, code, "the service's words"));

        Assert.Equal(type, e.GetType());
        Assert.Equal(
            (code, (HttpStatusCode)status, "the service's words", Answer.RequestId, canRetry),
            (e.Code, e.StatusCode, e.Message, e.RequestId, e.CanRetry)
        );
    }

    [Theory]
    [InlineData("""{"message":"m","code":"ResourceNotFoundException","type":"Client"}""")]
    [InlineData("""{"__type":"com.amazonaws.glacier#ResourceNotFoundException","Message":"m"}""")]
    public async Task The_order_and_the_dialect_of_the_body_do_not_matter(string body)
    {
        var e = Assert.IsType<ResourceNotFoundException>(await Fails(Answer.Json(body, 404)));
        Assert.Equal("m", e.Message);
    }

    [Fact]
    public async Task The_code_may_be_in_a_header() =>
        Assert.IsType<ResourceNotFoundException>(
            await Fails(Answer.Empty(404, ("x-amzn-ErrorType", "ResourceNotFoundException:http://glacier")))
        );

    [Theory]
    [InlineData(403, "", "Forbidden")]
    [InlineData(502, "<html>Bad gateway</html>", "BadGateway")]
    [InlineData(404, "null", "NotFound")]
    [InlineData(400, "{\"code\":7}", "BadRequest")]
    [InlineData(418, "[1", "418")]
    public async Task Without_Glaciers_body_the_status_is_the_code(int status, string body, string code)
    {
        GlacierServiceException e = await Fails(Answer.Json(body, status));

        Assert.Equal(
            (code, (HttpStatusCode)status, typeof(GlacierServiceException)),
            (e.Code, e.StatusCode, e.GetType())
        );
        Assert.Contains($"HTTP {status}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_an_error_and_is_not_followed()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(
            Answer.Empty(307, ("Location", "http://127.0.0.1:1/elsewhere"))
        );
        using GlacierClient client = Clients.For(service);

        var e = await Assert.ThrowsAsync<GlacierServiceException>(() => client.DescribeVaultAsync("v", default));

        Assert.Equal(HttpStatusCode.TemporaryRedirect, e.StatusCode);
    }

    [Fact]
    public async Task The_session_token_that_a_refused_signature_is_explained_with_is_not_shown()
    {
        var service = new InMemoryService(
            Answer.Error(
                403,
                "InvalidSignatureException",
                @"The Canonical String for this request should have been\n'GET\n/-/vaults/v\n\nhost:h\nx-amz-security-token:VERY+SECRET/TOKEN==\n\nhost'"
            )
        );
        using GlacierClient client = GlacierClient.Create(
            Clients.Options with
            {
                Transport = () => service,
                SessionToken = "VERY+SECRET/TOKEN==",
            }
        );

        var e = await Assert.ThrowsAsync<InvalidSignatureException>(() => client.DescribeVaultAsync("v", default));

        Assert.Contains("host:h", e.InnerException!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("VERY", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_huge_error_is_not_read_to_its_end()
    {
        GlacierServiceException e = await Fails(new Answer(400, new byte[1 << 20], ("Content-Type", "text/html")));
        Assert.Equal("BadRequest", e.Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task C01_A_token_can_be_renewed_unless_it_was_given_outright(bool isGiven)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(
            Answer.Error(403, "ExpiredTokenException", "Expired.")
        );
        GlacierClientOptions options = Clients.Options with { EndpointUrl = service.Endpoint, MaxRetries = 0 };
        using GlacierClient client = GlacierClient.Create(
            isGiven
                ? options
                : options with
                {
                    AccessKeyId = null,
                    SecretAccessKey = null,
                    SessionToken = null,
                    KeySource = () => new AwsKeys("AKIDEXAMPLE", "secret", "token"),
                }
        );

        var error = await Assert.ThrowsAsync<ExpiredTokenException>(() => client.DescribeVaultAsync("v", default));
        Assert.Equal(!isGiven, error.CanBeRenewed);
    }

    private static async Task<GlacierServiceException> Fails(Answer answer)
    {
        using GlacierClient client = Clients.For(new InMemoryService(answer), maxRetries: 0);
        return await Assert.ThrowsAnyAsync<GlacierServiceException>(() => client.DescribeVaultAsync("v", default));
    }
}
