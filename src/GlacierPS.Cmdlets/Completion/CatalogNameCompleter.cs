using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes the names of vaults that the catalogue knows, without asking the service.</summary>
public sealed class CatalogNameCompleter : ServiceCompleter
{
    private protected override bool NeedsVault => false;

    private protected override IAsyncEnumerable<Suggestion> FindAsync(
        GlacierConnection connection,
        string vaultName,
        TypedWord word,
        CancellationToken cancellationToken
    ) => EachOf(Known(connection), suggestion => suggestion);

    /// <summary>A suggestion for each vault that the connection's catalogues know.</summary>
    internal static IEnumerable<Suggestion> Known(GlacierConnection connection) =>
        connection
            .KnownVaults()
            .DistinctBy(state => state.VaultName)
            .Select(state => new Suggestion(
                state.VaultName,
                $"{state.VaultName}: {Quantity.Of(state.KnownArchives, "archive")}, "
                    + $"{ByteSize.Format(state.KnownBytes)}, as the catalogue knows it"
            ));
}
