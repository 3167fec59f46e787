using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes the regions that have Glacier.</summary>
public sealed class RegionCompleter : IArgumentCompleter
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
            GlacierRegions.All.Select(region => new Suggestion(region, region)),
            new TypedWord(wordToComplete)
        );
}
