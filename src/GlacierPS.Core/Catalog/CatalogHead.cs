using System.Text.Json;
using System.Text.Json.Serialization;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// The small file that says which generation of a catalogue counts. It is replaced as a whole, by renaming: a process
/// that is killed while it writes a new generation leaves the old one in force.
/// </summary>
internal sealed record CatalogHead
{
    /// <summary>Part of the names of the two files that count.</summary>
    public int Generation { get; init; }

    /// <summary>The day of the inventory that the archives are from, in UTC; null if there was none.</summary>
    public DateTime? InventoryDate { get; init; }

    /// <summary>When that was the vault's newest inventory, in UTC; null if that is not known.</summary>
    public DateTime? NewestAt { get; init; }

    /// <summary>Archives in the file of archives.</summary>
    public long Archives { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>What counts now; an empty catalogue if there is none.</summary>
    public static CatalogHead Read(CatalogFiles files)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(files.Head), CatalogHeadJson.Default.CatalogHead)
                ?? new CatalogHead();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return new CatalogHead();
        }
    }

    /// <summary>Puts this in force.</summary>
    public void Write(CatalogFiles files)
    {
        string aside = files.Head + ".new";
        using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(file, this, CatalogHeadJson.Default.CatalogHead);
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, files.Head, overwrite: true);
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CatalogHead))]
internal sealed partial class CatalogHeadJson : JsonSerializerContext;
