using System.Text;

namespace GlacierPS.Core.Protocol;

/// <summary>The rule for the tags of vaults (glacier-api.md §6.2).</summary>
public static class TagText
{
    private const string ReservedPrefix = "aws:";
    private const string OtherCharacters = " _./=+-@";

    /// <summary>Refuses a tag that the service would not keep, before any request is made.</summary>
    /// <param name="key">1 to 128 letters, digits, spaces and <c>_ . / = + - @</c>, not beginning with
    /// <c>aws:</c>.</param>
    /// <param name="value">0 to 255 of the same.</param>
    /// <exception cref="GlacierInputException">It is not such a tag.</exception>
    public static void Check(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        if (key.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase))
        {
            throw Invalid(
                $"The tag '{key}' begins with '{ReservedPrefix}', which AWS keeps for itself. Choose another key."
            );
        }

        CheckLength($"The key of the tag '{key}'", key, 1, GlacierLimits.TagKeyLength);
        CheckLength($"The value of the tag '{key}'", value, 0, GlacierLimits.TagValueLength);
        CheckCharacters($"The key of the tag '{key}'", key);
        CheckCharacters($"The value of the tag '{key}'", value);
    }

    private static void CheckLength(string what, string text, int least, int most)
    {
        // Characters beyond U+FFFF count once, though they are two of .NET's.
        int length = text.EnumerateRunes().Count();
        if (length < least || length > most)
        {
            throw Invalid($"{what} has {length} characters; Glacier keeps {least} to {most}.");
        }
    }

    private static void CheckCharacters(string what, string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (
                !Rune.IsLetterOrDigit(rune)
                && !(rune.IsAscii && OtherCharacters.Contains((char)rune.Value, StringComparison.Ordinal))
            )
            {
                throw Invalid(
                    $"{what} has the character U+{rune.Value:X4}; Glacier keeps letters, digits, spaces and _ . / "
                        + "= + - @."
                );
            }
        }
    }

    private static GlacierInputException Invalid(string message) => new("InvalidTag", message);
}
