using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using GlacierPS.Aws.Configuration;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes the names of AWS profiles, from the shared files.</summary>
public sealed class ProfileNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    ) =>
        Suggestion.Matching(
            ProfileNames.List().Select(name => new Suggestion(name, $"AWS profile {name}")),
            new TypedWord(wordToComplete)
        );
}
