namespace GlacierPS.Core.Policies;

/// <summary>
/// An ARN with wildcards. Each of its six parts is compared by itself, so that a star never reaches over a colon but in
/// the last part, which may have colons of its own.
/// </summary>
internal sealed class ArnPattern
{
    private const int PartCount = 6;
    private readonly WildcardPattern[] _parts;

    private ArnPattern(string[] parts) => _parts = [.. parts.Select(part => new WildcardPattern(part))];

    /// <summary>Reads <c>arn:partition:service:region:account:resource</c>; null if it is not of that form.</summary>
    public static ArnPattern? TryParse(string text) => Split(text) is { } parts ? new ArnPattern(parts) : null;

    /// <summary>
    /// Reads the ARN of a vault or of several, <c>arn:partition:glacier:region:account:vaults/name</c>; null if it can
    /// be of nothing else (glacier-api.md §6.10).
    /// </summary>
    public static ArnPattern? TryParseVault(string text) =>
        Split(text) is [_, var partition, "glacier", var region, var account, var resource]
        && partition.Length > 0
        && region.Length > 0
        && account.Length > 0
        && resource.StartsWith("vaults/", StringComparison.Ordinal)
        && resource.Length > "vaults/".Length
            ? TryParse(text)
            : null;

    public bool Matches(string arn)
    {
        string[]? parts = Split(arn);
        return parts is not null && !_parts.Where((pattern, i) => !pattern.Matches(parts[i])).Any();
    }

    private static string[]? Split(string text)
    {
        string[] parts = text.Split(':', PartCount);
        return parts.Length == PartCount && parts[0] == "arn" ? parts : null;
    }
}
