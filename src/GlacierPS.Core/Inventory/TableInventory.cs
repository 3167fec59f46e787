using System.Globalization;
using System.Text;

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

    private bool _saidCulture;

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
        using CsvTable table = CsvTable.Open(utf8, CsvTable.Split(header).Delimiter);
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
            CreationDate = Bytes(DateOf(table.Field(s_created)?.Trim())),
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
            VaultName = source.VaultName ?? table.Field("vaultname"),
            VaultARN = source.VaultARN ?? table.Field("vaultarn"),
            InventoryDate =
                source.InventoryDate
                ?? (
                    table.Field("inventorydate") is { } written
                    && ArchiveFields.TryReadDate(Bytes(DateOf(written.Trim())), out DateTime date)
                        ? date
                        : null
                ),
        };

    /// <summary>
    /// A date as ISO 8601. Export-Csv and spreadsheets write it as the culture has it, in which 3/4/2020 is a day in
    /// March or in April: the session's culture is taken, and that is said.
    /// </summary>
    private string? DateOf(string? text)
    {
        if (text is null || ArchiveFields.TryReadDate(Bytes(text), out DateTime date))
        {
            return text;
        }

        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        bool isPlain = DateTime.TryParseExact(text, s_plain, CultureInfo.InvariantCulture, utc, out date);
        if (!isPlain && !DateTime.TryParseExact(Spaced(text), OfCulture(), CultureInfo.CurrentCulture, utc, out date))
        {
            return text;
        }

        if (!isPlain && !_saidCulture)
        {
            _saidCulture = true;
            string culture = CultureInfo.CurrentCulture.Name is { Length: > 0 } name ? name : "the invariant culture";
            source.Warn?.Invoke(
                $"Dates such as '{text}' were read as {culture} writes them, in UTC: {date:yyyy-MM-dd HH:mm}. "
                    + "Where the "
                    + "table was written under another culture, set that one first."
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
