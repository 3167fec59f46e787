using System.Globalization;

namespace GlacierPS.Core.Policies.Conditions;

/// <summary>
/// The condition keys that a request to this service has (glacier-api.md §6.10). Their names compare without regard to
/// case: the guide's own samples spell both <c>ArchiveAgeInDays</c> and <c>ArchiveAgeinDays</c>.
/// </summary>
internal static class ConditionKeys
{
    private const string ArchiveAge = "glacier:archiveageindays";
    private const string ResourceTag = "glacier:resourcetag/";

    /// <summary>Whether a key is <c>glacier:ArchiveAgeInDays</c>.</summary>
    public static bool IsArchiveAge(string key) => key.Equals(ArchiveAge, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a policy may ask for a key: those of the service, and all of IAM's own, whether this service ever has
    /// them or not.
    /// </summary>
    public static bool IsKnown(string key)
    {
        string name = key.ToLowerInvariant();
        return name == ArchiveAge
            || (name.StartsWith(ResourceTag, StringComparison.Ordinal) && name.Length > ResourceTag.Length)
            || (name.StartsWith("aws:", StringComparison.Ordinal) && name.Length > "aws:".Length);
    }

    /// <summary>The value of a key as a policy sees it; null if this request lacks it.</summary>
    public static string? ValueOf(string key, PolicyQuestion question)
    {
        string name = key.ToLowerInvariant();
        return name switch
        {
            ArchiveAge => VaultActions.HasArchiveAge(question.Action)
                ? question.ArchiveAgeInDays?.ToString(CultureInfo.InvariantCulture)
                : null,
            "aws:currenttime" => question.Now.UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                CultureInfo.InvariantCulture
            ),
            "aws:epochtime" => question.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            "aws:principalarn" => question.PrincipalArn,
            "aws:principalaccount" => question.PrincipalAccount,
            "aws:securetransport" => Text(question.SecureTransport),
            "aws:sourceip" => question.SourceIp?.ToString(),
            "aws:useragent" => question.UserAgent,
            "aws:multifactorauthpresent" => question.MultiFactorAuthPresent is { } present ? Text(present) : null,
            _ when name.StartsWith(ResourceTag, StringComparison.Ordinal)
                    && VaultActions.HasResourceTags(question.Action) => TagValue(
                question.VaultTags,
                key[ResourceTag.Length..]
            ),
            _ => null,
        };
    }

    /// <summary>The tag itself; failing that, one whose key differs in case only, as for all condition keys.</summary>
    private static string? TagValue(IReadOnlyDictionary<string, string>? tags, string key) =>
        tags is null ? null
        : tags.TryGetValue(key, out string? value) ? value
        : tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)
            .FirstOrDefault(tag => tag.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
            .Value;

    private static string Text(bool value) => value ? "true" : "false";
}
