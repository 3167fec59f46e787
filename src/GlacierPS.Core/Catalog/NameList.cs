using System.Globalization;
using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Lists of archives and their names as tables: those that Export-GlacierCatalog writes, those that people kept
/// themselves, with a column ArchiveId or GlacierArchiveID, one Name or FileName, and maybe Size, CreationDate,
/// ModifiedTime, SHA256TreeHash and Description; and the lists of the Simple Amazon Glacier Uploader, whose seven
/// columns have no names (archive-names.md).
/// </summary>
public static class NameList
{
    private const int IdLength = 138;

    private static readonly string[] s_id = ["archiveid", "glacierarchiveid"];
    private static readonly string[] s_name = ["name", "filename"];
    private static readonly string[] s_vault = ["vaultname", "vault"];
    private static readonly string[] s_created = ["creationdate", "created", "date"];
    private static readonly string[] s_size = ["size", "sizeinbytes", "bytes", "length"];
    private static readonly string[] s_hash = ["sha256treehash", "treehash"];
    private static readonly string[] s_modified = ["modifiedtime", "modified"];
    private static readonly string[] s_description = ["description", "archivedescription"];
    private static readonly string[] s_tool = ["writtenby"];
    private static readonly string[] s_compressed = ["compressed"];
    private static readonly string[] s_encrypted = ["encrypted"];
    private static readonly string[] s_originalSize = ["originalsize"];
    private static readonly string[] s_originalMD5 = ["originalmd5"];

    // What is known of an archive that came in a list is known by the list, whatever was known where it was written.
    private static readonly string[] s_ofNoUse = ["evidence", "knownat", "location"];

    /// <summary>All columns that a list can have, as <see cref="CsvTable.KeyOf"/> has them.</summary>
    internal static IReadOnlyCollection<string> Columns => s_understood;

    private static readonly HashSet<string> s_understood =
    [
        .. s_id,
        .. s_name,
        .. s_vault,
        .. s_created,
        .. s_size,
        .. s_hash,
        .. s_modified,
        .. s_description,
        .. s_tool,
        .. s_compressed,
        .. s_encrypted,
        .. s_originalSize,
        .. s_originalMD5,
        .. s_ofNoUse,
    ];

    private static readonly string[] s_uploader =
    [
        "archiveid",
        "name",
        "size",
        "vaultname",
        "region",
        "creationdate",
        "sha256treehash",
    ];

    /// <summary>Whether a file's first line is one of such a list.</summary>
    /// <param name="line">The line.</param>
    public static bool IsList(string line)
    {
        string[] fields = CsvTable.Split(line).Fields;
        HashSet<string> columns = [.. fields.Select(CsvTable.KeyOf)];
        return IsOfUploader(fields) || (s_id.Any(columns.Contains) && s_name.Any(columns.Contains));
    }

    /// <summary>
    /// A sentence that names the columns of a list that mean nothing here; null if there are none.
    /// </summary>
    /// <param name="firstLine">The first line.</param>
    public static string? NotUnderstood(string firstLine)
    {
        string[] fields = CsvTable.Split(firstLine).Fields;
        return IsOfUploader(fields) ? null : CsvTable.NotUnderstood(fields, s_understood);
    }

    /// <summary>A record for a name of an archive.</summary>
    public static ImportedRecord Record(string archiveId, string name) =>
        new()
        {
            ArchiveId = archiveId,
            Name = new ArchiveName { Name = name },
        };

    /// <summary>The archives of a list, and their names.</summary>
    /// <param name="utf8">UTF-8, at the first line.</param>
    /// <param name="firstLine">The first line.</param>
    /// <param name="vaultName">The vault; rows that name another are left out.</param>
    /// <param name="leftOut">Told of each row that is left out: its line and why.</param>
    /// <param name="misread">Told of each field that is left out of a row: its line and why.</param>
    /// <exception cref="InventoryFormatException">It is no table; the rows before that were given out.</exception>
    public static IEnumerable<ImportedRecord> Read(
        Stream utf8,
        string firstLine,
        string vaultName,
        Action<long, string> leftOut,
        Action<long, string>? misread = null
    )
    {
        ArgumentNullException.ThrowIfNull(leftOut);
        (char delimiter, string[] fields) = CsvTable.Split(firstLine);
        using CsvTable table = CsvTable.Open(utf8, delimiter, IsOfUploader(fields) ? s_uploader : null);
        while (table.Read())
        {
            string? id = table.Field(s_id)?.Trim();
            string? why =
                id is null ? "it has no archive ID"
                : id.Any(char.IsWhiteSpace) ? $"'{id}' is no archive ID"
                : table.Field(s_vault) is { } vault && vault.Trim() != vaultName ? $"it is of the vault '{vault}'"
                // A list that has sizes says of an archive without a name that it is there.
                : table.Field(s_name) is null && table.Field(s_size) is null ? "it has no name"
                : null;
            if (why is not null)
            {
                leftOut(table.Line, why);
                continue;
            }

            yield return new Row(table, misread ?? ((_, _) => { })).ToRecord(id!);
        }
    }

    /// <summary>A row, and who is told of fields in it that cannot be read.</summary>
    private readonly struct Row(CsvTable table, Action<long, string> misread)
    {
        public ImportedRecord ToRecord(string id)
        {
            ArchiveName described = ArchiveDescription.Read(table.Field(s_description) ?? "");
            CheckForm(described);
            return new ImportedRecord
            {
                ArchiveId = id,
                At = Time(s_created),
                SizeInBytes = Number(s_size),
                SHA256TreeHash = Hash(),
                Description = table.Field(s_description),
                Name = table.Field(s_name) is { } name
                    ? new ArchiveName
                    {
                        Name = name,
                        ModifiedTime = Time(s_modified),
                        WrittenBy = Enum.TryParse(table.Field(s_tool), true, out ArchiveTool tool)
                            ? tool
                            : ArchiveTool.Unknown,
                    }
                    : null,
            };
        }

        /// <summary>
        /// How an archive is stored is read out of its description, which the service keeps; a list cannot say
        /// otherwise.
        /// </summary>
        private void CheckForm(ArchiveName described)
        {
            string?[] written =
            [
                table.Field(s_compressed),
                table.Field(s_encrypted),
                table.Field(s_originalSize),
                table.Field(s_originalMD5),
            ];
            string?[] known =
            [
                described.Compressed.ToString(),
                described.Encrypted.ToString(),
                described.OriginalSize?.ToString(CultureInfo.InvariantCulture),
                described.OriginalMD5,
            ];
            if (written.Zip(known).Any(pair => pair.First is { } one && !Same(one, pair.Second)))
            {
                misread(
                    table.Line,
                    "its description does not say what Compressed, Encrypted, OriginalSize or OriginalMD5 say"
                );
            }
        }

        private static bool Same(string written, string? known) =>
            string.Equals(written.Trim(), known, StringComparison.OrdinalIgnoreCase);

        private long? Number(string[] names)
        {
            if (table.Field(names) is not { } text)
            {
                return null;
            }

            if (long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                return number;
            }

            misread(table.Line, $"'{text}' is no number of bytes");
            return null;
        }

        private string? Hash()
        {
            if (table.Field(s_hash) is not { } text || Sha256Digest.TryParse(text.Trim(), out _))
            {
                return table.Field(s_hash)?.Trim();
            }

            misread(table.Line, $"'{text}' is no tree hash");
            return null;
        }

        /// <summary>A time in ISO 8601; null for any other, whose parts may be the other way round.</summary>
        private DateTime? Time(string[] names)
        {
            if (table.Field(names) is not { } text)
            {
                return null;
            }

            if (ArchiveFields.TryReadDate(Encoding.UTF8.GetBytes(text.Trim()), out DateTime time))
            {
                return time;
            }

            misread(table.Line, $"'{text}' is no time in ISO 8601, such as 2026-11-28T17:03:00Z");
            return null;
        }
    }

    /// <summary>"id","path","bytes","vault","region","date","treehash"</summary>
    private static bool IsOfUploader(string[] fields) =>
        fields.Length == s_uploader.Length
        && fields[0].Length == IdLength
        && fields[0].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
