using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>Writes what is known of a vault for others to read, archive by archive.</summary>
public static class CatalogExport
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    // A list is read again (NameList), and times of uploads from here have parts of a second.
    private const string ExactTime = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'";

    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a file, aside and then renamed: it is there whole, or as it was.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="path">The file, which is replaced.</param>
    /// <param name="format">
    /// Csv is RFC 4180 in UTF-8 with a line for each name; Json is an inventory (glacier-api.md §6.8) with the name
    /// beside each description.
    /// </param>
    /// <param name="cancellationToken">Ends it; the file stays as it was.</param>
    /// <exception cref="DatabaseException">The catalogue is damaged.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(
        VaultCatalog catalog,
        string path,
        InventoryFormat format,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        WholeFile.Write(
            path,
            file =>
            {
                if (format == InventoryFormat.Csv)
                {
                    WriteCsv(catalog, file, cancellationToken);
                }
                else
                {
                    WriteJson(catalog, file, cancellationToken);
                }
            }
        );
    }

    private static void WriteCsv(VaultCatalog catalog, Stream stream, CancellationToken cancellationToken)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        writer.Write(
            "ArchiveId,Name,Size,CreationDate,ModifiedTime,SHA256TreeHash,Description,Evidence,"
                + "Compressed,Encrypted,OriginalSize,OriginalMD5,WrittenBy\r\n"
        );
        foreach (CatalogArchive archive in catalog.Read(null, cancellationToken))
        {
            foreach (ArchiveName name in archive.AllNames)
            {
                string?[] fields =
                [
                    archive.ArchiveId,
                    name.Name,
                    archive.SizeInBytes.ToString(CultureInfo.InvariantCulture),
                    archive.CreationDate.ToString(ExactTime, CultureInfo.InvariantCulture),
                    name.ModifiedTime?.ToString(ExactTime, CultureInfo.InvariantCulture),
                    archive.SHA256TreeHash,
                    archive.Description,
                    archive.Evidence.ToString(),
                    archive.Compressed.ToString(),
                    archive.Encrypted.ToString(),
                    archive.OriginalSize?.ToString(CultureInfo.InvariantCulture),
                    archive.OriginalMD5,
                    name.WrittenBy.ToString(),
                ];
                writer.Write(string.Join(',', fields.Select(Quoted)));
                writer.Write("\r\n");
            }
        }
    }

    private static string Quoted(string? field) =>
        field is null ? ""
        : field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field
        : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static void WriteJson(VaultCatalog catalog, Stream stream, CancellationToken cancellationToken)
    {
        CatalogState state = catalog.ReadState(cancellationToken);
        if (state.InventoryDate is not { } day)
        {
            throw new GlacierInputException(
                "InvalidOption",
                $"Of the vault '{catalog.VaultName}' only what was sent from here or imported is known, and an "
                    + "inventory "
                    + "in JSON says that a vault holds nothing else. Run Update-GlacierCatalog first, or write a list: "
                    + "-Format Csv."
            );
        }

        using var json = new Utf8JsonWriter(stream, s_options);
        json.WriteStartObject();
        json.WriteString("VaultName", catalog.VaultName);
        if (!state.IsInventoryDateGuessed)
        {
            // Who takes it in would believe a day that was guessed here.
            json.WriteString("InventoryDate", day.ToString(Time, CultureInfo.InvariantCulture));
        }

        json.WriteStartArray("ArchiveList");
        foreach (CatalogArchive archive in catalog.Read(null, cancellationToken))
        {
            json.WriteStartObject();
            json.WriteString("ArchiveId", archive.ArchiveId);
            json.WriteString("ArchiveDescription", archive.Description);
            json.WriteString("CreationDate", archive.CreationDate.ToString(Time, CultureInfo.InvariantCulture));
            json.WriteNumber("Size", archive.SizeInBytes);
            json.WriteString("SHA256TreeHash", archive.SHA256TreeHash);
            json.WriteStartArray("Names");
            foreach (string name in archive.Names)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            if (json.BytesPending > 1 << 20)
            {
                json.Flush();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
