using GlacierPS.Core.Policies;

namespace GlacierPS.Core.Tests.Policies;

/// <summary>
/// The policies that the developer guide shows for access policies and locks (glacier-api.md §6.10, §6.11, §10).
/// </summary>
public sealed class GuideSamplePolicyTests
{
    private const string Third = "444455556666";

    private static readonly PolicyDocument s_lockByAge = Ask.Policy(
        $$"""
        {"Version":"2012-10-17","Statement":[{"Sid":"deny-by-age","Principal":"*","Effect":"Deny",
          "Action":"glacier:DeleteArchive","Resource":["{{Ask.Vault}}"],
          "Condition":{"NumericLessThan":{"glacier:ArchiveAgeInDays":"365"} } }]}
        """
    );

    private static readonly PolicyDocument s_lockByTag = Ask.Policy(
        $$"""
        {"Version":"2012-10-17","Statement":[
          {"Sid":"hold","Principal":"*","Effect":"Deny","Action":["glacier:DeleteArchive"],"Resource":["{{Ask.Vault}}"],
           "Condition":{"StringLike":{"glacier:ResourceTag/LegalHold":["true",""] } } },
          {"Sid":"young","Principal":{"AWS":"arn:aws:iam::{{Ask.Owner}}:root"},"Effect":"Allow",
           "Action":["glacier:DeleteArchive"],"Resource":["{{Ask.Vault}}"],
           "Condition":{"NumericLessThan":{"glacier:ArchiveAgeInDays":"365"} } }]}
        """
    );

    [Theory]
    [InlineData(0, nameof(PolicyDecision.Deny))]
    [InlineData(364, nameof(PolicyDecision.Deny))]
    [InlineData(365, nameof(PolicyDecision.Silent))]
    [InlineData(4000, nameof(PolicyDecision.Silent))]
    public void A_lock_by_age_denies_deletes_of_younger_archives(long age, string decision)
    {
        Assert.Equal(decision, Ask.Answer(s_lockByAge, Ask.May("DeleteArchive") with { ArchiveAgeInDays = age }));
        Assert.Equal(PolicyDecision.Silent, s_lockByAge.Decide(Ask.May("InitiateJob") with { ArchiveAgeInDays = age }));
    }

    [Theory]
    [InlineData("true", 3, nameof(PolicyDecision.Deny))]
    [InlineData("", 3, nameof(PolicyDecision.Deny))]
    [InlineData("false", 3, nameof(PolicyDecision.Allow))]
    [InlineData(null, 3, nameof(PolicyDecision.Allow))]
    [InlineData(null, 365, nameof(PolicyDecision.Silent))]
    [InlineData("true", 365, nameof(PolicyDecision.Deny))]
    public void A_lock_by_tag_denies_deletes_while_the_hold_is_on(string? hold, long age, string decision)
    {
        var tags = new Dictionary<string, string> { ["Owner"] = "true" };
        if (hold is not null)
        {
            tags["LegalHold"] = hold;
        }

        PolicyQuestion question = Ask.May("DeleteArchive", Ask.Owner) with { ArchiveAgeInDays = age, VaultTags = tags };
        Assert.Equal(decision, Ask.Answer(s_lockByTag, question));
    }

    [Theory]
    [InlineData("UploadArchive", Ask.Other, nameof(PolicyDecision.Allow))]
    [InlineData("CompleteMultipartUpload", Third, nameof(PolicyDecision.Allow))]
    [InlineData("UploadMultipartPart", Third, nameof(PolicyDecision.Silent))]
    [InlineData("UploadArchive", "222222222222", nameof(PolicyDecision.Silent))]
    public void Two_accounts_are_granted_four_actions(string action, string account, string decision)
    {
        PolicyDocument policy = Ask.Policy(
            $$"""
            {"Version":"2012-10-17","Statement":[{"Sid":"uploads",
              "Principal":{"AWS":["arn:aws:iam::123456789012:root","arn:aws:iam::444455556666:root"]},"Effect":"Allow",
              "Action":["glacier:UploadArchive","glacier:InitiateMultipartUpload","glacier:AbortMultipartUpload",
                        "glacier:CompleteMultipartUpload"],"Resource":["{{Ask.Vault}}"]}]}
            """
        );

        Assert.Equal(decision, Ask.Answer(policy, Ask.May(action, account)));
    }

    [Fact]
    public void All_accounts_are_granted_retrieval()
    {
        PolicyDocument policy = Ask.Statement(
            "Allow",
            action: "'Action':['glacier:InitiateJob','glacier:GetJobOutput']",
            resource: $"'Resource':['{Ask.Vault}']"
        );

        Assert.Equal(PolicyDecision.Allow, policy.Decide(Ask.May("InitiateJob", "222222222222")));
        Assert.Equal(PolicyDecision.Allow, policy.Decide(Ask.May("GetJobOutput", Ask.Owner)));
        Assert.Equal(PolicyDecision.Silent, policy.Decide(Ask.May("ListJobs", "222222222222")));
    }

    [Theory]
    [InlineData(true, nameof(PolicyDecision.Allow))]
    [InlineData(false, nameof(PolicyDecision.Silent))]
    [InlineData(null, nameof(PolicyDecision.Silent))]
    public void Deletes_are_granted_with_a_second_factor(bool? present, string decision)
    {
        PolicyDocument policy = Ask.Statement(
            "Allow",
            "'Principal':{'AWS':['arn:aws:iam::123456789012:root']}",
            "'Action':['glacier:Delete*']",
            condition: "'Bool':{'aws:MultiFactorAuthPresent':true}"
        );

        Assert.Equal(decision, Ask.Answer(policy, Ask.May("DeleteArchive") with { MultiFactorAuthPresent = present }));
        Assert.Equal(decision, Ask.Answer(policy, Ask.May("DeleteVault") with { MultiFactorAuthPresent = present }));
    }

    [Fact]
    public void The_owner_is_granted_deletes_as_in_the_sample_exchange()
    {
        PolicyDocument policy = Ask.Policy(
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Define-owner-access-rights\",\"Effect\":\"Allow\","
                + "\"Principal\":{\"AWS\":\"arn:aws:iam::999999999999:root\"},\"Action\":\"glacier:DeleteArchive\","
                + "\"Resource\":\"arn:aws:glacier:us-west-2:999999999999:vaults/examplevault\"}]}"
        );

        Assert.Equal(PolicyDecision.Allow, policy.Decide(Ask.May("DeleteArchive", Ask.Owner)));
        Assert.Equal("Define-owner-access-rights", Assert.Single(policy.Statements).Sid);
    }

    [Theory]
    [InlineData(365, nameof(PolicyDecision.Deny))]
    [InlineData(366, nameof(PolicyDecision.Silent))]
    public void The_lock_of_the_sample_exchange_spells_its_key_in_another_case(long age, string decision)
    {
        PolicyDocument policy = Ask.Statement(
            principal: "'Principal':{'AWS':'arn:aws:iam::999999999999:root'}",
            action: "'Action':'glacier:DeleteArchive'",
            condition: "'NumericLessThanEquals':{'glacier:ArchiveAgeinDays':'365'}"
        );

        Assert.Equal(decision, Ask.Answer(policy, Ask.May("DeleteArchive", Ask.Owner) with { ArchiveAgeInDays = age }));
    }
}
