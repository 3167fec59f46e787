using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Connections;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>
/// Completes the names of archives by the catalogue, a folder at a time: what begins as the word does, up to the next
/// slash.
/// </summary>
public sealed class ArchiveNameCompleter : ServiceCompleter
{
    private protected override bool SearchesByWord => true;

    // One more than are offered, so that it can be told that there are more.
    private protected override IAsyncEnumerable<Suggestion> FindAsync(
        GlacierConnection connection,
        string vaultName,
        TypedWord word,
        CancellationToken cancellationToken
    ) =>
        EachOf(
            connection.KnownCatalog(vaultName).NamesAt(word.Text, MostSuggestions + 1, cancellationToken),
            name => new Suggestion(name, name) { Name = name }
        );
}
