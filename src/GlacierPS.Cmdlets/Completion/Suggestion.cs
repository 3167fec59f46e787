using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Something that a parameter may be completed to.</summary>
/// <param name="Text">The text that is inserted.</param>
/// <param name="ToolTip">Distinguishes it from others.</param>
internal sealed record Suggestion(string Text, string ToolTip)
{
    // IDs have up to 138 characters; a list shows as many as distinguish them.
    private const int MostShown = 24;

    /// <summary>A name that people know it by; null if it is known by itself.</summary>
    public string? Name { get; init; }

    /// <summary>Those that begin with the word, or have it in their name, in any case; its wildcards count.</summary>
    public static IEnumerable<CompletionResult> Matching(IEnumerable<Suggestion> all, TypedWord word) =>
        [
            .. all.Where(suggestion => word.Begins(suggestion.Text) || (suggestion.Name is { } name && word.IsIn(name)))
                .Select(suggestion => suggestion.ToResult()),
        ];

    /// <summary>Says that there may be more than are offered; taken, it leaves the word as it was typed.</summary>
    public static CompletionResult More(Suggestions found, string word)
    {
        string text = found.IsCut
            ? $"… the first {Digits.Of(found.Items.Count)}: type more"
            : "… still looking: press Tab again";
        return new CompletionResult(word.Length > 0 ? word : "''", text, CompletionResultType.Text, text);
    }

    private CompletionResult ToResult() =>
        new(
            Quoted(Text),
            TerminalText.Of(
                Name is { Length: > 0 } ? Name
                : Text.Length > MostShown ? Text[..MostShown] + "…"
                : Text
            ),
            CompletionResultType.ParameterValue,
            TerminalText.Of(ToolTip)
        );

    /// <summary>Glacier's IDs may begin with a hyphen, which alone would be the name of a parameter.</summary>
    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && text[0] != '-' ? text
        : TerminalText.IsPlain(text) ? "'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'"
        : "\"" + string.Concat(text.EnumerateRunes().Select(Escaped)) + "\"";

    /// <summary>What the prompt would act on, or would not show, as PowerShell's escape for it.</summary>
    private static string Escaped(Rune rune) =>
        !TerminalText.IsPlain(rune.ToString()) ? $"`u{{{rune.Value:X}}}"
        : rune.Value is '`' or '$' or '"' or '“' or '”' or '„' ? $"`{rune}"
        : rune.ToString();
}
