using System.Globalization;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Naming;

/// <summary>What others wrote is shown as signs, and what people write stays as it is.</summary>
public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("a\u001b[2Jb", "a␛[2Jb")]
    [InlineData("\u001b]52;c;ZXZpbA==\u0007", "␛]52;c;ZXZpbA==␇")]
    [InlineData("one\r\ntwo\tthree\0", "one␍␊two␉three␀")]
    [InlineData("\u007f", "␡")]
    [InlineData("\u009b2J\u0085", "‹U+009B›2J‹U+0085›")]
    [InlineData("photo\u202Egpj.exe", "photo‹U+202E›gpj.exe")]
    [InlineData("\u2066a\u2069\u200Eb\u061C", "‹U+2066›a‹U+2069›‹U+200E›b‹U+061C›")]
    [InlineData("pay\u200Dpal\u200B\uFEFF\u00AD", "pay‹U+200D›pal‹U+200B›‹U+FEFF›‹U+00AD›")]
    [InlineData("a\u2028b\u2029", "a‹U+2028›b‹U+2029›")]
    [InlineData("a\u3164b\u2800", "a‹U+3164›b‹U+2800›")]
    [InlineData("a\uFE0F\uFE0F", "a‹U+FE0F›‹U+FE0F›")]
    public void E11_what_acts_on_a_terminal_or_hides_is_shown_as_a_sign(string text, string shown)
    {
        AssertShown(shown, TerminalText.Of(text));
        Assert.False(TerminalText.IsPlain(text));
    }

    [Fact]
    public void E11_tags_in_which_text_hides_are_shown()
    {
        AssertShown("a‹U+E0041›", TerminalText.Of("a" + char.ConvertFromUtf32(0xE0041)));
        AssertShown("a‹U+E0100›", TerminalText.Of("a" + char.ConvertFromUtf32(0xE0100)));
    }

    [Fact]
    public void E11_half_a_character_is_shown_by_its_code() => AssertShown("a‹U+D800›b", TerminalText.Of("a\uD800b"));

    [Theory]
    [InlineData("photos/2013/dsc_0001.jpg")]
    [InlineData("Übergröße «größer» – naïve café")]
    [InlineData("директория/файл")]
    [InlineData("ملف/صورة")]
    [InlineData("می\u200Cخواهم.txt")]
    [InlineData("क्\u200Dष")]
    [InlineData("家族/写真.jpg")]
    [InlineData("e\u0301te\u0301.txt")]
    [InlineData("\U0001F468\u200D\U0001F469\u200D\U0001F467 family ❤\uFE0F\u200D\U0001F525.png")]
    [InlineData("1\uFE0F\u20E3.txt")]
    public void E11_what_people_write_stays_as_it_is(string name) => Assert.Same(name, TerminalText.Of(name));

    [Fact]
    public void Nothing_is_shown_as_nothing() => Assert.Equal("", TerminalText.Of(null));

    [Fact]
    public void A_text_of_several_lines_keeps_them_and_nothing_else()
    {
        AssertShown("{\r\n  ␛\n}", TerminalText.Lines("{\r\n  \u001b\n}"));
        AssertShown("good␍bad", TerminalText.Lines("good\rbad"));
    }

    [Fact]
    public void Lists_and_records_are_shown_by_their_texts()
    {
        Assert.Equal(new[] { "a␛", "b" }, TerminalText.OfValue(new[] { "a\u001b", "b" }));
        Assert.Equal("R { Name = ␊ }", TerminalText.OfValue(new R("\n")));
        Assert.Equal(3L, TerminalText.OfValue(3L));
        Assert.Null(TerminalText.OfValue(null));
    }

    [Fact]
    public void E11_errors_of_ours_have_no_raw_text_in_their_message() =>
        AssertShown(
            "There is no 'a␛]52;c;x␇'.",
            new GlacierInputException("X", "There is no 'a\u001b]52;c;x\u0007'.").Message
        );

    /// <summary>
    /// Says what was shown by its codes: a failure whose message has such characters as they are is lost on its way to
    /// dotnet test's console, and the run passes.
    /// </summary>
    private static void AssertShown(string expected, string actual) =>
        Assert.True(expected == actual, $"{expected} was expected, and not {Codes(actual)}.");

    private static string Codes(string text) =>
        string.Join(' ', text.Select(c => ((int)c).ToString("X4", CultureInfo.InvariantCulture)));

    private sealed record R(string Name);
}
