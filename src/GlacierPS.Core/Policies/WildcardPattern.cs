namespace GlacierPS.Core.Policies;

/// <summary>
/// A text in which <c>*</c> stands for any characters, none included, and <c>?</c> for exactly one. When a match fails,
/// only the last star is tried further on: an earlier one that took the first fit left the most text for those after
/// it. So the time is at most the product of the two lengths, whatever a hostile policy contains.
/// </summary>
internal sealed class WildcardPattern(string pattern, bool ignoreCase = false)
{
    private readonly string _pattern = ignoreCase ? pattern.ToUpperInvariant() : pattern;

    public bool Matches(ReadOnlySpan<char> text)
    {
        int at = 0;
        int next = 0;
        int star = -1;
        int resume = 0;
        while (at < text.Length)
        {
            if (next < _pattern.Length && _pattern[next] == '*')
            {
                star = next++;
                resume = at;
            }
            else if (next < _pattern.Length && Fits(_pattern[next], text[at]))
            {
                at++;
                next++;
            }
            else if (star >= 0)
            {
                next = star + 1;
                at = ++resume;
            }
            else
            {
                return false;
            }
        }

        return _pattern.AsSpan(next).TrimStart('*').IsEmpty;
    }

    private bool Fits(char wanted, char actual) =>
        wanted == '?' || wanted == (ignoreCase ? char.ToUpperInvariant(actual) : actual);
}
