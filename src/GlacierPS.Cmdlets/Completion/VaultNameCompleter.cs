using System.Runtime.CompilerServices;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>
/// Completes the names of vaults: first those that the catalogue knows, without the service, and then the others.
/// </summary>
public sealed class VaultNameCompleter : ServiceCompleter
{
    private protected override bool NeedsVault => false;

    private protected override async IAsyncEnumerable<Suggestion> FindAsync(
        GlacierConnection connection,
        string vaultName,
        TypedWord word,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (Suggestion vault in CatalogNameCompleter.Known(connection))
        {
            known.Add(vault.Text);
            yield return vault;
        }

        IAsyncEnumerable<VaultDescription> listed = Pages.ItemsAsync(
            (marker, token) => connection.Client.ListVaultsAsync(marker, limit: null, token),
            cancellationToken
        );
        await foreach (VaultDescription vault in listed)
        {
            if (!known.Contains(vault.VaultName))
            {
                yield return new Suggestion(
                    vault.VaultName,
                    $"{vault.VaultName}: {Quantity.Of(vault.NumberOfArchives, "archive")}, "
                        + $"{ByteSize.Format(vault.SizeInBytes)}"
                );
            }
        }
    }
}
