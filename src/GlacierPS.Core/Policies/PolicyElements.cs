using System.Text;
using System.Text.Json;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Policies;

/// <summary>
/// Reads JSON that others wrote: nothing twice, nothing unknown, nothing deep, nothing of the wrong kind.
/// </summary>
internal static class PolicyElements
{
    /// <summary>A policy is six deep at most: document, statements, statement, condition, operator, values.</summary>
    private const int MaxDepth = 6;

    /// <exception cref="PolicyViolationException">It is not JSON, or larger or deeper than a policy may be.</exception>
    public static JsonDocument Parse(string json)
    {
        try
        {
            byte[] utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(json);
            return utf8.Length <= PolicyDocument.MaxSize
                ? JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth })
                : throw new PolicyViolationException(
                    $"The policy has {Quantity.Of(utf8.Length, "byte")}; at most "
                        + $"{Digits.Of(PolicyDocument.MaxSize)} are allowed."
                );
        }
        catch (JsonException broken)
        {
            throw new PolicyViolationException(
                $"The policy is not JSON, or too deep, at line {broken.LineNumber + 1}, byte "
                    + $"{broken.BytePositionInLine + 1}.",
                broken
            );
        }
        catch (EncoderFallbackException broken)
        {
            throw new PolicyViolationException(
                $"The policy has half a character at position {broken.Index + 1}.",
                broken
            );
        }
    }

    /// <summary>The members of an object, each name once.</summary>
    public static Dictionary<string, JsonElement> Members(JsonElement element, string what)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new PolicyViolationException($"{what} must be an object.");
        }

        var members = new Dictionary<string, JsonElement>();
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string name = Decoded(() => property.Name, what);
            if (!members.TryAdd(name, property.Value))
            {
                throw new PolicyViolationException($"{what} has '{name}' twice.");
            }
        }

        return members;
    }

    /// <summary>Refuses members that are not among those of the grammar; IAM's names are case-sensitive.</summary>
    public static void Expect(this Dictionary<string, JsonElement> members, string what, params string[] names)
    {
        if (members.Keys.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
        {
            throw new PolicyViolationException($"{what} has an unknown member '{unknown}'.");
        }
    }

    public static string Text(JsonElement element, string what) =>
        element.ValueKind == JsonValueKind.String
            ? Decoded(element.GetString, what)!
            : throw new PolicyViolationException($"{what} must be a string.");

    /// <summary>A string, or an array of at least one.</summary>
    public static List<string> Texts(JsonElement element, string what) =>
        [.. Items(element, what).Select(item => Text(item, what))];

    /// <summary>A string, number or boolean, or an array of at least one: all are compared by their text.</summary>
    public static List<string> Scalars(JsonElement element, string what) =>
        [
            .. Items(element, what)
                .Select(item =>
                    item.ValueKind switch
                    {
                        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => item.GetRawText(),
                        _ => Text(item, what),
                    }
                ),
        ];

    /// <summary>The items of an array of at least one; anything else is its own only item.</summary>
    public static IReadOnlyList<JsonElement> Items(JsonElement element, string what)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            return [element];
        }

        return element.GetArrayLength() > 0
            ? [.. element.EnumerateArray()]
            : throw new PolicyViolationException($"{what} must not be empty.");
    }

    /// <summary>An escape such as \ud800 is JSON, but no text.</summary>
    private static T Decoded<T>(Func<T> decode, string what)
    {
        try
        {
            return decode();
        }
        catch (InvalidOperationException broken)
        {
            throw new PolicyViolationException($"{what} has half a character.", broken);
        }
    }
}
