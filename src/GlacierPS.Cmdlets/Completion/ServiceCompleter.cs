using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Runtime.CompilerServices;
using GlacierPS.Cmdlets.Connections;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes with what the service knows, over the connection that the command would use.</summary>
public abstract class ServiceCompleter : IArgumentCompleter
{
    // The most suggestions for one word: longer lists cannot be read at a prompt.
    private protected const int MostSuggestions = 500;

    // A command with one of these parameters uses another connection than the session's.
    private static readonly string[] OwnConnection =
    [
        "ProfileName",
        "Region",
        "EndpointUrl",
        "AccountId",
        "Credential",
        "LocalPath",
    ];

    private static readonly ConditionalWeakTable<GlacierConnection, SuggestionCache> Caches = [];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        GlacierConnection? connection = ConnectionOf(fakeBoundParameters);
        string vault = NeedsVault ? $"{Unwrap(fakeBoundParameters["VaultName"])}" : "";
        if (connection is null || NeedsVault && vault.Length == 0)
        {
            return [];
        }

        var word = new TypedWord(wordToComplete);
        IReadOnlyList<Suggestion> found = Caches
            .GetValue(connection, static _ => new SuggestionCache())
            .Get(
                $"{GetType().Name} {vault}",
                SearchesByWord ? word.Text : "",
                token => FindAsync(connection, vault, word, token),
                MostSuggestions
            );
        return Suggestion.Matching(found, word);
    }

    private protected virtual bool NeedsVault => true;

    /// <summary>Whether there may be so many that only those are looked up that fit the word.</summary>
    private protected virtual bool SearchesByWord => false;

    /// <summary>Asks the service, or the catalogue. What it throws is not heard.</summary>
    private protected abstract IAsyncEnumerable<Suggestion> FindAsync(
        GlacierConnection connection,
        string vaultName,
        TypedWord word,
        CancellationToken cancellationToken
    );

    private static GlacierConnection? ConnectionOf(IDictionary parameters) =>
        Unwrap(parameters["Connection"]) as GlacierConnection
        ?? (OwnConnection.Any(parameters.Contains) ? null : SessionConnection.Current);

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: var inner } ? inner : value;
}
