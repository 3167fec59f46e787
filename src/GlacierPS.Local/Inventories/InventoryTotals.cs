using System.Text.Json.Serialization;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Archives;

namespace GlacierPS.Local.Inventories;

/// <summary>
/// Sums over archives, kept up to date as they come and go, so that describing a vault or ending an inventory job
/// takes no longer with a million archives than with none.
/// </summary>
/// <param name="Count">Archives.</param>
/// <param name="Bytes">Their sizes together.</param>
/// <param name="JsonLength">Bytes of their entries in a JSON inventory, commas between them not counted.</param>
/// <param name="CsvLength">Bytes of their lines in a CSV inventory.</param>
internal readonly record struct InventoryTotals(
    [property: JsonPropertyName("count")] long Count,
    [property: JsonPropertyName("bytes")] long Bytes,
    [property: JsonPropertyName("json")] long JsonLength,
    [property: JsonPropertyName("csv")] long CsvLength
)
{
    /// <summary>SizeInBytes of the vault (glacier-api.md §6.1).</summary>
    [JsonIgnore]
    public long SizeInBytes => Bytes + Count * VaultDescription.BytesBesideAnArchive;

    /// <summary>The sums with an archive added (1) or taken away (-1).</summary>
    public InventoryTotals With(in ArchiveRecord archive, int sign) =>
        new(
            Count + sign,
            Bytes + sign * archive.Size,
            JsonLength + sign * InventoryForm.Json.EntryLength(archive),
            CsvLength + sign * InventoryForm.Csv.EntryLength(archive)
        );
}
