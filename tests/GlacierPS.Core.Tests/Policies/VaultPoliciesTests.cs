using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Core.Policies;

namespace GlacierPS.Core.Tests.Policies;

public sealed class VaultPoliciesTests
{
    private static readonly PolicyDocument s_allow = Ask.Statement("Allow");
    private static readonly PolicyDocument s_deny = Ask.Statement();
    private static readonly PolicyDocument s_silent = Ask.Statement(action: "'Action':'glacier:ListJobs'");

    [Fact]
    public void A_denial_wins_wherever_it_stands_then_an_allowance() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                Gen.ListOf(Gen.Elements(s_allow, s_deny, s_silent, null)).ToArbitrary(),
                policies =>
                    VaultPolicies.Decide(policies, Ask.May("DeleteArchive"))
                    == (
                        policies.Contains(s_deny) ? PolicyDecision.Deny
                        : policies.Contains(s_allow) ? PolicyDecision.Allow
                        : PolicyDecision.Silent
                    )
            )
        );

    [Theory]
    [InlineData("Allow", "Deny")]
    [InlineData("Deny", "Allow")]
    public void A_denial_wins_within_a_policy(string first, string second)
    {
        string Statement(string effect) =>
            $"{{'Effect':'{effect}','Principal':'*','Action':'glacier:*','Resource':'{Ask.Vault}'}}";
        PolicyDocument policy = Ask.Policy($"{{'Statement':[{Statement(first)},{Statement(second)}]}}");

        Assert.Equal(PolicyDecision.Deny, policy.Decide(Ask.May("DeleteArchive")));
    }

    [Fact]
    public void The_owner_may_do_what_is_not_denied_and_others_what_is_allowed()
    {
        PolicyQuestion owner = Ask.May("DeleteArchive", Ask.Owner);
        PolicyQuestion other = Ask.May("DeleteArchive");

        Assert.True(VaultPolicies.Permit([null, null], owner, Ask.Owner));
        Assert.False(VaultPolicies.Permit([null, null], other, Ask.Owner));
        Assert.True(VaultPolicies.Permit([s_allow, null], other, Ask.Owner));
        Assert.False(VaultPolicies.Permit([s_silent, null], other, Ask.Owner));
        Assert.False(VaultPolicies.Permit([s_allow, s_deny], other, Ask.Owner));
        Assert.False(VaultPolicies.Permit([s_allow, s_deny], owner, Ask.Owner));
    }
}
