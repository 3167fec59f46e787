using System.Runtime.CompilerServices;
using GlacierPS.Cmdlets.Connections;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes the keys of a vault's tags.</summary>
public sealed class TagKeyCompleter : ServiceCompleter
{
    private protected override async IAsyncEnumerable<Suggestion> FindAsync(
        GlacierConnection connection,
        string vaultName,
        TypedWord word,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (
            (string key, string value) in await connection.VaultSettings.ListTagsForVaultAsync(
                vaultName,
                cancellationToken
            )
        )
        {
            yield return new Suggestion(key, $"{key} = {value}");
        }
    }
}
