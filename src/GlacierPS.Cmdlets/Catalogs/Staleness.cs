using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>Messages about how old a catalogue is.</summary>
internal static class Staleness
{
    /// <summary>Warns where the vault may hold other archives than the catalogue lists.</summary>
    public static void Report(CatalogState state, bool exists, VaultDescription? vault, IPipeline pipeline)
    {
        if (!exists)
        {
            pipeline.Warn(
                $"Nothing is known of the vault '{state.VaultName}' yet. Run Update-GlacierCatalog "
                    + $"'{state.VaultName}' to take in its inventory."
            );
        }
        else if (state.InventoryDate is not { } date)
        {
            pipeline.Warn(
                $"Of the vault '{state.VaultName}' only what was sent from here or imported is known. Run "
                    + $"Update-GlacierCatalog '{state.VaultName}' to learn what else it holds."
            );
        }
        else if (vault?.LastInventoryDate > (state.NewestAt ?? date) && IsOther(state, vault))
        {
            pipeline.Warn(
                $"The catalogue of '{state.VaultName}' knows the inventory of {ShownTime.ToSecond(date)}, and "
                    + "there is a newer one, of "
                    + $"{ShownTime.ToSecond(vault.LastInventoryDate)}. Run Update-GlacierCatalog '{state.VaultName}'."
            );
        }
        else
        {
            pipeline.Verbose(
                $"The catalogue of '{state.VaultName}' knows the inventory of {ShownTime.ToMinute(date)}; since "
                    + $"then {Quantity.Of(state.Added, "archive")} "
                    + $"came and {Digits.Of(state.Removed)} went from here. What others did since is not known."
            );
        }
    }

    /// <summary>
    /// A newer inventory that has as many archives and bytes as the catalogue knows has only what was sent from here. A
    /// vault's size has 32 KiB for each archive besides its bytes.
    /// </summary>
    private static bool IsOther(CatalogState state, VaultDescription vault) =>
        vault.NumberOfArchives != state.KnownArchives
        || vault.SizeInBytes != state.KnownBytes + state.KnownArchives * VaultDescription.BytesBesideAnArchive;
}
