using System.Text;
using System.Text.Json;

namespace GlacierPS.Core.Protocol;

/// <summary>The rule for the policies of vaults, as far as it can be told here (glacier-api.md §6.10, §6.11).</summary>
public static class PolicyText
{
    /// <summary>
    /// Refuses what is no policy, before any request is made. What it means is for the service to judge.
    /// </summary>
    /// <param name="policy">A JSON object, at most 20 KB in UTF-8.</param>
    /// <exception cref="GlacierInputException">It is empty, not JSON, not an object, has no statement, or is too
    /// long.</exception>
    public static void Check(string? policy)
    {
        if (string.IsNullOrWhiteSpace(policy))
        {
            throw new GlacierInputException("InvalidPolicy", "The policy is empty. Give a policy document in JSON.");
        }

        int bytes = Encoding.UTF8.GetByteCount(policy);
        if (bytes > GlacierLimits.PolicySize)
        {
            throw new GlacierInputException(
                "PolicyTooLong",
                $"The policy has {Quantity.Of(bytes, "byte")}; Glacier keeps at most "
                    + $"{Digits.Of(GlacierLimits.PolicySize)}. Shorten it, or leave out its spaces."
            );
        }

        JsonValueKind kind = KindOf(policy, out bool hasStatement);
        if (kind != JsonValueKind.Object || !hasStatement)
        {
            throw new GlacierInputException(
                "InvalidPolicy",
                kind == JsonValueKind.Object
                    ? "The policy has no \"Statement\". A policy document is "
                        + "{\"Version\":\"2012-10-17\",\"Statement\":[...]}."
                    : $"The policy is a JSON {kind.ToString().ToLowerInvariant()}, not an object. "
                        + "A policy document is {\"Version\":\"2012-10-17\",\"Statement\":[...]}."
            );
        }
    }

    private static JsonValueKind KindOf(string policy, out bool hasStatement)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(policy);
            JsonElement root = document.RootElement;
            hasStatement = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("Statement", out _);
            return root.ValueKind;
        }
        catch (JsonException e)
        {
            throw new GlacierInputException(
                "InvalidPolicy",
                $"The policy is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} is not what "
                    + "belongs there. Mend it.",
                e
            );
        }
    }
}
