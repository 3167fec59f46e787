using System.Globalization;
using System.Text.Json;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Aws.Wire;

/// <summary>Reading members of Glacier's JSON (glacier-api.md §1.4): null and absent are the same.</summary>
internal static class JsonMembers
{
    public static string? Text(this JsonElement json, string name) => Member(json, name)?.GetString();

    /// <exception cref="FormatException">The member is absent.</exception>
    public static string RequiredText(this JsonElement json, string name) => json.Text(name) ?? throw Missing(name);

    /// <summary>A number, or a string of one: <c>Limit</c> is written either way.</summary>
    public static long? Number(this JsonElement json, string name) =>
        Member(json, name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text => long.Parse(
                text.GetString()!,
                NumberStyles.None,
                CultureInfo.InvariantCulture
            ),
            { } number => number.GetInt64(),
        };

    /// <exception cref="FormatException">The member is absent.</exception>
    public static long RequiredNumber(this JsonElement json, string name) => json.Number(name) ?? throw Missing(name);

    public static bool Flag(this JsonElement json, string name) => Member(json, name)?.GetBoolean() ?? false;

    /// <summary>A date in UTC, with fractions of a second or without.</summary>
    public static DateTime? Date(this JsonElement json, string name) =>
        json.Text(name) is { } text
            ? DateTime.Parse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
            )
            : null;

    /// <exception cref="FormatException">The member is absent.</exception>
    public static DateTime RequiredDate(this JsonElement json, string name) => json.Date(name) ?? throw Missing(name);

    public static Sha256Digest? Digest(this JsonElement json, string name) =>
        json.Text(name) is { } text ? Sha256Digest.Parse(text) : null;

    public static ByteRange? Range(this JsonElement json, string name) =>
        json.Text(name) is not { Length: > 0 } text ? null
        : ByteRange.TryParse(text, out ByteRange range) ? range
        : throw new FormatException($"{name} is '{text}', not a range.");

    /// <summary>One of the names of an enumeration, in any case.</summary>
    public static T? Choice<T>(this JsonElement json, string name)
        where T : struct, Enum =>
        json.Text(name) is not { Length: > 0 } text ? null
        : Enum.TryParse(text, ignoreCase: true, out T value) ? value
        : throw new FormatException($"{name} is '{text}', which is unknown.");

    /// <exception cref="FormatException">The member is absent.</exception>
    public static T RequiredChoice<T>(this JsonElement json, string name)
        where T : struct, Enum => json.Choice<T>(name) ?? throw Missing(name);

    /// <summary>The items of a list, each read.</summary>
    public static IReadOnlyList<T> List<T>(this JsonElement json, string name, Func<JsonElement, T> read) =>
        Member(json, name) is { } list ? [.. list.EnumerateArray().Select(read)] : [];

    /// <summary>Where the next page begins; null on the last.</summary>
    /// <param name="json">The page.</param>
    /// <param name="asked">The marker that the page was asked for with; null for the first page.</param>
    /// <exception cref="FormatException">It begins where this one does: the list would never end.</exception>
    public static string? NextMarker(this JsonElement json, string? asked) =>
        json.Text("Marker") is not { Length: > 0 } marker ? null
        : marker != asked ? marker
        : throw new FormatException("the next page of the list begins where this one does.");

    public static JsonElement? Object(this JsonElement json, string name) => Member(json, name);

    private static JsonElement? Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null ? member : null;

    private static FormatException Missing(string name) => new($"{name} is missing.");
}
