using GlacierPS.Core.Policies;

namespace GlacierPS.Local.Vaults;

/// <summary>A policy as it was sent, which is how it is given back (glacier-api.md §6.10), and what it says.</summary>
/// <param name="Text">The JSON, not a character changed.</param>
/// <param name="Document">What it says.</param>
internal sealed record StoredPolicy(string Text, PolicyDocument Document)
{
    /// <summary>Takes back a policy that was checked before it was written down.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is none: the journal is damaged, or of another
    /// version.</exception>
    public static StoredPolicy Restore(string text) =>
        PolicyDocument.TryParse(text, out PolicyDocument? document, out string? reason)
            ? new StoredPolicy(text, document)
            : throw new System.Text.Json.JsonException(reason);
}
