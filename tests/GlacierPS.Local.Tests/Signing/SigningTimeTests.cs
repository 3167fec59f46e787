using GlacierPS.Local.Http;

namespace GlacierPS.Local.Tests.Signing;

/// <summary>When a request was signed, and how long ago that may be (glacier-api.md §1.3, §2).</summary>
public sealed class SigningTimeTests
{
    private static readonly WireRequest s_vectorA = WireRequest.Parse(VectorTests.A);

    [Theory]
    [InlineData("20120525T002953Z")]
    [InlineData("20120525T001953Z")]
    public void Five_minutes_either_way_are_accepted(string now) => new Verification(now).Accept(s_vectorA);

    [Fact]
    public void Part_of_a_second_more_is_accepted_as_requests_have_whole_ones()
    {
        var verification = new Verification("20120525T002953Z");
        verification.Clock.Now += TimeSpan.FromMilliseconds(999);

        verification.Accept(s_vectorA);
    }

    [Theory]
    [InlineData(
        "20120525T002954Z",
        "Signature expired: 20120525T002453Z is now earlier than 20120525T002454Z (20120525T002954Z - 5 min.)"
    )]
    [InlineData(
        "20120525T001952Z",
        "Signature not yet current: 20120525T002453Z is still later than 20120525T002452Z (20120525T001952Z + 5 min.)"
    )]
    public void A_second_more_than_five_minutes_is_not(string now, string message)
    {
        ServiceErrorException error = new Verification(now).Refuse(s_vectorA);

        Assert.Equal((403, "InvalidSignatureException", message), (error.Status, error.Code, error.Message));
    }

    [Fact]
    public void The_clock_that_counts_is_read_for_each_request()
    {
        var verification = new Verification();
        verification.Accept(s_vectorA);
        verification.Clock.Now += TimeSpan.FromHours(1);

        Assert.StartsWith("Signature expired: ", verification.Refuse(s_vectorA).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void C029_Where_both_dates_are_sent_x_amz_date_counts() =>
        new Verification().Accept(s_vectorA.Plus("Date", "Mon, 07 May 2001 00:00:00 GMT"));

    [Fact]
    public void Date_alone_counts_if_it_is_in_the_basic_form()
    {
        WireRequest request = s_vectorA.Without("x-amz-date").Plus("Date", Sign.Time);
        string canonical = Canonical.Of(request, "date;host;x-amz-glacier-version");

        new Verification().Accept(request.With("Authorization", Sign.Authorization(canonical)));
    }

    [Theory]
    [InlineData("Date", "Fri, 25 May 2012 00:24:53 GMT")]
    [InlineData("x-amz-date", "2012-05-25T00:24:53Z")]
    [InlineData("x-amz-date", "20120525T002453")]
    [InlineData("x-amz-date", "20121325T002453Z")]
    [InlineData("x-amz-date", "")]
    public void Dates_in_another_form_are_refused(string header, string value)
    {
        ServiceErrorException error = new Verification().Refuse(s_vectorA.Without("x-amz-date").With(header, value));

        Assert.Equal("InvalidSignatureException", error.Code);
        Assert.Equal($"Date must be in ISO-8601 'basic format'. Got '{value}'.", error.Message);
    }

    [Fact]
    public void No_date_at_all_is_refused()
    {
        ServiceErrorException error = new Verification().Refuse(s_vectorA.Without("x-amz-date"));

        Assert.Equal((403, "InvalidSignatureException"), (error.Status, error.Code));
    }

    [Fact]
    public void Two_dates_of_one_name_are_refused() =>
        Assert.Equal(
            "InvalidSignatureException",
            new Verification().Refuse(s_vectorA.Plus("X-Amz-Date", Sign.Time)).Code
        );
}
