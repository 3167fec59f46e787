using System.Runtime.CompilerServices;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes the names of vaults.</summary>
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
        string? marker = null;
        do
        {
            Page<VaultDescription> page = await connection.Client.ListVaultsAsync(
                marker,
                limit: null,
                cancellationToken
            );
            foreach (VaultDescription vault in page.Items)
            {
                yield return new Suggestion(
                    vault.VaultName,
                    $"{vault.VaultName}: {Quantity.Of(vault.NumberOfArchives, "archive")}, "
                        + $"{ByteSize.Format(vault.SizeInBytes)}"
                );
            }

            marker = page.Marker;
        } while (marker is not null);
    }
}
