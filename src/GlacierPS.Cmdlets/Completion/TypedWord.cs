using System.Management.Automation;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>What stands before the cursor when Tab is pressed.</summary>
internal sealed class TypedWord
{
    private readonly WildcardPattern? _pattern;

    public TypedWord(string word)
    {
        Text = word.Trim('\'', '"');
        if (WildcardPattern.ContainsWildcardCharacters(Text))
        {
            _pattern = WildcardPattern.Get(Text + "*", WildcardOptions.IgnoreCase | WildcardOptions.Compiled);
        }
    }

    /// <summary>Without its quotes.</summary>
    public string Text { get; }

    /// <summary>Whether it is a pattern.</summary>
    public bool HasWildcards => _pattern is not null;

    /// <summary>Whether a text begins so, or fits its wildcards; capitals do not matter.</summary>
    public bool Begins(string text) =>
        _pattern?.IsMatch(text) ?? text.StartsWith(Text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a name has it anywhere, or fits its wildcards; capitals do not matter.</summary>
    public bool IsIn(string name) => _pattern?.IsMatch(name) ?? name.Contains(Text, StringComparison.OrdinalIgnoreCase);
}
