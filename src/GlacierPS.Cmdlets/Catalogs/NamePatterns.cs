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
    public static CatalogFilter Filter(string[]? patterns) =>
        new() { Name = Match(patterns), NamePatterns = patterns is { Length: > 0 } ? patterns : null };
}
