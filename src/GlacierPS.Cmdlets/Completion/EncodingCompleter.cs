using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes encodings: those that old lists are likely to be in.</summary>
public sealed class EncodingCompleter : IArgumentCompleter
{
    private static readonly Suggestion[] s_encodings =
    [
        new("utf-8", "Unicode in 8 bits, the default"),
        new("utf-16", "Unicode in 16 bits, as PowerShell 5.1 and Notepad write it"),
        new("Latin1", "Western European, ISO 8859-1"),
        new("windows-1252", "Western European, Windows"),
        new("windows-1251", "Cyrillic, Windows"),
        new("koi8-r", "Cyrillic, Unix"),
        new("iso-8859-2", "Central European, ISO"),
        new("windows-1250", "Central European, Windows"),
        new("shift_jis", "Japanese"),
        new("gb18030", "Chinese, simplified"),
        new("big5", "Chinese, traditional"),
        new("euc-kr", "Korean"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    ) => Suggestion.Matching(s_encodings, new TypedWord(wordToComplete));
}
