using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Core.Policies;

namespace GlacierPS.Core.Tests.Policies;

public sealed class WildcardPatternTests
{
    /// <summary>Few letters, so that many patterns fit.</summary>
    private static readonly Gen<string> s_text = TextOf("abA");
    private static readonly Gen<string> s_pattern = TextOf("abA*?*");

    [Fact]
    public void Any_pattern_matches_what_its_definition_says() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5000),
            Prop.ForAll(
                (from text in s_text from pattern in s_pattern select (text, pattern)).ToArbitrary(),
                input =>
                    new WildcardPattern(input.pattern).Matches(input.text) == ByDefinition(input.pattern, input.text)
            )
        );

    [Fact]
    public void Without_case_it_is_the_match_of_the_capitals() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1000),
            Prop.ForAll(
                (from text in s_text from pattern in s_pattern select (text, pattern)).ToArbitrary(),
                input =>
                    new WildcardPattern(input.pattern, ignoreCase: true).Matches(input.text)
                    == ByDefinition(input.pattern.ToUpperInvariant(), input.text.ToUpperInvariant())
            )
        );

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("?", "", false)]
    [InlineData("Delete*", "DeleteArchive", true)]
    [InlineData("Delete*", "delete", false)]
    [InlineData("*Vault", "DeleteVaultVault", true)]
    [InlineData("a*b?c", "axxbbyc", true)]
    [InlineData("a.c", "abc", false)]
    [InlineData("[a]", "a", false)]
    public void Only_stars_and_question_marks_are_special(string pattern, string text, bool matches) =>
        Assert.Equal(matches, new WildcardPattern(pattern).Matches(text));

    [Fact]
    public void A_hostile_pattern_takes_no_time()
    {
        var pattern = new WildcardPattern(string.Concat(Enumerable.Repeat("*a", PolicyDocument.MaxSize / 2)) + "b");
        var far = new WildcardPattern("*" + new string('a', 4000) + "b");
        var watch = Stopwatch.StartNew();

        Assert.False(pattern.Matches(new string('a', 8192)));
        Assert.False(far.Matches(new string('a', 8192)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
    }

    private static bool ByDefinition(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        if (pattern.IsEmpty)
        {
            return text.IsEmpty;
        }

        if (pattern[0] == '*')
        {
            return ByDefinition(pattern[1..], text) || (!text.IsEmpty && ByDefinition(pattern, text[1..]));
        }

        return !text.IsEmpty && (pattern[0] == '?' || pattern[0] == text[0]) && ByDefinition(pattern[1..], text[1..]);
    }

    private static Gen<string> TextOf(string letters) =>
        from length in Gen.Choose(0, 9)
        from chars in Gen.ArrayOf(Gen.Elements(letters.ToCharArray()), length)
        select new string(chars);
}
