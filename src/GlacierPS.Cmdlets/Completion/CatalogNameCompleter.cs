using System.Runtime.CompilerServices;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Catalog;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes the names of vaults that the catalogue knows, without asking the service.</summary>
public sealed class CatalogNameCompleter : ServiceCompleter
{
    private protected override bool NeedsVault => false;

    private protected override async IAsyncEnumerable<Suggestion> FindAsync(
        GlacierConnection connection,
        string vaultName,
        TypedWord word,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask;
        foreach (CatalogState state in connection.KnownVaults().DistinctBy(state => state.VaultName))
        {
            yield return new Suggestion(
                state.VaultName,
                $"{state.VaultName}: {Quantity.Of(state.KnownArchives, "archive")}, "
                    + $"{ByteSize.Format(state.KnownBytes)}"
            );
        }
    }
}
