using System.Runtime.CompilerServices;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Catalog;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>
/// Completes the names of archives by the catalogue, a folder at a time: what begins as the word does, up to the next
/// slash.
/// </summary>
public sealed class ArchiveNameCompleter : ServiceCompleter
{
    private protected override bool SearchesByWord => true;

    private protected override async IAsyncEnumerable<Suggestion> FindAsync(
        GlacierConnection connection,
        string vaultName,
        TypedWord word,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask;
        foreach (
            string name in connection.KnownCatalog(vaultName).NamesAt(word.Text, MostSuggestions, cancellationToken)
        )
        {
            yield return new Suggestion(name, name) { Name = name };
        }
    }
}
