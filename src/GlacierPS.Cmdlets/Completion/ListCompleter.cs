using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes with a list that is known without a connection.</summary>
public abstract class ListCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    ) => Suggestion.Matching(All(), new TypedWord(wordToComplete));

    private protected abstract IEnumerable<Suggestion> All();
}
