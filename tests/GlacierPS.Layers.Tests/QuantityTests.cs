using System.Text.RegularExpressions;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Layers.Tests;

/// <summary>
/// Sentences agree with the numbers in them: <c>1 archive is</c>, and never <c>1 archives</c> or <c>1 archive are</c>.
/// Whoever writes one tries it with several, so that the code is read here.
/// </summary>
public sealed partial class QuantityTests
{
    [Theory]
    [InlineData(0, "0 archives", "0 entries are")]
    [InlineData(1, "1 archive", "1 entry is")]
    [InlineData(2, "2 archives", "2 entries are")]
    [InlineData(1200, "1,200 archives", "1,200 entries are")]
    public void A_number_has_words_that_agree_with_it(long number, string things, string said)
    {
        Assert.Equal(things, Quantity.Of(number, "archive"));
        Assert.Equal(said, Quantity.Of(number, "entry is", "entries are"));
    }

    [Fact]
    public void No_sentence_has_a_number_before_words_that_are_right_for_several_only() =>
        Sources.AssertNone(
            from path in Sources.Below("src")
            from found in Wrong(string.Join('\n', Sources.Lines(path)))
            select $"{path}: {found}"
        );

    [Fact]
    public void Nor_has_a_sentence_of_a_report() =>
        Sources.AssertNone(
            from path in Directory.EnumerateFiles(
                Path.Combine(Sources.Root, "src"),
                "*.js",
                SearchOption.AllDirectories
            )
            where !path.EndsWith(".min.js", StringComparison.Ordinal)
            from found in WrongInReport().Matches(File.ReadAllText(path))
            select $"{path}: {found.Value}"
        );

    [Theory]
    [InlineData("`${number(found)} names`")]
    [InlineData("`${data.years} years`")]
    [InlineData("`${count(data.early[0], 'archive')} of ${size(data.early[1])} are younger`")]
    public void Such_a_sentence_of_a_report_is_found(string code) => Assert.Matches(WrongInReport(), code);

    [Theory]
    [InlineData("$\"{Digits.Of(count)} archives failed\"")]
    [InlineData("$\"{plan.Archives:N0} archives\"")]
    [InlineData("$\"the {Digits.Of(vault.NumberOfArchives)} archives of it\"")]
    [InlineData("$\"{untold} more requests failed\"")]
    [InlineData("$\"{names.Count} names\"")]
    [InlineData("$\"{sameName.Length} are called so\"")]
    [InlineData("$\"{Digits.Of(done)} of {Digits.Of(all)} parts\"")]
    [InlineData("$\"{Digits.Of(done)} of {Quantity.Of(all, \"part\")} are there\"")]
    [InlineData("$\"{Quantity.Of(early, \"archive\")} are younger\"")]
    [InlineData("$\"{Quantity.Of(early, \"archive\")} that are younger\"")]
    [InlineData("$\"{Quantity.Of(early, \"archive\")} of the \"\n    + $\"vault {name} have another name\"")]
    [InlineData("$\"{Quantity.Of(plan.Kept, \"archive\")} of {vault.Name} are kept\"")]
    [InlineData("$\"Left out: {Quantity.Of(moved.Count, \"archive\")} that lie there: restore them\"")]
    [InlineData("Quantity.Of(unproven, \"file\")\n    + \" were decrypted\"")]
    public void Such_a_sentence_is_found(string code) => Assert.NotEmpty(Wrong(code));

    [Theory]
    [InlineData("$\"{Quantity.Of(early, \"archive is\", \"archives are\")} younger\"")]
    [InlineData("$\"{Quantity.Of(early, \"archive\")} failed. They are\"")]
    [InlineData("$\"{Digits.Of(done)} of {Quantity.Of(all, \"part\")} there\"")]
    [InlineData("$\"{Digits.Of(left)} left\"")]
    [InlineData("$\"{ByteSize.Format(bytes)} was sent\"")]
    public void A_sentence_for_any_number_is_not(string code) => Assert.Empty(Wrong(code));

    private static IEnumerable<string> Wrong(string code)
    {
        string joined = BetweenParts().Replace(code, match => match.Groups["open"].Success ? "{Quantity.One} " : "");
        return from rule in (Regex[])[PluralBehindNumber(), VerbBehindQuantity()]
            from match in rule.Matches(joined)
            select match.Value;
    }

    /// <summary>In JavaScript: a number and a plural, or a count without a verb, and one behind it.</summary>
    [GeneratedRegex(
        @"\$\{(?:number\([^{}`]*\)|data\.years)\} (?:[a-z]+[^s\W]s|are|were|have)\b"
            + @"|\$\{count\([^{}`,]*, '[^']*'\)\}(?:\$\{[^{}`]*\}|[^.;:,`$])*?"
            + @" (?:are|is|were|was|have|has|repeats?|do|does)\b"
    )]
    private static partial Regex WrongInReport();

    /// <summary>A literal that goes on on the next line.</summary>
    [GeneratedRegex(
        "(?<open>Quantity\\.Of\\([^()\"]*(?:\\([^()]*\\))?, \"[^\"]*\"\\)\\s*\\+\\s*\\$?\" )|(?<=[^{])\"\\s*\\+\\s*\\$?\""
    )]
    private static partial Regex BetweenParts();

    /// <summary>A number by itself, and behind it a plural, or a verb for several.</summary>
    [GeneratedRegex(
        @"\{(?:Digits\.Of\((?!(?:[\w.]+\.)?Max|GlacierLimits|Reserve)[^{}""]*\)|[\w.\-! ]+:N0|[\w.\-! ]*\b(?:\w*[cC]ount|Length|Archives|Started|left|untold|lost\w*)(?: - \w+)?)\} "
            + @"(?:(?:of|more|other|further|the|these|those) )*(?!its\b|is\b|was\b|has\b|this\b|less\b|bytes/s)(?:[a-z]+[^s\W]s|are|were|have)\b"
    )]
    private static partial Regex PluralBehindNumber();

    /// <summary>A quantity without a verb of its own, and in the same clause one, or a word for several.</summary>
    [GeneratedRegex(
        @"\{Quantity\.(?:One|Of\([^{}""]*, ""[^""{}]*""\))\}(?:\{[^{}""]*\}|[^.;:,""{}])*? (?:are|is|were|was|have|has|go|goes|do|does|them|they|their|these|those|lie|lies)\b"
    )]
    private static partial Regex VerbBehindQuantity();
}
