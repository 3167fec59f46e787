using System.Net;
using GlacierPS.Core.Policies;

namespace GlacierPS.Core.Tests.Policies;

public sealed class ConditionTests
{
    /// <summary>A request of 2017-01-31T14:26:33.031Z that has every key.</summary>
    private static readonly PolicyQuestion s_question = Ask.May(
        "DeleteArchive",
        principal: "arn:aws:iam::123456789012:user/dev/Bob"
    ) with
    {
        ArchiveAgeInDays = 365,
        VaultTags = new Dictionary<string, string>
        {
            ["Owner"] = "Archives",
            ["Years"] = "7.5",
            ["Empty"] = "",
            ["owner"] = "other",
        },
        SecureTransport = true,
        SourceIp = IPAddress.Parse("203.0.113.77"),
        UserAgent = "aws-cli/2.15.0 Python/3.11",
        MultiFactorAuthPresent = false,
    };

    [Theory]
    [InlineData("NumericEquals", "364", false)]
    [InlineData("NumericEquals", "365", true)]
    [InlineData("NumericEquals", "365.0", true)]
    [InlineData("NumericNotEquals", "365", false)]
    [InlineData("NumericNotEquals", "-365", true)]
    [InlineData("NumericLessThan", "365", false)]
    [InlineData("NumericLessThan", "365.5", true)]
    [InlineData("NumericLessThanEquals", "365", true)]
    [InlineData("NumericLessThanEquals", "364", false)]
    [InlineData("NumericGreaterThan", "365", false)]
    [InlineData("NumericGreaterThan", "364", true)]
    [InlineData("NumericGreaterThanEquals", "365", true)]
    [InlineData("NumericGreaterThanEquals", "366", false)]
    public void Numbers_compare_as_numbers(string name, string value, bool holds)
    {
        Assert.Equal(holds, Ask.Holds($"'{name}':{{'glacier:ArchiveAgeInDays':'{value}'}}", s_question));
        Assert.Equal(holds, Ask.Holds($"'{name}':{{'glacier:ArchiveAgeInDays':{value}}}", s_question));
    }

    [Theory]
    [InlineData("StringEquals", "Archives", true)]
    [InlineData("StringEquals", "archives", false)]
    [InlineData("StringEquals", "Arch*", false)]
    [InlineData("StringNotEquals", "Archives", false)]
    [InlineData("StringNotEquals", "archives", true)]
    [InlineData("StringEqualsIgnoreCase", "ARCHIVES", true)]
    [InlineData("StringNotEqualsIgnoreCase", "ARCHIVES", false)]
    [InlineData("StringLike", "Arch*", true)]
    [InlineData("StringLike", "arch*", false)]
    [InlineData("StringNotLike", "Arch*", false)]
    [InlineData("StringNotLike", "?", true)]
    [InlineData("NumericEquals", "7", false)]
    [InlineData("NumericNotEquals", "7", true)]
    public void Texts_compare_as_texts(string name, string value, bool holds) =>
        Assert.Equal(holds, Ask.Holds($"'{name}':{{'glacier:ResourceTag/Owner':'{value}'}}", s_question));

    [Theory]
    [InlineData("DateEquals", "2017-01-31T14:26:33.031Z", true)]
    [InlineData("DateEquals", "2017-01-31T15:26:33.031+01:00", true)]
    [InlineData("DateNotEquals", "2017-01-31T14:26:33Z", true)]
    [InlineData("DateLessThan", "2017-02", true)]
    [InlineData("DateLessThan", "2017-01-31T14:26:33.031Z", false)]
    [InlineData("DateLessThanEquals", "2017-01-31T14:26:33.031Z", true)]
    [InlineData("DateGreaterThan", "2017", true)]
    [InlineData("DateGreaterThan", "2017-01-31T14:27Z", false)]
    [InlineData("DateGreaterThan", "1485872792", true)]
    [InlineData("DateGreaterThanEquals", "2017-01-31T14:26:33.031Z", true)]
    [InlineData("DateGreaterThanEquals", "2018-01-01", false)]
    public void Dates_compare_as_moments(string name, string value, bool holds) =>
        Assert.Equal(holds, Ask.Holds($"'{name}':{{'aws:CurrentTime':'{value}'}}", s_question));

    [Theory]
    [InlineData("ArnEquals", "arn:aws:iam::123456789012:user/dev/Bob", true)]
    [InlineData("ArnLike", "arn:aws:iam::*:user/*", true)]
    [InlineData("ArnEquals", "arn:aws:iam::*:user/*", true)]
    [InlineData("ArnLike", "arn:aws:*:user/dev/Bob:*:*:*", false)]
    [InlineData("ArnLike", "arn:*:iam::123456789012:role/*", false)]
    [InlineData("ArnNotEquals", "arn:aws:iam::123456789012:user/dev/Bob", false)]
    [InlineData("ArnNotLike", "arn:aws:iam::123456789012:role/*", true)]
    public void ARNs_compare_part_by_part(string name, string value, bool holds) =>
        Assert.Equal(holds, Ask.Holds($"'{name}':{{'aws:PrincipalArn':'{value}'}}", s_question));

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.77", true)]
    [InlineData("203.0.113.0/24", "203.0.113.77", true)]
    [InlineData("203.0.113.99/24", "203.0.113.77", true)]
    [InlineData("203.0.113.64/27", "203.0.113.77", true)]
    [InlineData("203.0.113.96/27", "203.0.113.77", false)]
    [InlineData("0.0.0.0/0", "203.0.113.77", true)]
    [InlineData("203.0.113.0/24", "::ffff:203.0.113.77", true)]
    [InlineData("2001:db8::/33", "2001:db8:7fff::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::1", false)]
    [InlineData("::/0", "203.0.113.77", false)]
    public void Addresses_compare_by_their_prefix(string range, string address, bool holds)
    {
        PolicyQuestion question = s_question with { SourceIp = IPAddress.Parse(address) };

        Assert.Equal(holds, Ask.Holds($"'IpAddress':{{'aws:SourceIp':'{range}'}}", question));
        Assert.Equal(!holds, Ask.Holds($"'NotIpAddress':{{'aws:SourceIp':'{range}'}}", question));
    }

    [Theory]
    [InlineData("'Bool':{'aws:SecureTransport':'true'}", true)]
    [InlineData("'Bool':{'aws:SecureTransport':false}", false)]
    [InlineData("'Bool':{'aws:MultiFactorAuthPresent':'FALSE'}", true)]
    [InlineData("'Bool':{'aws:UserAgent':'true'}", false)]
    [InlineData("'NumericGreaterThan':{'aws:EpochTime':'1485872792'}", true)]
    [InlineData("'DateLessThan':{'aws:EpochTime':'2017-01-31T14:26:34Z'}", true)]
    [InlineData("'StringLike':{'AWS:useragent':'aws-cli/*'}", true)]
    [InlineData("'StringEquals':{'aws:PrincipalAccount':'123456789012'}", true)]
    [InlineData("'StringLike':{'aws:SourceIp':'203.*'}", true)]
    [InlineData("'StringEquals':{'GLACIER:RESOURCETAG/Owner':'Archives'}", true)]
    [InlineData("'StringEquals':{'glacier:ResourceTag/owner':'other'}", true)]
    [InlineData("'NumericEquals':{'glacier:ResourceTag/YEARS':'7.50'}", true)]
    [InlineData("'Null':{'glacier:ResourceTag/Empty':'false'}", true)]
    public void Keys_are_found_whatever_their_case(string condition, bool holds) =>
        Assert.Equal(holds, Ask.Holds(condition, s_question));

    [Theory]
    [InlineData("'StringEquals':{'glacier:ResourceTag/Owner':['x','Archives']}", true)]
    [InlineData("'StringNotEquals':{'glacier:ResourceTag/Owner':['x','Archives']}", false)]
    [InlineData("'StringNotEquals':{'glacier:ResourceTag/Owner':['x','y']}", true)]
    [InlineData("'NumericEquals':{'glacier:ArchiveAgeInDays':[1,'365']}", true)]
    [InlineData("'StringEquals':{'glacier:ResourceTag/Owner':'Archives','glacier:ResourceTag/Empty':''}", true)]
    [InlineData("'StringEquals':{'glacier:ResourceTag/Owner':'Archives','glacier:ResourceTag/Empty':'x'}", false)]
    [InlineData("'StringEquals':{'glacier:ResourceTag/Owner':'Archives'},'Bool':{'aws:SecureTransport':'true'}", true)]
    [InlineData(
        "'StringEquals':{'glacier:ResourceTag/Owner':'Archives'},'Bool':{'aws:SecureTransport':'false'}",
        false
    )]
    public void All_operators_and_keys_must_hold_but_one_value_will_do(string condition, bool holds) =>
        Assert.Equal(holds, Ask.Holds(condition, s_question));

    [Theory]
    [InlineData("StringEquals", "x", false)]
    [InlineData("StringEqualsIfExists", "x", true)]
    [InlineData("StringNotEquals", "x", true)]
    [InlineData("StringNotEqualsIfExists", "x", true)]
    [InlineData("StringNotEqualsIgnoreCase", "x", true)]
    [InlineData("StringLike", "*", false)]
    [InlineData("StringNotLike", "*", true)]
    [InlineData("NumericEquals", "1", false)]
    [InlineData("NumericNotEquals", "1", true)]
    [InlineData("NumericLessThan", "1", false)]
    [InlineData("NumericLessThanIfExists", "1", true)]
    [InlineData("DateNotEquals", "2017", true)]
    [InlineData("DateGreaterThan", "2017", false)]
    [InlineData("Bool", "false", false)]
    [InlineData("BoolIfExists", "false", true)]
    [InlineData("ArnLike", "arn:aws:iam::*:*", false)]
    [InlineData("ArnNotEquals", "arn:aws:iam::*:*", true)]
    [InlineData("IpAddress", "0.0.0.0/0", false)]
    [InlineData("NotIpAddress", "0.0.0.0/0", true)]
    [InlineData("Null", "true", true)]
    [InlineData("Null", "false", false)]
    [InlineData("ForAnyValue:StringNotEquals", "x", false)]
    [InlineData("ForAnyValue:StringEqualsIfExists", "x", false)]
    [InlineData("ForAllValues:StringEquals", "x", true)]
    [InlineData("ForAllValues:StringNotEquals", "x", true)]
    public void What_a_request_lacks_fits_nothing(string name, string value, bool holds)
    {
        string condition = $"'{name}':{{'glacier:ResourceTag/Absent':'{value}'}}";

        Assert.Equal(holds, Ask.Holds(condition, s_question));
        Assert.Equal(holds, Ask.Holds(condition, s_question with { VaultTags = null }));
    }

    [Theory]
    [InlineData("ForAnyValue:StringEquals", "Archives", true)]
    [InlineData("ForAllValues:StringEquals", "Archives", true)]
    [InlineData("ForAllValues:StringNotEquals", "Archives", false)]
    [InlineData("StringEqualsIfExists", "x", false)]
    public void A_quantifier_changes_nothing_for_the_one_value_of_a_key(string name, string value, bool holds) =>
        Assert.Equal(holds, Ask.Holds($"'{name}':{{'glacier:ResourceTag/Owner':'{value}'}}", s_question));

    [Theory]
    [InlineData("aws:SourceIp", true)]
    [InlineData("aws:UserAgent", true)]
    [InlineData("aws:MultiFactorAuthPresent", true)]
    [InlineData("aws:username", true)]
    [InlineData("glacier:ArchiveAgeInDays", true)]
    [InlineData("aws:CurrentTime", false)]
    [InlineData("aws:EpochTime", false)]
    [InlineData("aws:PrincipalArn", false)]
    [InlineData("aws:PrincipalAccount", false)]
    [InlineData("aws:SecureTransport", false)]
    public void A_bare_request_has_the_keys_that_all_have(string key, bool missing) =>
        Assert.Equal(missing, Ask.Holds($"'Null':{{'{key}':'true'}}", Ask.May("DeleteArchive")));
}
