using System.Management.Automation;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Naming;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>
/// Names with wildcards, compared without regard to letter case, the same in every culture (in Turkish, i is no i
/// otherwise), and in one normalization form.
/// </summary>
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
                WildcardPattern.Get(
                    ComparableName.Of(text),
                    WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant | WildcardOptions.Compiled
                )
            ),
        ];
        return name =>
        {
            string comparable = ComparableName.Of(name);
            return Array.Exists(compiled, pattern => pattern.IsMatch(comparable));
        };
    }

    /// <summary>A filter for archives of such names; one that accepts all if there are none.</summary>
    /// <param name="patterns">Names with wildcards.</param>
    /// <param name="literal">Names in which nothing is a wildcard, which are accepted too.</param>
    public static CatalogFilter Filter(string[]? patterns, string[]? literal = null)
    {
        // PowerShell 7.4's own WildcardPattern.Escape leaves the backtick, which is the sign that escapes.
        string[] all =
        [
            .. patterns ?? [],
            .. (literal ?? []).Select(name =>
                string.Concat(name.Select(c => c is '*' or '?' or '[' or ']' or '`' ? $"`{c}" : $"{c}"))
            ),
        ];
        return new() { Name = Match(all), NamePatterns = all.Length > 0 ? all : null };
    }
}
