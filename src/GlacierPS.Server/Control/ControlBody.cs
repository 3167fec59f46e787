using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace GlacierPS.Server.Control;

/// <summary>Reads the body of a request to the control API: a small JSON object.</summary>
internal static class ControlBody
{
    private const int SizeLimit = 64 * 1024;

    /// <exception cref="BadControlRequestException">The body is something else.</exception>
    public static async Task<JsonElement> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = SizeLimit;
        }

        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(
                context.Request.Body,
                new JsonDocumentOptions { MaxDepth = 8 },
                context.RequestAborted
            );
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new BadControlRequestException("The body is not a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new BadControlRequestException($"The body is not valid JSON: {exception.Message}");
        }
        catch (IOException exception)
        {
            throw new BadControlRequestException($"The body cannot be read: {exception.Message}");
        }
    }

    /// <summary>
    /// Refuses members that mean nothing here: one that is spelled wrong would otherwise be passed over.
    /// </summary>
    /// <exception cref="BadControlRequestException">There is one.</exception>
    public static void AllowOnly(JsonElement body, params ReadOnlySpan<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty member in body.EnumerateObject())
        {
            if (!names.Contains(member.Name) || !seen.Add(member.Name))
            {
                throw new BadControlRequestException($"'{member.Name}' means nothing here, or is there twice.");
            }
        }
    }

    /// <summary>A string member; null if it is absent.</summary>
    public static string? Text(JsonElement body, string name) =>
        !body.TryGetProperty(name, out JsonElement member) ? null
        : member.ValueKind == JsonValueKind.String ? member.GetString()
        : throw new BadControlRequestException($"'{name}' is not a string.");

    /// <summary>A member that is a whole number; null if it is absent.</summary>
    public static long? Number(JsonElement body, string name) =>
        !body.TryGetProperty(name, out JsonElement member) ? null
        : member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out long number) ? number
        : throw new BadControlRequestException($"'{name}' is not a whole number.");

    /// <summary>A member that can only be true; false if it is absent.</summary>
    public static bool Flag(JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement member)
        && (
            member.ValueKind == JsonValueKind.True
                ? true
                : throw new BadControlRequestException($"'{name}' can only be true.")
        );
}
