using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace GlacierPS.Local.Tags;

/// <summary>What may be a vault's tag, and how many there may be (glacier-api.md §6.2).</summary>
internal static class TagRules
{
    /// <summary>Tags of a vault, at most (D3).</summary>
    public const int MaxPerVault = 50;

    /// <summary>Tags or keys in one call, at most; at least one.</summary>
    public const int MaxPerCall = 10;

    /// <summary>Unicode characters in a key, at most; at least one.</summary>
    public const int MaxKeyLength = 128;

    /// <summary>Unicode characters in a value, at most; it may be empty (C077).</summary>
    public const int MaxValueLength = 255;

    private const string ReservedPrefix = "aws:";

    /// <summary>
    /// Whether AddTagsToVault may carry these tags; if not, it is a 400 InvalidParameterValueException.
    /// </summary>
    /// <param name="tags">As they were sent; null if there are none. Of a key sent twice the last counts, as in
    /// JSON.</param>
    /// <param name="reason">A sentence that tells what is wrong.</param>
    public static bool AreValid(
        [NotNullWhen(true)] IReadOnlyDictionary<string, string?>? tags,
        [NotNullWhen(false)] out string? reason
    )
    {
        reason =
            CountViolation(tags?.Count ?? 0)
            ?? tags!
                .Select(tag => KeyViolation(tag.Key) ?? ValueViolation(tag.Key, tag.Value))
                .FirstOrDefault(violation => violation is not null);
        return reason is null;
    }

    /// <summary>
    /// Whether RemoveTagsFromVault may carry these keys. "Unknown keys are no error", which those are that no tag could
    /// have; an empty one is a slip of the pen.
    /// </summary>
    /// <param name="keys">As they were sent; null if there are none.</param>
    /// <param name="reason">A sentence that tells what is wrong.</param>
    public static bool AreValidKeys(
        [NotNullWhen(true)] IReadOnlyList<string?>? keys,
        [NotNullWhen(false)] out string? reason
    )
    {
        reason =
            CountViolation(keys?.Count ?? 0)
            ?? (keys!.Any(string.IsNullOrEmpty) ? "A tag's key must not be empty." : null);
        return reason is null;
    }

    /// <summary>
    /// The tags of a vault after more were added, those with the same key replaced; none of them if they would be too
    /// many: "overflow is 400 LimitExceededException; all-or-nothing".
    /// </summary>
    /// <param name="current">The vault's tags; not changed.</param>
    /// <param name="added">Valid tags.</param>
    /// <param name="merged">All of them, if there is room.</param>
    public static bool TryMerge(
        IReadOnlyDictionary<string, string> current,
        IReadOnlyDictionary<string, string> added,
        [NotNullWhen(true)] out IReadOnlyDictionary<string, string>? merged
    )
    {
        var all = new Dictionary<string, string>(current, StringComparer.Ordinal);
        foreach ((string key, string value) in added)
        {
            all[key] = value;
        }

        merged = all.Count <= MaxPerVault ? all : null;
        return merged is not null;
    }

    private static string? CountViolation(int count) =>
        count is >= 1 and <= MaxPerCall ? null : $"A request must have 1 to {MaxPerCall} tags, not {count}.";

    private static string? KeyViolation(string key) =>
        key.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase)
            ? $"The tag '{key}' begins with {ReservedPrefix}, which is reserved."
        : !HasLength(key, 1, MaxKeyLength) ? $"A tag's key must have 1 to {MaxKeyLength} characters."
        : CharacterViolation(key, key);

    private static string? ValueViolation(string key, string? value) =>
        value is null ? $"The tag '{key}' has no value; an empty text would do."
        : !HasLength(value, 0, MaxValueLength)
            ? $"The value of the tag '{key}' must have at most {MaxValueLength} characters."
        : CharacterViolation(value, key);

    /// <summary>Counts characters beyond U+FFFF once, though they are two of .NET's.</summary>
    private static bool HasLength(string text, int min, int max)
    {
        int length = text.EnumerateRunes().Count();
        return length >= min && length <= max;
    }

    /// <summary>
    /// "Letters, digits, space and _ . / = + - @". Half a surrogate pair reads as U+FFFD, which is none of them.
    /// </summary>
    private static string? CharacterViolation(string text, string key)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (
                !Rune.IsLetterOrDigit(rune)
                && !(rune.IsAscii && " _./=+-@".Contains((char)rune.Value, StringComparison.Ordinal))
            )
            {
                return $"The tag '{key}' has the character U+{rune.Value:X4}. "
                    + "Use letters, digits, spaces and _ . / = + - @ only.";
            }
        }

        return null;
    }
}
