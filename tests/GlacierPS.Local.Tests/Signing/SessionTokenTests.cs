using GlacierPS.Local.Http;
using GlacierPS.Local.Signing;

namespace GlacierPS.Local.Tests.Signing;

/// <summary>Temporary credentials: their token is part of them, and has its time.</summary>
public sealed class SessionTokenTests
{
    private const string Keys = $"{ClientRequests.AccessKey}:{ClientRequests.SecretKey}";
    private const string Temporary = $"{Keys}:{ClientRequests.SessionToken}";

    private static readonly WireRequest s_request = WireRequest.Parse(ClientRequests.InitiateJob);

    [Theory]
    [InlineData("")]
    [InlineData(":2026-03-04T05:06:08Z")]
    [InlineData(":2026-03-04T07:06:08+02:00")]
    public void The_right_token_is_accepted_before_it_expires(string expiry)
    {
        Caller caller = new Verification(ClientRequests.BotocoreTime, Temporary + expiry).Accept(s_request);

        Assert.Equal(Verification.Account, caller.AccountId);
    }

    [Fact]
    public void C025_An_expired_session_token_is_403_ExpiredTokenException()
    {
        var verification = new Verification(ClientRequests.BotocoreTime, Temporary + ":2026-03-04T05:06:08Z");
        verification.Accept(s_request);
        verification.Clock.Now += TimeSpan.FromSeconds(1);

        ServiceErrorException error = verification.Refuse(s_request);

        Assert.Equal((403, "ExpiredTokenException"), (error.Status, error.Code));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("FwoGZXIvYXdzEXAMPLE//TOKEN+=")]
    [InlineData("fwoGZXIvYXdzEXAMPLE//TOKEN+==")]
    public void A_missing_or_wrong_token_is_UnrecognizedClientException(string? token)
    {
        WireRequest changed = s_request.Without("X-Amz-Security-Token");

        ServiceErrorException error = new Verification(ClientRequests.BotocoreTime, Temporary).Refuse(
            token is null ? changed : changed.With("X-Amz-Security-Token", token)
        );

        Assert.Equal((400, "UnrecognizedClientException"), (error.Status, error.Code));
    }

    [Fact]
    public void A_token_with_keys_that_have_none_is_UnrecognizedClientException()
    {
        ServiceErrorException error = new Verification(ClientRequests.BotocoreTime, Keys).Refuse(s_request);

        Assert.Equal((400, "UnrecognizedClientException"), (error.Status, error.Code));
    }

    [Fact]
    public void No_answer_tells_a_token_or_a_secret()
    {
        ServiceErrorException error = new Verification(ClientRequests.BotocoreTime, Temporary).Refuse(
            s_request with
            {
                Path = "/-/vaults/other/jobs",
            }
        );

        Assert.StartsWith("The request signature we calculated", error.Message, StringComparison.Ordinal);
        Assert.Contains("\nx-amz-security-token:...\n", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ClientRequests.SessionToken, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ClientRequests.SecretKey, error.Message, StringComparison.Ordinal);
    }
}
