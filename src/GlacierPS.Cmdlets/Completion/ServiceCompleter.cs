using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Runtime.CompilerServices;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Protocol;

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
        Suggestions found = Caches
            .GetValue(connection, static _ => new SuggestionCache())
            .Get(
                $"{GetType().Name} {vault}{Place}",
                SearchesByWord ? word.Text : "",
                token => FindAsync(connection, vault, word, token),
                MostSuggestions
            );
        return found.IsPart
            ? [.. Suggestion.Matching(found.Items, word), Suggestion.More(found, wordToComplete)]
            : Suggestion.Matching(found.Items, word);
    }

    private protected virtual bool NeedsVault => true;

    /// <summary>Where it is looked up, if not at the connection's service.</summary>
    private protected virtual string Place => "";

    /// <summary>Whether there may be so many that only those are looked up that fit the word.</summary>
    private protected virtual bool SearchesByWord => false;

    /// <summary>Asks the service, or the catalogue. What it throws is not heard.</summary>
    private protected abstract IAsyncEnumerable<Suggestion> FindAsync(
        GlacierConnection connection,
        string vaultName,
        TypedWord word,
        CancellationToken cancellationToken
    );

    /// <summary>A suggestion for each item of a list that the service gives page by page.</summary>
    private protected static async IAsyncEnumerable<Suggestion> EachOf<T>(
        Func<string?, CancellationToken, Task<Page<T>>> next,
        Func<T, Suggestion> suggest,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (T item in Pages.ItemsAsync(next, cancellationToken))
        {
            yield return suggest(item);
        }
    }

    /// <summary>A suggestion for each item that is at hand.</summary>
    private protected static async IAsyncEnumerable<Suggestion> EachOf<T>(
        IEnumerable<T> items,
        Func<T, Suggestion> suggest
    )
    {
        await Task.CompletedTask;
        foreach (T item in items)
        {
            yield return suggest(item);
        }
    }

    private static GlacierConnection? ConnectionOf(IDictionary parameters) =>
        Unwrap(parameters["Connection"]) as GlacierConnection
        ?? (OwnConnection.Any(parameters.Contains) ? null : SessionConnection.Current);

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: var inner } ? inner : value;
}
