using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;

namespace GlacierPS.Core.Protocol;

/// <summary>
/// Text as it may be shown. Names from a vault and messages of a service are written by others: characters that move
/// the cursor, set the clipboard, turn the direction of what follows, begin a line or hide are shown as signs. A
/// control of ASCII becomes its picture (U+241B for ESC), any other becomes its code point, as in <c>‹U+202E›</c>.
/// </summary>
public static class TerminalText
{
    // Controls of ASCII, DEL and the C1 controls, and all from where format characters begin: soft hyphen.
    private static readonly SearchValues<char> s_plain = SearchValues.Create(
        string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code))
    );

    private const int Picture = 0x2400;
    private const int PictureOfDelete = 0x2421;
    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;

    /// <summary>The text on one line: line ends are shown as signs too.</summary>
    public static string Of(string? text) => Show(text, keepsLines: false);

    /// <summary>
    /// A property's value: texts, and lists and records of them, on one line; anything else as it is.
    /// </summary>
    public static object? OfValue(object? value) =>
        value switch
        {
            string text => Of(text),
            IEnumerable<string> texts => texts.Select(Of).ToArray(),
            null or ValueType or IEnumerable => value,
            _ => Of(value.ToString()),
        };

    /// <summary>A text that may have several lines, such as a policy.</summary>
    public static string Lines(string? text) => Show(text, keepsLines: true);

    /// <summary>Whether a text is shown as it is, on one line.</summary>
    public static bool IsPlain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ReferenceEquals(Of(text), text);
    }

    private static string Show(string? text, bool keepsLines)
    {
        if (text is null || text.AsSpan().IndexOfAnyExcept(s_plain) < 0)
        {
            return text ?? "";
        }

        var shown = new StringBuilder(text.Length);
        bool changed = false;
        Rune before = default;
        for (int i = 0; i < text.Length; )
        {
            bool isRune = Rune.TryGetRuneAt(text, i, out Rune rune);
            int length = isRune ? rune.Utf16SequenceLength : 1;
            bool keeps = isRune && (IsShown(rune, before, text, i + length) || (keepsLines && IsLineEnd(text, i)));
            if (keeps)
            {
                shown.Append(text, i, length);
            }
            else
            {
                shown.Append(Sign(isRune ? rune.Value : text[i]));
            }

            changed |= !keeps;
            before = isRune ? rune : default;
            i += length;
        }

        return changed ? shown.ToString() : text;
    }

    /// <summary>A line feed, or the carriage return before one; another one would write over its line.</summary>
    private static bool IsLineEnd(string text, int at) =>
        text[at] == '\n' || (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n');

    private static string Sign(int code) =>
        code switch
        {
            < ' ' => ((char)(Picture + code)).ToString(),
            0x7F => ((char)PictureOfDelete).ToString(),
            _ => $"‹U+{code:X4}›",
        };

    private static bool IsShown(Rune rune, Rune before, string text, int next) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
            UnicodeCategory.Format => IsNumberSign(rune.Value)
                || (rune.Value is NonJoiner or Joiner && Joins(rune, before, text, next)),
            _ => !IsBlank(rune.Value)
                && (
                    !IsVariationSelector(rune.Value)
                    || Rune.GetUnicodeCategory(before)
                        is not (
                            UnicodeCategory.Control
                            or UnicodeCategory.NonSpacingMark
                            or UnicodeCategory.SpaceSeparator
                            or UnicodeCategory.UppercaseLetter
                            or UnicodeCategory.LowercaseLetter
                        )
                ),
        };

    /// <summary>Format characters that have a shape: signs in front of numbers and verses.</summary>
    private static bool IsNumberSign(int code) =>
        code is (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD;

    /// <summary>Letters, marks and symbols that have no shape: fillers, and the Braille pattern without dots.</summary>
    private static bool IsBlank(int code) =>
        code
            is 0x034F
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or 0x2800
                or 0x3164
                or 0xFFA0
                or (>= 0x180B and <= 0x180D)
                or 0x180F;

    private static bool IsVariationSelector(int code) =>
        code is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    /// <summary>
    /// Whether a joiner stands where it is written: between letters of a script that joins its letters, or, for the one
    /// that joins, between the pictures of an emoji. Elsewhere it only makes two names look the same.
    /// </summary>
    private static bool Joins(Rune joiner, Rune before, string text, int next) =>
        next < text.Length
        && Rune.TryGetRuneAt(text, next, out Rune after)
        && (
            (IsOfJoiningScript(before) && IsOfJoiningScript(after))
            || (joiner.Value == Joiner && IsPictorial(before) && IsPictorial(after))
        );

    /// <summary>Letters and marks from Arabic to Mongolian, the Indic scripts among them.</summary>
    private static bool IsOfJoiningScript(Rune rune) =>
        rune.Value is >= 0x0600 and < 0x18B0
        && (
            Rune.IsLetter(rune)
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        )
        && !IsBlank(rune.Value);

    private static bool IsPictorial(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol
        || rune.Value == 0xFE0F;
}
