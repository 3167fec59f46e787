using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Core.Policies;

namespace GlacierPS.Core.Tests.Policies;

public sealed class HostilePolicyTests
{
    private static readonly string s_valid = Ask.StatementJson(
            principal: "'Principal':{'AWS':['111122223333']}",
            condition: "'NumericLessThan':{'glacier:ArchiveAgeInDays':['365']}"
        )
        .Replace('\'', '"');

    [Fact]
    public void No_damage_to_a_policy_does_more_than_get_it_refused() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3000),
            Prop.ForAll(
                (
                    from at in Gen.Choose(0, s_valid.Length - 1)
                    from cut in Gen.Choose(0, 12)
                    from put in Gen.Elements(
                        "",
                        "\"",
                        "{",
                        "[",
                        "]}",
                        "null",
                        "1e999",
                        "\\ud800",
                        "\ud800",
                        "\"Sid\":1,",
                        "*",
                        "${x}",
                        "\0"
                    )
                    select s_valid[..at] + put + s_valid[Math.Min(at + cut, s_valid.Length)..]
                ).ToArbitrary(),
                json =>
                {
                    bool valid = PolicyDocument.TryParse(json, out PolicyDocument? policy, out string? reason);
                    policy?.Decide(Ask.May("DeleteArchive") with { ArchiveAgeInDays = 1 });
                    return valid == (policy is not null) && valid == (reason is null) && reason != "";
                }
            )
        );

    [Fact]
    public void Deep_JSON_is_refused()
    {
        string deep = "{\"Statement\":" + new string('[', 9000) + new string(']', 9000) + "}";

        Assert.Contains("too deep", Ask.Violation(deep), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'Statement':[],'Statement':[]}", "The policy has 'Statement' twice")]
    [InlineData("{'Statement':[],'\\u0053tatement':[]}", "The policy has 'Statement' twice")]
    [InlineData("{'Statement':{'Effect':'Deny','Effect':'Allow'}}", "Statement 1 has 'Effect' twice")]
    [InlineData("{'Id':'\\ud800','Statement':[]}", "half a character")]
    [InlineData("{'\\ud800':1}", "half a character")]
    public void What_may_be_read_in_two_ways_is_refused(string json, string reason) =>
        Assert.Contains(reason, Ask.Violation(json), StringComparison.Ordinal);

    /// <summary>Not a theory: an attribute cannot hold such a text.</summary>
    [Fact]
    public void Half_a_character_is_refused() =>
        Assert.Contains("half a character at position 8", Ask.Violation("{'Id':'\ud800'}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("'StringLike':{'aws:UserAgent':'a','aws:UserAgent':'b'}", "twice")]
    [InlineData("'StringLike':{'aws:UserAgent':'a'},'StringLike':{'aws:UserAgent':'b'}", "twice")]
    public void No_operator_and_no_key_comes_twice(string condition, string reason) =>
        Assert.Contains(reason, Ask.Violation(Ask.StatementJson(condition: condition)), StringComparison.Ordinal);

    [Fact]
    public void Twenty_KB_are_a_policy_and_one_byte_more_are_not()
    {
        // Counted in bytes: the filling is of two each.
        string frame = Ask.StatementJson(action: "'Sid':'x','Action':'glacier:*'").Replace('\'', '"');
        int room = PolicyDocument.MaxSize - Encoding.UTF8.GetByteCount(frame);
        string full = frame.Replace(
            "\"x\"",
            $"\"x{new string('é', room / 2)}{(room % 2 == 0 ? "" : "x")}\"",
            StringComparison.Ordinal
        );

        Assert.Equal(PolicyDocument.MaxSize, Encoding.UTF8.GetByteCount(full));
        Assert.True(PolicyDocument.TryParse(full, out _, out string? reason), reason);
        Assert.Contains("20,481 bytes; at most 20,480", Ask.Violation(full + " "), StringComparison.Ordinal);
        Assert.Contains("empty", Ask.Violation(new string(' ', 30_000)), StringComparison.Ordinal);
    }
}
