using GlacierPS.Core.Policies;

namespace GlacierPS.Core.Tests.Policies;

public sealed class VaultActionsTests
{
    [Theory]
    [InlineData("CreateVault")]
    [InlineData("GetDataRetrievalPolicy")]
    [InlineData("SetDataRetrievalPolicy")]
    public void Three_actions_are_no_matter_of_vault_policies(string action) =>
        Assert.Equal(PolicyDecision.Silent, Ask.Statement(action: "'Action':'*'").Decide(Ask.May(action)));

    [Fact]
    public void The_other_thirty_operations_are() =>
        Assert.Equal(
            30,
            VaultActions.Names.Count(action => Ask.Statement().Decide(Ask.May(action)) == PolicyDecision.Deny)
        );

    [Theory]
    [InlineData("DeleteArchive", true, true)]
    [InlineData("InitiateJob", true, true)]
    [InlineData("UploadArchive", false, true)]
    [InlineData("AddTagsToVault", false, true)]
    [InlineData("InitiateVaultLock", false, true)]
    [InlineData("AbortMultipartUpload", false, false)]
    [InlineData("DescribeVault", false, false)]
    [InlineData("ListJobs", false, false)]
    [InlineData("GetJobOutput", false, false)]
    public void Only_some_requests_have_the_age_and_the_tags(string action, bool age, bool tags)
    {
        PolicyQuestion question = Ask.May(action) with
        {
            ArchiveAgeInDays = 1,
            VaultTags = new Dictionary<string, string> { ["a"] = "b" },
        };

        Assert.Equal(age, Ask.Holds("'Null':{'glacier:ArchiveAgeInDays':'false'}", question));
        Assert.Equal(tags, Ask.Holds("'Null':{'glacier:ResourceTag/a':'false'}", question));
    }

    [Theory]
    [InlineData("2016-02-01T14:26:33.031Z", 365)]
    [InlineData("2016-02-01T14:26:33.032Z", 364)]
    [InlineData("2017-01-31T14:26:33.031Z", 0)]
    public void An_age_is_in_whole_days(string created, long days) =>
        Assert.Equal(
            days,
            PolicyQuestion.AgeInDays(
                DateTimeOffset.Parse(created, System.Globalization.CultureInfo.InvariantCulture),
                Ask.May("DeleteArchive").Now
            )
        );
}
