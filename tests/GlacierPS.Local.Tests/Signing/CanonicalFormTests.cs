namespace GlacierPS.Local.Tests.Signing;

/// <summary>
/// Requests whose canonical form has to be worked out, signed as one client or another reads the rules.
/// </summary>
public sealed class CanonicalFormTests
{
    private static readonly WireRequest s_plain = WireRequest.Parse(VectorTests.A).Without("Authorization");

    [Theory]
    [InlineData("two  spaces   three", "two spaces three")]
    [InlineData("two  spaces   three", "two  spaces   three")]
    [InlineData("  at the ends\t ", "at the ends")]
    [InlineData("a\ttab \t and blanks", "a tab and blanks")]
    [InlineData("a\ttab", "a\ttab")]
    [InlineData("\"in  quotes\"  not", "\"in quotes\" not")]
    [InlineData("", "")]
    [InlineData("  ", "")]
    public void Header_values_are_trimmed_and_their_spaces_collapsed_or_not(string sent, string canonicalValue)
    {
        const string Names = "host;x-amz-archive-description;x-amz-date;x-amz-glacier-version";
        WireRequest request = s_plain.With("x-amz-archive-description", sent);
        string canonical = Canonical.Of(request.With("x-amz-archive-description", canonicalValue), Names);

        new Verification().Accept(request.With("Authorization", Sign.Authorization(canonical)));
    }

    [Fact]
    public void Values_of_one_name_are_joined_by_commas()
    {
        const string Names = "host;x-amz-date;x-amz-glacier-version;x-amz-meta";
        WireRequest request = s_plain.Plus("x-amz-meta", "one ").Plus("X-Amz-Meta", " two");
        string canonical = Canonical.Of(s_plain.Plus("x-amz-meta", "one,two"), Names);

        new Verification().Accept(request.With("Authorization", Sign.Authorization(canonical)));
    }

    [Fact]
    public void A_signed_Content_Length_counts_even_where_it_is_no_header_field()
    {
        const string Names = "content-length;host;x-amz-date;x-amz-glacier-version";
        WireRequest request = s_plain with { Body = "{}"u8.ToArray() };
        string canonical = Canonical.Of(request.Plus("content-length", "2"), Names);

        new Verification().Accept(request.With("Authorization", Sign.Authorization(canonical)));
    }

    [Theory]
    [InlineData("/-/vaults/v/archives/-a_B.c~", "/-/vaults/v/archives/-a_B.c~")]
    [InlineData("/-/vaults/%C3%A9", "/-/vaults/%25C3%25A9")]
    [InlineData("/-/vaults/a%20b", "/-/vaults/a%2520b")]
    [InlineData("/-/vaults/a%2Fb", "/-/vaults/a%252Fb")]
    [InlineData("/-/vaults/a:b", "/-/vaults/a%253Ab")] // .NET leaves the colon and signs it twice encoded
    [InlineData("/-/vaults/a:b", "/-/vaults/a%3Ab")] // signed as sent, encoded once more
    [InlineData("/-/vaults/a%3ab", "/-/vaults/a%253Ab")]
    [InlineData("/-/vaults/a%3ab", "/-/vaults/a%253ab")]
    [InlineData("/-/vaults/100%", "/-/vaults/100%2525")]
    [InlineData("/-/vaults/é", "/-/vaults/%25C3%25A9")]
    [InlineData("/-/vaults/", "/-/vaults/")]
    [InlineData("/-/vaults//archives", "/-/vaults/archives")]
    [InlineData("/-/vaults//archives", "/-/vaults//archives")]
    [InlineData("/-/vaults/../vaults/./v", "/-/vaults/v")]
    [InlineData("/-/vaults/../vaults/./v", "/-/vaults/../vaults/./v")]
    [InlineData("/-/vaults/.hidden", "/-/vaults/.hidden")]
    [InlineData("/..", "/")]
    public void Paths_are_encoded_twice(string sent, string canonicalPath)
    {
        WireRequest request = s_plain with { Path = sent };

        new Verification().Accept(
            request.With("Authorization", Sign.Authorization(Canonical.Of(request, path: canonicalPath)))
        );
    }

    [Theory]
    [InlineData("limit=2&marker=x", "limit=2&marker=x")]
    [InlineData("marker=x&limit=2", "limit=2&marker=x")]
    [InlineData("a=2&a=1&A=3", "A=3&a=1&a=2")]
    [InlineData("a-b=1&a=1", "a=1&a-b=1")]
    [InlineData(
        "marker=arn:aws:glacier:us-east-1:111122223333:vaults/v",
        "marker=arn%3Aaws%3Aglacier%3Aus-east-1%3A111122223333%3Avaults%2Fv"
    )]
    [InlineData("marker=arn:aws:vaults/v&limit=1", "limit=1&marker=arn:aws:vaults/v")]
    [InlineData("marker=%c3%a9", "marker=%C3%A9")]
    [InlineData("marker=é", "marker=%C3%A9")]
    [InlineData("marker=a+b", "marker=a%20b")]
    [InlineData("marker=a+b", "marker=a+b")]
    [InlineData("marker=%7E%2D", "marker=~-")]
    [InlineData("marker=a=b", "marker=a%3Db")]
    [InlineData("marker=50%", "marker=50%25")]
    [InlineData("completed", "completed=")]
    [InlineData("completed=&&limit=1&", "completed=&limit=1")]
    public void Queries_are_sorted_and_encoded(string sent, string canonicalQuery)
    {
        WireRequest request = s_plain with { Query = sent };

        new Verification().Accept(
            request.With("Authorization", Sign.Authorization(Canonical.Of(request, query: canonicalQuery)))
        );
    }

    [Theory]
    [InlineData("/-/vaults/v", "a=b%2Bc", "/-/vaults/v", "a=b%20c")] // a plus in a value is not a blank
    [InlineData("/-/vaults/a%2Fb", "", "/-/vaults/a/b", "")] // an encoded slash separates nothing
    [InlineData("/-/vaults/V", "", "/-/vaults/v", "")]
    public void What_means_something_else_is_not_what_was_signed(
        string path,
        string query,
        string signedPath,
        string signedQuery
    )
    {
        WireRequest request = s_plain with { Path = path, Query = query };

        Assert.True(
            new Verification().Refuses(
                request.With(
                    "Authorization",
                    Sign.Authorization(Canonical.Of(request, path: signedPath, query: signedQuery))
                )
            )
        );
    }

    [Fact]
    public void A_header_that_was_signed_and_lost_on_the_way_is_noticed()
    {
        WireRequest request = s_plain.Plus("x-amz-archive-description", "kept");
        string canonical = Canonical.Of(request, "host;x-amz-archive-description;x-amz-date;x-amz-glacier-version");

        Assert.True(
            new Verification().Refuses(
                request.Without("x-amz-archive-description").With("Authorization", Sign.Authorization(canonical))
            )
        );
    }
}
