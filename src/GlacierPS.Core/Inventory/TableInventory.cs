using System.Globalization;
using System.Text;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Inventory;

/// <summary>
/// Inventories that went through a spreadsheet or Export-Csv: the five columns of the service's own CSV under their
/// names, or under those of our objects, in any order and beside others.
/// </summary>
internal sealed class TableInventory(InventorySource source)
{
    private static readonly string[] s_plain = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss'Z'", "yyyy-MM-dd HH:mm"];

    private static readonly string[] s_id = ["archiveid"];
    private static readonly string[] s_description = ["archivedescription", "description"];
    private static readonly string[] s_created = ["creationdate"];
    private static readonly string[] s_size = ["size", "sizeinbytes"];
    private static readonly string[] s_hash = ["sha256treehash"];

    // Beside the five those of our objects: an inventory that went through Export-Csv has them all.
    private static readonly HashSet<string> s_understood =
    [
        .. s_id,
        .. s_description,
        .. s_created,
        .. s_size,
        .. s_hash,
        .. typeof(InventoryArchive).GetProperties().Select(property => CsvTable.KeyOf(property.Name)),
        .. new[] { "created", "length" },
    ];

    private bool _saidHow;

    /// <summary>Whether the columns of a first line are those of an inventory.</summary>
    public static bool IsHeader(string line)
    {
        HashSet<string> columns = [.. CsvTable.Split(line).Fields.Select(CsvTable.KeyOf)];
        return new[] { s_id, s_description, s_created, s_size, s_hash }.All(names => names.Any(columns.Contains));
    }

    /// <summary>
    /// Whether it has names that may be one's own, and does not say of which inventory it is: a list of names then.
    /// </summary>
    public static bool HasNames(string line)
    {
        HashSet<string> columns = [.. CsvTable.Split(line).Fields.Select(CsvTable.KeyOf)];
        return (columns.Contains("name") || columns.Contains("filename")) && !columns.Contains("inventorydate");
    }

    /// <summary>Its archives.</summary>
    /// <param name="utf8">UTF-8, at the first line.</param>
    /// <param name="header">The first line.</param>
    /// <exception cref="InventoryFormatException">A row is no archive; those before it were given out.</exception>
    public IEnumerable<InventoryArchive> Read(Stream utf8, string header)
    {
        (char delimiter, string[] columns) = CsvTable.Split(header);
        if (CsvTable.NotUnderstood(columns, s_understood) is { } others)
        {
            source.Warn?.Invoke(others);
        }

        using CsvTable table = CsvTable.Open(utf8, delimiter);
        while (table.Read())
        {
            yield return ReadRow(table);
        }
    }

    private InventoryArchive ReadRow(CsvTable table)
    {
        var fields = new InventoryFields
        {
            ArchiveId = Bytes(table.Field(s_id)?.Trim()),
            Description = Bytes(table.Field(s_description)),
            CreationDate = Bytes(DateOf(table.Field(s_created)?.Trim(), table)),
            Size = long.TryParse(table.Field(s_size), NumberStyles.None, CultureInfo.InvariantCulture, out long size)
                ? size
                : -1,
            TreeHash = Bytes(table.Field(s_hash)?.Trim()),
        };
        return fields.ToArchive(SourceOf(table), out string? wrong)
            ?? throw InventoryFormatException.OfLine(table.Line, wrong!);
    }

    private InventorySource SourceOf(CsvTable table) =>
        source with
        {
            VaultName = table.Field("vaultname")?.Trim() ?? source.VaultName,
            VaultARN = table.Field("vaultarn")?.Trim() ?? source.VaultARN,
            InventoryDate = DayOf(table) ?? source.InventoryDate,
        };

    private DateTime? DayOf(CsvTable table) =>
        table.Field("inventorydate")?.Trim() is not { } written ? null
        : ArchiveFields.TryReadDate(Bytes(DateOf(written, table)), out DateTime date) ? date
        : throw InventoryFormatException.OfLine(table.Line, $"InventoryDate '{written}' is not a date");

    /// <summary>
    /// A date as ISO 8601. Where it says no zone, it is in local time if the table is made of this module's objects,
    /// whose times are local, and else in UTC, as the service writes it. Export-Csv and spreadsheets write dates as the
    /// culture has them, in which 3/4/2020 is a day in March or in April: the session's culture is taken. What was
    /// taken is said once.
    /// </summary>
    private string? DateOf(string? text, CsvTable table)
    {
        if (text is null || ArchiveFields.TryReadDate(Bytes(text), out DateTime date))
        {
            return text;
        }

        bool isUtc = text.EndsWith('Z');
        bool isLocal = !isUtc && table.Field("sizeinbytes") is not null;
        DateTimeStyles zone =
            DateTimeStyles.AdjustToUniversal | (isLocal ? DateTimeStyles.AssumeLocal : DateTimeStyles.AssumeUniversal);
        bool isPlain = DateTime.TryParseExact(text, s_plain, CultureInfo.InvariantCulture, zone, out date);
        if (!isPlain && !DateTime.TryParseExact(Spaced(text), OfCulture(), CultureInfo.CurrentCulture, zone, out date))
        {
            return text;
        }

        if (!_saidHow && !isUtc)
        {
            _saidHow = true;
            string culture =
                isPlain ? "they stand"
                : CultureInfo.CurrentCulture.Name is { Length: > 0 } name ? $"{name} writes them"
                : "the invariant culture writes them";
            source.Warn?.Invoke(
                $"Dates such as '{text}', which say no zone, were read as {culture}, in "
                    + $"{(isLocal ? "local time, as this module's objects have it" : "UTC, as the service has it")}: "
                    + $"{ShownTime.ToMinute(date)}."
                    + (isPlain ? "" : " Where the table was written under another culture, set that one first.")
            );
        }

        return date.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>The culture's own forms of date and time, the long ones first.</summary>
    private static string[] OfCulture() =>
        [
            .. CultureInfo
                .CurrentCulture.DateTimeFormat.GetAllDateTimePatterns('G')
                .Concat(CultureInfo.CurrentCulture.DateTimeFormat.GetAllDateTimePatterns('g'))
                .Select(Spaced),
        ];

    /// <summary>With plain spaces: newer versions of .NET's data have narrow ones before AM and PM.</summary>
    private static string Spaced(string text) => text.Replace('\u202F', ' ').Replace('\u00A0', ' ');

    private static byte[] Bytes(string? text) => Encoding.UTF8.GetBytes(text ?? "");
}
