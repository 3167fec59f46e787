using GlacierPS.Local.Http;
using GlacierPS.Local.Signing;

namespace GlacierPS.Local.Tests.Signing;

/// <summary>A service without credentials believes everyone, and still keeps regions apart.</summary>
public sealed class UncheckedSignaturesTests
{
    private static readonly UncheckedSignatures s_unchecked = new("us-east-1", "111122223333");
    private static readonly WireRequest s_bare = WireRequest.Parse(VectorTests.A).Without("Authorization");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("AWS4-HMAC-SHA256 Credential=anyone")]
    public void A_request_without_a_scope_is_for_the_region_of_the_service(string? authorization)
    {
        WireRequest request = authorization is null ? s_bare : s_bare.With("Authorization", authorization);

        Assert.Equal(new Caller("us-east-1", "111122223333"), s_unchecked.Identify(request.ToRequest(), request.Body));
    }

    [Fact]
    public void A_signed_request_is_for_the_region_of_its_scope_whoever_signed_it()
    {
        GlacierRequest request = s_bare
            .With(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=an/y/one/20120525/eu-west-1/glacier/aws4_request, "
                    + "SignedHeaders=host, Signature=0"
            )
            .ToRequest();

        Assert.Equal("eu-west-1", s_unchecked.Identify(request, []).Region);
    }

    [Fact]
    public void A_region_that_cannot_be_one_is_refused_as_it_would_name_a_folder()
    {
        GlacierRequest request = s_bare
            .With("Authorization", "AWS4-HMAC-SHA256 Credential=anyone/20120525/../glacier/aws4_request")
            .ToRequest();

        Assert.Equal(
            "InvalidSignatureException",
            Assert.Throws<ServiceErrorException>(() => s_unchecked.Identify(request, [])).Code
        );
    }

    [Fact]
    public void An_upload_is_for_the_account_of_the_service_too()
    {
        WireRequest request = WireRequest.Parse(VectorTests.B);

        Assert.Equal(new Caller("us-east-1", "111122223333"), s_unchecked.IdentifyUploader(request.ToRequest()));
    }
}
