using System.Text.Json;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Json;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// A vault as DescribeVault and ListVaults tell it (glacier-api.md §5, §6.1): counts are those of the last inventory,
/// and 0 before the first (D4).
/// </summary>
internal static class VaultDescriptionJson
{
    public static void Write(Utf8JsonWriter json, Vault vault, InventorySnapshot? inventory)
    {
        json.WriteStartObject();
        json.WriteDate("CreationDate"u8, vault.Created);
        json.WriteDate("LastInventoryDate"u8, inventory?.Date);
        json.WriteNumber("NumberOfArchives"u8, inventory?.Totals.Count ?? 0);
        json.WriteNumber("SizeInBytes"u8, inventory?.Totals.SizeInBytes ?? 0);
        json.WriteString("VaultARN"u8, vault.Arn);
        json.WriteString("VaultName"u8, vault.Name);
        json.WriteEndObject();
    }

    /// <summary>The inventory that clients see of a vault now.</summary>
    public static InventorySnapshot? InventoryOf(Vault vault, LocalGlacierOptions options) =>
        vault.Read(state => state.Inventories.Visible(state.SnapshotAt, options.InventoryInterval));
}
