using System.Text.Json;

namespace GlacierPS.Local.Http;

/// <summary>
/// Reads a JSON body. Its Content-Type is not looked at (glacier-api.md §1.3, C013). Size and depth are bounded:
/// nothing that the protocol knows comes near either.
/// </summary>
internal static class JsonRequest
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <exception cref="ServiceErrorException">The body is not a JSON object (C014).</exception>
    public static async Task<JsonDocument> ReadAsync(GlacierRequest request, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = await request.ReadBodyAsync(cancellationToken);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, Options);
        }
        catch (JsonException exception)
        {
            throw ServiceErrors.Serialization($"The body is not valid JSON: {exception.Message}");
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            document.Dispose();
            throw ServiceErrors.Serialization("The body is not a JSON object.");
        }

        return document;
    }

    /// <summary>A string member; null if it is null or absent, which are the same (glacier-api.md §6.6).</summary>
    public static string? Text(this JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out JsonElement member) || member.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return TextOf(member, name);
    }

    /// <summary>An object member; null if it is null or absent.</summary>
    public static JsonElement? Object(this JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out JsonElement member) || member.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return member.ValueKind == JsonValueKind.Object
            ? member
            : throw ServiceErrors.Serialization($"{name} is not an object.");
    }

    /// <summary>The elements of an array member; null if it is null or absent.</summary>
    public static IReadOnlyList<JsonElement>? Array(this JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out JsonElement member) || member.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return member.ValueKind == JsonValueKind.Array
            ? [.. member.EnumerateArray()]
            : throw ServiceErrors.Serialization($"{name} is not an array.");
    }

    /// <summary>The strings of an array member; null if it is null or absent.</summary>
    public static IReadOnlyList<string?>? Texts(this JsonElement parent, string name) =>
        parent.Array(name)?.Select(one => TextOf(one, $"An element of {name}")).ToList();

    /// <summary>A string; null if it is null.</summary>
    /// <param name="element">The value.</param>
    /// <param name="what">What it is, for the error.</param>
    public static string? TextOf(JsonElement element, string what)
    {
        if (element.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return element.ValueKind == JsonValueKind.String
            ? Decode(element.GetString, what)
            : throw ServiceErrors.Serialization($"{what} is not a string.");
    }

    /// <summary>The name of a member that may have any.</summary>
    public static string NameOf(JsonProperty member) => Decode(() => member.Name, "A key")!;

    private static string? Decode(Func<string?> read, string what)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException exception)
        {
            // Half a surrogate pair, which no text has.
            throw ServiceErrors.Serialization($"{what} is not valid text: {exception.Message}");
        }
    }
}
