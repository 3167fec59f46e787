using System.Globalization;
using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Lists of archives and their names that people kept themselves, as tables: a column ArchiveId or GlacierArchiveID,
/// one Name or FileName, and maybe Size, CreationDate, ModifiedTime and SHA256TreeHash; and the lists of the Simple
/// Amazon Glacier Uploader, whose seven columns have no names (archive-names.md).
/// </summary>
public static class NameList
{
    private const int IdLength = 138;

    private static readonly string[] s_id = ["archiveid", "glacierarchiveid"];
    private static readonly string[] s_name = ["name", "filename"];
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

    /// <summary>The archives of a list, and their names.</summary>
    /// <param name="utf8">UTF-8, at the first line.</param>
    /// <param name="firstLine">The first line.</param>
    /// <param name="vaultName">The vault; rows that name another are left out.</param>
    /// <param name="leftOut">Told of each row that is left out: its line and why.</param>
    /// <exception cref="InventoryFormatException">It is no table; the rows before that were given out.</exception>
    public static IEnumerable<ImportedRecord> Read(
        Stream utf8,
        string firstLine,
        string vaultName,
        Action<long, string> leftOut
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
                : table.Field("vaultname", "vault") is { } vault && vault.Trim() != vaultName
                    ? $"it is of the vault '{vault}'"
                : table.Field(s_name) is null ? "it has no name"
                : null;
            if (why is not null)
            {
                leftOut(table.Line, why);
                continue;
            }

            yield return new ImportedRecord
            {
                ArchiveId = id!,
                At = Time(table.Field("creationdate", "created", "date")),
                SizeInBytes = long.TryParse(
                    table.Field("size", "sizeinbytes", "bytes", "length"),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out long size
                )
                    ? size
                    : null,
                SHA256TreeHash = Sha256Digest.TryParse(table.Field("sha256treehash", "treehash"), out _)
                    ? table.Field("sha256treehash", "treehash")
                    : null,
                Name = new ArchiveName
                {
                    Name = table.Field(s_name)!,
                    ModifiedTime = Time(table.Field("modifiedtime", "modified")),
                },
            };
        }
    }

    /// <summary>"id","path","bytes","vault","region","date","treehash"</summary>
    private static bool IsOfUploader(string[] fields) =>
        fields.Length == s_uploader.Length
        && fields[0].Length == IdLength
        && fields[0].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>A time in ISO 8601; null for any other, whose parts may be the other way round.</summary>
    private static DateTime? Time(string? text) =>
        text is not null && ArchiveFields.TryReadDate(Encoding.UTF8.GetBytes(text.Trim()), out DateTime time)
            ? time
            : null;
}
