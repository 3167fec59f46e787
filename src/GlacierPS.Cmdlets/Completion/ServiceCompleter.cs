using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Runtime.CompilerServices;
using GlacierPS.Cmdlets.Connections;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes with what the service knows, over the connection that the command would use.</summary>
public abstract class ServiceCompleter : IArgumentCompleter
{
    // Enough to choose from; who has more types more than Tab.
    private protected const int MostSuggestions = 500;

    // The session's connection is not that of a call with one of these.
    private static readonly string[] OwnConnection = ["ProfileName", "Region", "EndpointUrl", "AccountId", "LocalPath"];

    private static readonly ConditionalWeakTable<GlacierConnection, SuggestionCache> Caches = [];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        GlacierConnection? connection = ConnectionOf(fakeBoundParameters);
        string vault = NeedsVault ? $"{Unwrap(fakeBoundParameters["VaultName"])}" : "";
        if (connection is null || NeedsVault && vault.Length == 0)
        {
            return [];
        }

        IReadOnlyList<Suggestion> all = Caches.GetValue(connection, static _ => new SuggestionCache())
            .Get($"{GetType().Name} {vault}", token => LoadAsync(connection, vault, token));
        return Suggestion.Matching(all, wordToComplete);
    }

    private protected virtual bool NeedsVault => true;

    /// <summary>Asks the service. What it throws is not heard.</summary>
    private protected abstract IAsyncEnumerable<Suggestion> FindAsync(
        GlacierConnection connection, string vaultName, CancellationToken cancellationToken);

    private async Task<IReadOnlyList<Suggestion>> LoadAsync(
        GlacierConnection connection, string vaultName, CancellationToken cancellationToken)
    {
        var found = new List<Suggestion>();
        await foreach (Suggestion suggestion in FindAsync(connection, vaultName, cancellationToken))
        {
            found.Add(suggestion);
            if (found.Count == MostSuggestions)
            {
                break;
            }
        }

        return found;
    }

    private static GlacierConnection? ConnectionOf(IDictionary parameters) =>
        Unwrap(parameters["Connection"]) as GlacierConnection
        ?? (OwnConnection.Any(parameters.Contains) ? null : SessionConnection.Current);

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: var inner } ? inner : value;
}
