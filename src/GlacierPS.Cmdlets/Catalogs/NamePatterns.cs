using System.Management.Automation;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>Names as users write them, with wildcards; capitals do not matter.</summary>
internal static class NamePatterns
{
    /// <summary>Whether a name fits one of the patterns; null if there are none, so that every name does.</summary>
    public static Func<string, bool>? Match(string[]? patterns)
    {
        if (patterns is not { Length: > 0 })
        {
            return null;
        }

        WildcardPattern[] compiled =
        [
            .. patterns.Select(text =>
                WildcardPattern.Get(text, WildcardOptions.IgnoreCase | WildcardOptions.Compiled)
            ),
        ];
        return name => Array.Exists(compiled, pattern => pattern.IsMatch(name));
    }
}
