using System.Collections.Concurrent;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Sync;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>
/// Which files the vaults have already, as far as their catalogues list; each vault's is read once. Any thread.
/// </summary>
/// <param name="target">The connection, whose catalogues are read.</param>
/// <param name="glacier">The service, which tells whether a vault is the one that a catalogue knows.</param>
/// <param name="stop">Ends the reading.</param>
internal sealed class StoredFiles(GlacierConnection target, IGlacier glacier, CancellationToken stop)
{
    private const string FormsMeaning =
        "With -SkipKnown their files are compared by the size, time and MD5 that {0} kept of them.";

    private readonly ConcurrentDictionary<string, Lazy<Task<KnownFiles?>>> _known = new(StringComparer.Ordinal);

    /// <summary>Whether a file is in its vault under its name.</summary>
    public async Task<bool> ContainsAsync(ArchiveSource source, IPipeline pipeline, CancellationToken cancellationToken)
    {
        KnownFiles? known = await _known
            .GetOrAdd(source.VaultName, vault => new Lazy<Task<KnownFiles?>>(() => ReadAsync(vault, pipeline)))
            .Value;
        return known is not null && await known.ContainsAsync(source.Name, source.Path!, cancellationToken);
    }

    /// <summary>
    /// What a vault's catalogue lists; null if there is neither a catalogue nor an archive in the vault.
    /// </summary>
    /// <exception cref="GlacierInputException">The vault has archives, and there is no catalogue of it.</exception>
    private async Task<KnownFiles?> ReadAsync(string vaultName, IPipeline pipeline)
    {
        VaultDescription vault = await glacier.DescribeVaultAsync(vaultName, stop);
        VaultCatalog catalog = target.CatalogForSending(vault, aside: null, pipeline.Warn, stop);
        if (!catalog.Exists)
        {
            return null;
        }

        KnownFiles known = await Task.Run(() => KnownFiles.Read(catalog, stop), stop);
        if (known.DescribeForms(FormsMeaning) is { } packed)
        {
            pipeline.Warn(packed);
        }

        return known;
    }
}
