using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Copy;

/// <summary>What S3 takes as the tags of an object.</summary>
internal static class ObjectTags
{
    private const int Most = 10;
    private const int KeyCharacters = 128;
    private const int ValueCharacters = 256;

    /// <summary>Refuses what S3 would refuse, before anything is done.</summary>
    /// <exception cref="GlacierInputException">InvalidTag.</exception>
    public static void Check(IReadOnlyDictionary<string, string> tags)
    {
        string? why =
            tags.Count > Most ? $"there are {tags.Count}, and an object has at most {Most}"
            : tags.Keys.FirstOrDefault(key => key.Length is 0 or > KeyCharacters) is { } key
                ? $"the name '{key}' has {Quantity.Of(key.Length, "character")}, and has to have 1 to {KeyCharacters}"
            : tags.Keys.FirstOrDefault(key => key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)) is { } own
                ? $"'{own}' begins with aws:, which is AWS's own"
            : tags.FirstOrDefault(tag => tag.Value.Length > ValueCharacters).Key is { } name
                ? $"the value of '{name}' has more than {ValueCharacters} characters"
            : tags.FirstOrDefault(tag => !IsAllowed(tag.Key) || !IsAllowed(tag.Value)).Key is { } other
                ? $"'{other}' or its value has other characters than letters, digits, spaces and + - = . _ : / @"
            : null;
        if (why is not null)
        {
            throw new GlacierInputException("InvalidTag", $"The objects cannot have these tags: {why}.");
        }
    }

    private static bool IsAllowed(string text) =>
        text.All(c => char.IsLetterOrDigit(c) || c == ' ' || "+-=._:/@".Contains(c, StringComparison.Ordinal));
}
