using GlacierPS.Local.Signing;

namespace GlacierPS.Local.Tests.Signing;

/// <summary>Real clients are believed, and their requests may pass through what changes nothing in them.</summary>
public sealed class ClientRequestTests
{
    [Theory]
    [InlineData(ClientRequests.ListVaults)]
    [InlineData(ClientRequests.DeleteArchive)]
    [InlineData(ClientRequests.UploadArchive)]
    [InlineData(ClientRequests.OddVaultName)]
    [InlineData(ClientRequests.NoVaultName)]
    [InlineData(ClientRequests.UploadMultipartPart)]
    [InlineData(ClientRequests.AddTags)]
    [InlineData(ClientRequests.OddQuery)]
    public void What_botocore_signed_is_accepted(string text)
    {
        Caller caller = Verification.OfClients().Accept(WireRequest.Parse(text));

        Assert.Equal(new Caller("eu-west-1", Verification.Account), caller);
    }

    [Theory]
    [InlineData(ClientRequests.CurlListVaults)]
    [InlineData(ClientRequests.CurlInitiateJob)]
    public void What_curl_signed_is_accepted(string text) =>
        Verification.OfClients(ClientRequests.CurlTime).Accept(WireRequest.Parse(text));

    [Fact]
    public void A_key_that_is_known_accepts_and_refuses_as_a_new_one_does()
    {
        Verification verification = Verification.OfClients();
        WireRequest request = WireRequest.Parse(ClientRequests.DeleteArchive);
        for (int i = 0; i < 3; i++)
        {
            verification.Accept(request);
            Assert.Equal("InvalidSignatureException", verification.Refuse(request with { Method = "GET" }).Code);
        }
    }

    [Fact]
    public void The_case_and_order_of_header_names_do_not_matter()
    {
        WireRequest request = WireRequest.Parse(ClientRequests.UploadArchive);

        Verification
            .OfClients()
            .Accept(
                request with
                {
                    Headers =
                    [
                        .. request
                            .Headers.Reverse()
                            .Select(f => KeyValuePair.Create(f.Key.ToUpperInvariant(), f.Value)),
                    ],
                }
            );
    }

    [Fact]
    public void The_order_of_the_query_does_not_matter()
    {
        WireRequest request = WireRequest.Parse(ClientRequests.ListVaults);

        Verification.OfClients().Accept(request with { Query = string.Join('&', request.Query.Split('&').Reverse()) });
    }

    [Theory]
    [InlineData("Credential={0},SignedHeaders={1},Signature={2}")]
    [InlineData("Signature={2}, SignedHeaders={1}, Credential={0}")]
    [InlineData("SignedHeaders={1} ,  Credential={0},Signature={2} ")]
    public void The_parts_of_Authorization_come_in_any_order_with_or_without_blanks(string form)
    {
        WireRequest request = WireRequest.Parse(ClientRequests.ListVaults);
        object[] values =
        [
            .. request["Authorization"]
                .Split(", ")
                .Select(part => part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]),
        ];

        Verification
            .OfClients()
            .Accept(
                request.With(
                    "Authorization",
                    "AWS4-HMAC-SHA256 " + string.Format(System.Globalization.CultureInfo.InvariantCulture, form, values)
                )
            );
    }

    [Fact]
    public void The_region_is_that_of_the_scope_and_the_account_that_of_the_credential()
    {
        var verification = new Verification(
            ClientRequests.BotocoreTime,
            $"{ClientRequests.AccessKey}:{ClientRequests.SecretKey}@999999999999"
        );

        Caller caller = verification.Accept(WireRequest.Parse(ClientRequests.ListVaults));

        Assert.Equal(("eu-west-1", "999999999999"), (caller.Region, caller.AccountId));
    }
}
