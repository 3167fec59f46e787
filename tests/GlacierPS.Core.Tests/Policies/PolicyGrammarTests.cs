using GlacierPS.Core.Policies;

namespace GlacierPS.Core.Tests.Policies;

public sealed class PolicyGrammarTests
{
    [Fact]
    public void A_single_statement_needs_no_array_and_no_version()
    {
        PolicyDocument policy = Ask.Policy(
            $"{{'Id':'x','Statement':{{'Effect':'Allow','Principal':'*','Action':'*','Resource':'{Ask.Vault}'}}}}"
        );

        Assert.Equal(PolicyDecision.Allow, policy.Decide(Ask.May("DescribeVault")));
    }

    [Theory]
    [InlineData("'Action':'GLACIER:describevault'", nameof(PolicyDecision.Deny))]
    [InlineData("'Action':'glacier:Describe?ault'", nameof(PolicyDecision.Deny))]
    [InlineData("'Action':['glacier:List*','glacier:DescribeJob']", nameof(PolicyDecision.Silent))]
    [InlineData("'NotAction':['glacier:List*','glacier:DescribeJob']", nameof(PolicyDecision.Deny))]
    [InlineData("'NotAction':'glacier:Describe*'", nameof(PolicyDecision.Silent))]
    public void Actions_are_patterns_without_case(string action, string decision) =>
        Assert.Equal(decision, Ask.Answer(Ask.Statement(action: action), Ask.May("DescribeVault")));

    [Theory]
    [InlineData("'Resource':'arn:aws:glacier:us-west-2:999999999999:vaults/*'", nameof(PolicyDecision.Deny))]
    [InlineData("'Resource':'arn:aws:glacier:us-west-2:999999999999:vaults/example*'", nameof(PolicyDecision.Deny))]
    [InlineData("'Resource':'arn:aws:glacier:*:*:vaults/examplevaul?'", nameof(PolicyDecision.Deny))]
    [InlineData(
        "'Resource':'arn:aws:glacier:us-west-2:999999999999:vaults/Examplevault'",
        nameof(PolicyDecision.Silent)
    )]
    [InlineData(
        "'Resource':['arn:aws:glacier:us-east-1:999999999999:vaults/*','arn:aws:glacier:us-west-2:123456789012:vaults/*']",
        nameof(PolicyDecision.Silent)
    )]
    [InlineData("'NotResource':'arn:aws:glacier:us-east-1:999999999999:vaults/*'", nameof(PolicyDecision.Deny))]
    [InlineData("'NotResource':'arn:aws:glacier:us-west-2:*:vaults/*'", nameof(PolicyDecision.Silent))]
    public void Resources_are_patterns_of_vault_ARNs(string resource, string decision) =>
        Assert.Equal(decision, Ask.Answer(Ask.Statement(resource: resource), Ask.May("DescribeVault")));

    [Theory]
    [InlineData("'Action':'glacier:CreateVault'", "identity policies only")]
    [InlineData("'Action':'glacier:SetDataRetrievalPolicy'", "identity policies only")]
    [InlineData("'Action':'glacier:DeleteArchives'", "no action 'glacier:DeleteArchives'")]
    [InlineData("'Action':'glacier:'", "no action")]
    [InlineData("'Action':'s3:GetObject'", "does not begin with glacier:")]
    [InlineData("'Action':'DeleteArchive'", "does not begin with glacier:")]
    [InlineData("'Action':[]", "must not be empty")]
    [InlineData("'Action':[['glacier:*']]", "must be a string")]
    [InlineData("'Action':null", "must be a string")]
    [InlineData("'Action':'glacier:*','NotAction':'glacier:ListJobs'", "either Action or NotAction")]
    [InlineData("'action':'glacier:*'", "unknown member 'action'")]
    [InlineData("'Sid':'x'", "either Action or NotAction")]
    public void Wrong_actions_are_told(string action, string reason) =>
        Assert.Contains(reason, Ask.Violation(Ask.StatementJson(action: action)), StringComparison.Ordinal);

    [Theory]
    [InlineData("*")]
    [InlineData("arn:aws:s3:::bucket")]
    [InlineData("arn:aws:glacier:us-west-2:999999999999:vaults/")]
    [InlineData("arn:aws:glacier:us-west-2:999999999999:policies/retrieval-limit-policy")]
    [InlineData("arn:aws:glacier:us-west-2:vaults/examplevault")]
    [InlineData("arn:aws:glacier:us-west-2:999999999999:*")]
    [InlineData("arn:aws:glacier::999999999999:vaults/a")]
    [InlineData("examplevault")]
    public void What_is_not_the_ARN_of_a_vault_is_told(string resource) =>
        Assert.Contains(
            "not the ARN of a vault",
            Ask.Violation(Ask.StatementJson(resource: $"'Resource':'{resource}'")),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("'Principal':'arn:aws:iam::123456789012:root'", "must be \"*\" or an object")]
    [InlineData("'Principal':{}", "names no one")]
    [InlineData("'Principal':{'AWS':[]}", "must not be empty")]
    [InlineData("'Principal':{'AWS':'12345678901'}", "'12345678901' is not")]
    [InlineData("'Principal':{'AWS':'arn:aws:iam::*:root'}", "is not *")]
    [InlineData("'Principal':{'AWS':'arn:aws:iam::123456789012:user/*'}", "is not *")]
    [InlineData("'Principal':{'AWS':'arn:aws:iam::123456789012:group/g'}", "is not *")]
    [InlineData("'Principal':{'AWS':'arn:aws:iam::123456789012:user/'}", "is not *")]
    [InlineData("'Principal':{'Service':'sns.amazonaws.com'}", "unknown member 'Service'")]
    [InlineData("'Principal':'*','NotPrincipal':'*'", "either Principal or NotPrincipal")]
    [InlineData("'Sid':'x'", "either Principal or NotPrincipal")]
    public void Wrong_principals_are_told(string principal, string reason) =>
        Assert.Contains(reason, Ask.Violation(Ask.StatementJson(principal: principal)), StringComparison.Ordinal);

    [Theory]
    [InlineData("'NumericLess':{'glacier:ArchiveAgeInDays':'1'}", "NumericLess: there is no such operator")]
    [InlineData("'numericlessthan':{'glacier:ArchiveAgeInDays':'1'}", "no such operator")]
    [InlineData("'NullIfExists':{'glacier:ArchiveAgeInDays':'true'}", "no such operator")]
    [InlineData("'ForSomeValue:StringLike':{'aws:UserAgent':'a'}", "no such operator")]
    [InlineData("'ForAnyValue:Null':{'aws:UserAgent':'true'}", "no such operator")]
    [InlineData("'NumericLessThan':{'glacier:ArchiveAgeInDays':'a year'}", "does not take 'a year'")]
    [InlineData("'NumericLessThan':{'glacier:ArchiveAgeInDays':['1',null]}", "must be a string")]
    [InlineData("'NumericLessThan':{'glacier:ArchiveAgeInDays':[]}", "must not be empty")]
    [InlineData("'NumericLessThan':{'glacier:ArchiveAge':'1'}", "no condition key 'glacier:ArchiveAge'")]
    [InlineData("'NumericLessThan':{'ArchiveAgeInDays':'1'}", "no condition key")]
    [InlineData("'StringLike':{'glacier:ResourceTag/':'1'}", "no condition key")]
    [InlineData("'NumericLessThan':'1'", "must be an object")]
    [InlineData("'DateLessThan':{'aws:CurrentTime':'tomorrow'}", "does not take")]
    [InlineData("'DateLessThan':{'aws:CurrentTime':'2013-02-30'}", "does not take")]
    [InlineData("'Bool':{'aws:SecureTransport':'yes'}", "does not take")]
    [InlineData("'Null':{'aws:SecureTransport':'yes'}", "must be true or false")]
    [InlineData("'ArnLike':{'aws:PrincipalArn':'*'}", "does not take")]
    [InlineData("'IpAddress':{'aws:SourceIp':'203.0.113.0/33'}", "does not take")]
    [InlineData("'IpAddress':{'aws:SourceIp':'10.1'}", "does not take")]
    [InlineData("'IpAddress':{'aws:SourceIp':'10.0.0.0/8/8'}", "does not take")]
    [InlineData("'StringEquals':{'glacier:ResourceTag/a':'${aws:username}'}", "policy variable")]
    public void Wrong_conditions_are_told(string condition, string reason) =>
        Assert.Contains(reason, Ask.Violation(Ask.StatementJson(condition: condition)), StringComparison.Ordinal);

    [Fact]
    public void The_older_version_has_no_variables()
    {
        PolicyDocument policy = Ask.Statement(
            condition: "'StringEquals':{'glacier:ResourceTag/a':'${x}'}",
            version: "2008-10-17"
        );
        var tags = new Dictionary<string, string> { ["a"] = "${x}" };

        Assert.Equal(PolicyDecision.Deny, policy.Decide(Ask.May("DeleteVault") with { VaultTags = tags }));
    }

    [Theory]
    [InlineData("{'Statement':[]}", "Statement must not be empty")]
    [InlineData("{'Version':'2012-10-17'}", "has no Statement")]
    [InlineData("{'Version':'2012-10-18','Statement':[]}", "Version must be")]
    [InlineData("{'Version':20121017,'Statement':[]}", "Version must be a string")]
    [InlineData("{'Statements':[]}", "unknown member 'Statements'")]
    [InlineData("{'Id':1,'Statement':[]}", "Id must be a string")]
    [InlineData("{'Statement':'x'}", "Statement 1 must be an object")]
    [InlineData("{'Statement':[{'Effect':'Permit','Principal':'*','Action':'*','Resource':'x'}]}", "not 'Permit'")]
    [InlineData("{'Statement':[{'Principal':'*','Action':'*','Resource':'x'}]}", "Effect must be Allow or Deny")]
    [InlineData("[]", "The policy must be an object")]
    [InlineData("null", "The policy must be an object")]
    [InlineData("'{}'", "The policy must be an object")]
    [InlineData("", "empty")]
    [InlineData("  ", "empty")]
    [InlineData("{", "not JSON")]
    [InlineData("{} {}", "not JSON")]
    [InlineData("{'Statement':[],}", "not JSON")]
    public void Wrong_documents_are_told(string json, string reason) =>
        Assert.Contains(reason, Ask.Violation(json), StringComparison.Ordinal);

    [Fact]
    public void Two_statements_must_not_share_a_Sid_but_may_have_empty_ones()
    {
        string Two(string sid) =>
            "{'Statement':["
            + string.Join(
                ',',
                Enumerable.Repeat(
                    $"{{'Sid':'{sid}','Effect':'Allow','Principal':'*','Action':'*','Resource':'{Ask.Vault}'}}",
                    2
                )
            )
            + "]}";

        Assert.Contains("the Sid 'a'", Ask.Violation(Two("a")), StringComparison.Ordinal);
        Assert.Equal(2, Ask.Policy(Two("")).Statements.Count);
    }
}
