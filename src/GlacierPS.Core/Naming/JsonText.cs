using System.Text.Json;

namespace GlacierPS.Core.Naming;

/// <summary>JSON as descriptions have it: small, and not to be trusted.</summary>
internal static class JsonText
{
    /// <summary>The object that a text holds; null if it holds anything else.</summary>
    public static JsonElement? ReadObject(string text) =>
        Read(text) is { ValueKind: JsonValueKind.Object } element ? element : null;

    /// <summary>What a text has between the quotes of a JSON string; null if it could not stand there.</summary>
    public static string? Unescape(string text) =>
        Read('"' + text + '"') is { ValueKind: JsonValueKind.String } element ? StringOf(element) : null;

    /// <summary>A string among the members of an object; null if there is none.</summary>
    public static string? Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? StringOf(value)
            : null;

    private static JsonElement? Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair, which UTF-8 cannot hold.
            return null;
        }
    }

    private static string? StringOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 alone.
            return null;
        }
    }
}
