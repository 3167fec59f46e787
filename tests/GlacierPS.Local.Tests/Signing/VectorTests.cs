using System.Buffers;
using System.Text;
using GlacierPS.Local.Http;
using GlacierPS.Local.Signing;

namespace GlacierPS.Local.Tests.Signing;

/// <summary>The test vectors of glacier-api.md §2.</summary>
public sealed class VectorTests
{
    internal const string A = """
        PUT /-/vaults/examplevault
        Host: glacier.us-east-1.amazonaws.com
        x-amz-date: 20120525T002453Z
        x-amz-glacier-version: 2012-06-01
        Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20120525/us-east-1/glacier/aws4_request, SignedHeaders=host;x-amz-date;x-amz-glacier-version, Signature=3ce5b2f2fffac9262b4da9256f8d086b4aaf42eba5f111c21681a65a127b7c2a

        """;

    internal const string B = """
        POST /-/vaults/examplevault/archives
        Host: glacier.us-east-1.amazonaws.com
        x-amz-date: 20120507T000000Z
        x-amz-glacier-version: 2012-06-01
        x-amz-content-sha256: 726e392cb4d09924dbad1cc0ba3b00c3643d03d14cb4b823e2f041cff612a628
        Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20120507/us-east-1/glacier/aws4_request,SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-glacier-version,Signature=b092397439375d59119072764a1e9a144677c43d9906fd98a5742c57a2855de6

        Welcome to Amazon Glacier.
        """;

    internal const string TimeOfB = "20120507T000000Z";

    [Fact]
    public void C020_Vector_A_is_accepted_with_its_signature()
    {
        Caller caller = new Verification().Accept(WireRequest.Parse(A));

        Assert.Equal(new Caller("us-east-1", Verification.Account), caller);
    }

    [Fact]
    public void C021_Vector_B_is_accepted_with_its_signature_and_its_promise()
    {
        Caller caller = new Verification(TimeOfB).AcceptUpload(WireRequest.Parse(B));

        Assert.Equal(new Caller("us-east-1", Verification.Account), caller);
    }

    [Theory]
    [InlineData(
        A,
        "host;x-amz-date;x-amz-glacier-version",
        Sign.EmptyHash,
        "5f1da1a2d0feb614dd03d71e87928b8e449ac87614479332aced3a701f916743"
    )]
    [InlineData(
        B,
        "host;x-amz-content-sha256;x-amz-date;x-amz-glacier-version",
        "726e392cb4d09924dbad1cc0ba3b00c3643d03d14cb4b823e2f041cff612a628",
        "f3df090abf5698dbe2230b41165a7b8991f9616ef67de13ac283577a02732819"
    )]
    public void The_canonical_request_has_the_hash_of_the_vector(
        string text,
        string signedHeaders,
        string payloadHash,
        string expected
    )
    {
        GlacierRequest request = WireRequest.Parse(text).ToRequest();
        var canonical = new ArrayBufferWriter<byte>();

        CanonicalForms others = CanonicalRequest.Write(
            canonical,
            request,
            [.. request.Headers],
            signedHeaders,
            payloadHash,
            CanonicalForms.Standard
        );

        Assert.Equal(expected, Sign.Hash(Encoding.UTF8.GetString(canonical.WrittenSpan)));
        Assert.Equal(CanonicalForms.Standard, others);
    }

    [Theory]
    [InlineData("20120525", "75fb39ae89095e144a7b5b520c6761dcedc4fe3acf1fc6e51fee65489bfacf74")]
    [InlineData("20120507", "77748921d473e94445578f9d77963996e52400ff6e41eaeff817f39e6c557e40")]
    public void The_signing_key_is_that_of_the_vector(string date, string expected)
    {
        var credential = new Credential(Sign.AccessKey, Sign.SecretKey, null, null, Verification.Account);

        Assert.Equal(expected, Convert.ToHexStringLower(credential.SigningKey(date, "us-east-1")));
    }
}
