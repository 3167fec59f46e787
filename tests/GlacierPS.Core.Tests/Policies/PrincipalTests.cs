using GlacierPS.Core.Policies;

namespace GlacierPS.Core.Tests.Policies;

public sealed class PrincipalTests
{
    private const string Root = "arn:aws:iam::123456789012:root";
    private const string Bob = "arn:aws:iam::123456789012:user/Bob";
    private const string Alice = "arn:aws:iam::123456789012:user/dev/Alice";
    private const string Role = "arn:aws:iam::123456789012:role/ops/Keeper";
    private const string Session = "arn:aws:sts::123456789012:assumed-role/Keeper/night";

    [Theory]
    [InlineData("*", Bob, true)]
    [InlineData("123456789012", Bob, true)]
    [InlineData(Root, Root, true)]
    [InlineData(Root, Session, true)]
    [InlineData("arn:aws-cn:iam::123456789012:root", Root, true)]
    [InlineData("arn:aws:iam::444455556666:root", Bob, false)]
    [InlineData(Bob, Bob, true)]
    [InlineData(Bob, Alice, false)]
    [InlineData(Bob, Root, false)]
    [InlineData(Alice, Alice, true)]
    [InlineData(Role, Role, true)]
    [InlineData(Role, Session, true)]
    [InlineData("arn:aws:iam::123456789012:role/Other", Session, false)]
    [InlineData("arn:aws:iam::444455556666:role/Keeper", Session, false)]
    [InlineData(Session, Session, true)]
    [InlineData(Session, "arn:aws:sts::123456789012:assumed-role/Keeper/day", false)]
    [InlineData("arn:aws:sts::123456789012:federated-user/Bob", Bob, false)]
    public void A_principal_is_everyone_an_account_or_one_identity(string named, string caller, bool meant)
    {
        PolicyQuestion question = Ask.May("DescribeVault", principal: caller);

        Assert.Equal(
            meant ? PolicyDecision.Deny : PolicyDecision.Silent,
            Ask.Statement(principal: $"'Principal':{{'AWS':'{named}'}}").Decide(question)
        );
        Assert.Equal(
            meant ? PolicyDecision.Silent : PolicyDecision.Allow,
            Ask.Statement("Allow", $"'NotPrincipal':{{'AWS':['{named}']}}").Decide(question)
        );
    }

    [Theory]
    [InlineData($"['{Bob}','{Root}']", Bob, false)]
    [InlineData($"['{Bob}','{Root}']", Alice, true)]
    [InlineData($"['{Bob}','{Root}']", Root, false)]
    [InlineData($"['{Bob}']", Bob, true)]
    [InlineData($"['123456789012']", Root, false)]
    [InlineData($"['{Role}','{Root}']", Session, false)]
    [InlineData("'*'", Alice, false)]
    public void A_denial_of_all_but_some_spares_those_whose_account_is_listed_too(
        string listed,
        string caller,
        bool denied
    ) =>
        Assert.Equal(
            denied ? PolicyDecision.Deny : PolicyDecision.Silent,
            Ask.Statement(principal: $"'NotPrincipal':{{'AWS':{listed}}}")
                .Decide(Ask.May("DescribeVault", principal: caller))
        );
}
