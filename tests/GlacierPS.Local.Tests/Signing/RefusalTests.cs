using GlacierPS.Local.Http;

namespace GlacierPS.Local.Tests.Signing;

/// <summary>How requests are refused that are not signed as they should be (glacier-api.md §4).</summary>
public sealed class RefusalTests
{
    private static readonly WireRequest s_vectorA = WireRequest.Parse(VectorTests.A);

    [Fact]
    public void C022_A_signature_with_one_digit_changed_is_403_InvalidSignatureException_of_type_Client()
    {
        WireRequest changed = s_vectorA.With("Authorization", s_vectorA["Authorization"][..^1] + "b");

        ServiceErrorException error = new Verification().Refuse(changed);

        Assert.Equal((403, "InvalidSignatureException"), (error.Status, error.Code));
        using GlacierResponse answer = error.ToResponse();
        Assert.Contains(
            "\"type\":\"Client\"",
            System.Text.Encoding.UTF8.GetString(answer.Body.Span),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_answer_to_a_bad_signature_quotes_what_should_have_been_signed()
    {
        WireRequest changed = s_vectorA with { Path = "/-/vaults/other" };

        ServiceErrorException error = new Verification().Refuse(changed);

        string canonical =
            "PUT\n/-/vaults/other\n\nhost:glacier.us-east-1.amazonaws.com\nx-amz-date:20120525T002453Z\n"
            + "x-amz-glacier-version:2012-06-01\n\nhost;x-amz-date;x-amz-glacier-version\n"
            + Sign.EmptyHash;
        Assert.Equal(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
                + "Access "
                + "Key and signing method. Consult the service documentation for details.\n\n"
                + $"The Canonical String for this request should have been\n'{canonical}'\n\n"
                + "The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20120525T002453Z\n"
                + $"20120525/us-east-1/glacier/aws4_request\n{Sign.Hash(canonical)}'\n",
            error.Message
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void C023_No_authentication_data_is_400_MissingAuthenticationTokenException(string? authorization)
    {
        WireRequest bare = s_vectorA.Without("Authorization");

        ServiceErrorException error = new Verification().Refuse(
            authorization is null ? bare : bare.With("Authorization", authorization)
        );

        Assert.Equal((400, "MissingAuthenticationTokenException"), (error.Status, error.Code));
    }

    [Fact]
    public void C024_An_unknown_access_key_is_UnrecognizedClientException()
    {
        WireRequest foreign = s_vectorA.With(
            "Authorization",
            s_vectorA["Authorization"].Replace(Sign.AccessKey, "AKIASOMEONEELSE", StringComparison.Ordinal)
        );

        ServiceErrorException error = new Verification().Refuse(foreign);

        Assert.Equal((400, "UnrecognizedClientException"), (error.Status, error.Code));
    }

    [Fact]
    public void A_signature_by_another_secret_is_refused()
    {
        ServiceErrorException error = new Verification(credential: $"{Sign.AccessKey}:another").Refuse(s_vectorA);

        Assert.Equal((403, "InvalidSignatureException"), (error.Status, error.Code));
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("AWS4-HMAC-SHA256")]
    [InlineData("AWS4-HMAC-SHA256 ,,,")]
    [InlineData("AWS4-HMAC-SHA256 Credential=")]
    [InlineData("AWS4-HMAC-SHA256 Credential=////, SignedHeaders=host, Signature=00")]
    [InlineData(
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/us-east-1/glacier/aws4_request, SignedHeaders=host, "
            + "Signature=00"
    )]
    [InlineData(
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20120525/us-east-1/glacier/aws4_request, Signature=00"
    )]
    [InlineData(
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20120525/us-east-1/glacier/aws4_request, "
            + "SignedHeaders=host;x-amz-date"
    )]
    [InlineData(
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20120525/us-east-1/glacier/aws4_request, "
            + "SignedHeaders=host;x-amz-date, Signature=00, Signature=01"
    )]
    public void A_malformed_Authorization_is_403_InvalidSignatureException(string authorization)
    {
        ServiceErrorException error = new Verification().Refuse(s_vectorA.With("Authorization", authorization));

        Assert.Equal((403, "InvalidSignatureException"), (error.Status, error.Code));
    }

    [Theory]
    [InlineData(", SignedHeaders", ",, SignedHeaders")]
    [InlineData(", SignedHeaders", ",,SignedHeaders")]
    [InlineData(", SignedHeaders", ", x, SignedHeaders")]
    [InlineData(", SignedHeaders", ", =x, SignedHeaders")]
    [InlineData(", SignedHeaders", ", Extra=x, SignedHeaders")]
    [InlineData(", SignedHeaders", ", credential=x, SignedHeaders")]
    [InlineData(", SignedHeaders", ", SignedHeaders=host, SignedHeaders")]
    [InlineData(" Credential", " ,Credential")]
    [InlineData(" Credential", " Credential=x, Credential")]
    public void An_element_that_is_none_of_the_three_is_refused_in_an_otherwise_good_signature(string good, string bad)
    {
        string authorization = s_vectorA["Authorization"];
        Assert.Contains(good, authorization, StringComparison.Ordinal);
        new Verification().Accept(s_vectorA);

        ServiceErrorException error = new Verification().Refuse(
            s_vectorA.With("Authorization", authorization.Replace(good, bad, StringComparison.Ordinal))
        );

        Assert.Equal((403, "InvalidSignatureException"), (error.Status, error.Code));
    }

    [Fact]
    public void A_comma_after_the_last_element_is_refused() =>
        Assert.Equal(
            "InvalidSignatureException",
            new Verification().Refuse(s_vectorA.With("Authorization", s_vectorA["Authorization"] + ",")).Code
        );

    [Theory]
    [InlineData("20120525/us-east-1/s3/aws4_request", "scoped to correct service: 'glacier'")]
    [InlineData("20120525/us-east-1/glacier/aws5_request", "valid terminator: 'aws4_request'")]
    [InlineData("20120525/..%2f..%2fetc/glacier/aws4_request", "valid region")]
    [InlineData("20120525/US EAST/glacier/aws4_request", "valid region")]
    [InlineData("20120524/us-east-1/glacier/aws4_request", "'20120524' != '20120525', from '20120525T002453Z'")]
    [InlineData("/us-east-1/glacier/aws4_request", "'' != '20120525'")]
    public void A_scope_that_is_not_ours_is_refused_however_well_it_is_signed(string scope, string reason)
    {
        string canonical = Canonical.Of(s_vectorA);

        ServiceErrorException error = new Verification().Refuse(
            s_vectorA.With("Authorization", Sign.Authorization(canonical, scope: scope))
        );

        Assert.Equal("InvalidSignatureException", error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x-amz-date", "Host")]
    [InlineData("host;x-amz-glacier-version", "x-amz-date")]
    public void Headers_that_have_to_be_signed_are(string signedHeaders, string missing)
    {
        string canonical = Canonical.Of(s_vectorA, signedHeaders);

        ServiceErrorException error = new Verification().Refuse(
            s_vectorA.With("Authorization", Sign.Authorization(canonical))
        );

        Assert.Equal($"'{missing}' must be a 'SignedHeader' in the AWS Authorization.", error.Message);
    }

    [Fact]
    public void A_header_of_the_protocol_that_was_added_on_the_way_is_refused()
    {
        ServiceErrorException error = new Verification().Refuse(s_vectorA.Plus("X-Amz-Archive-Description", "mine"));

        Assert.Equal((403, "InvalidSignatureException"), (error.Status, error.Code));
    }

    [Fact]
    public void Headers_that_are_not_of_the_protocol_need_no_signature() =>
        new Verification().Accept(
            s_vectorA.Plus("amz-sdk-invocation-id", "1").Plus("x-amzn-trace-id", "Root=1").Plus("User-Agent", "any")
        );

    [Fact]
    public void A_version_header_without_a_signature_is_let_through_as_curl_and_others_send_it() =>
        new Verification().Accept(
            s_vectorA.With("Authorization", Sign.Authorization(Canonical.Of(s_vectorA, "host;x-amz-date")))
        );

    [Fact]
    public void C026_A_body_that_is_not_the_one_of_x_amz_content_sha256_is_403()
    {
        WireRequest vectorB = WireRequest.Parse(VectorTests.B);
        byte[] other = "Welcome to S3 Glacier."u8.ToArray();

        ServiceErrorException error = new Verification(VectorTests.TimeOfB).Refuse(vectorB with { Body = other });

        Assert.Equal((403, "InvalidSignatureException"), (error.Status, error.Code));
        Assert.Equal(
            "The value passed in as x-amz-content-sha256 does not match the computed payload hash. Computed digest: "
                + $"{Sign.Hash("Welcome to S3 Glacier.")} expected hash: {Sign.Hash("Welcome to Amazon Glacier.")}",
            error.Message
        );
    }

    [Fact]
    public void An_upload_without_x_amz_content_sha256_is_400_MissingParameterValueException()
    {
        WireRequest vectorB = WireRequest.Parse(VectorTests.B).Without("x-amz-content-sha256");

        ServiceErrorException error = Assert.Throws<ServiceErrorException>(() =>
            new Verification(VectorTests.TimeOfB).AcceptUpload(vectorB)
        );

        Assert.Equal((400, "MissingParameterValueException"), (error.Status, error.Code));
    }
}
