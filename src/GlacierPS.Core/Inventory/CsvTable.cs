using System.Text;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Inventory;

/// <summary>
/// Tables as spreadsheets and Export-Csv write them: RFC 4180, with commas, semicolons or tabs between fields, and the
/// names of the columns in the first line.
/// </summary>
internal sealed class CsvTable : IDisposable
{
    private static readonly char[] s_delimiters = [',', ';', '\t'];

    private readonly TextReader _reader;
    private readonly CsvRows _rows;
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private string[] _row = [];

    private CsvTable(TextReader reader, char delimiter)
    {
        _reader = reader;
        _rows = new CsvRows(reader, delimiter);
    }

    /// <summary>The number of the line that the last row ends in, from 1.</summary>
    public long Line => _rows.Line;

    /// <summary>The fields of a line: by the delimiter that gives the most of them.</summary>
    public static (char Delimiter, string[] Fields) Split(string line)
    {
        (char Delimiter, string[] Fields) best = (',', [line]);
        foreach (char delimiter in s_delimiters)
        {
            try
            {
                if (
                    new CsvRows(new StringReader(line), delimiter).Read() is { } fields
                    && fields.Length > best.Fields.Length
                )
                {
                    best = (delimiter, fields);
                }
            }
            catch (InventoryFormatException)
            {
                // Not by this one.
            }
        }

        return best;
    }

    /// <summary>A table whose first line names its columns, or that has none.</summary>
    /// <param name="utf8">UTF-8, read to its end.</param>
    /// <param name="delimiter">What is between fields.</param>
    /// <param name="columns">The names of the columns where no line has them.</param>
    public static CsvTable Open(Stream utf8, char delimiter, string[]? columns = null)
    {
        var table = new CsvTable(new StreamReader(utf8, new UTF8Encoding(false, true), leaveOpen: true), delimiter);
        if (columns is null && table.Read())
        {
            columns = table._row;
        }

        for (int i = 0; i < (columns?.Length ?? 0); i++)
        {
            table._columns.TryAdd(KeyOf(columns![i]), i);
        }

        return table;
    }

    /// <summary>A column's name as it is compared: letters and digits alone, in small letters.</summary>
    public static string KeyOf(string column) => string.Concat(column.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>A sentence that names the columns that are not among those understood; null if all are.</summary>
    /// <param name="columns">As they are written.</param>
    /// <param name="understood">As <see cref="KeyOf"/> has them.</param>
    public static string? NotUnderstood(IEnumerable<string> columns, IReadOnlySet<string> understood)
    {
        string[] others = [.. columns.Where(column => KeyOf(column).Length > 0 && !understood.Contains(KeyOf(column)))];
        return others switch
        {
            [] => null,
            [var one] => $"The column '{one}' is not understood, and was left out.",
            _ => $"The columns {string.Join(", ", others.Select(column => $"'{column}'"))} are not understood, and "
                + "were left out.",
        };
    }

    /// <summary>Reads the next row that has a field; false at the end.</summary>
    /// <exception cref="InventoryFormatException">Its quotes are not those of a table.</exception>
    /// <exception cref="Protocol.GlacierInputException">It is not UTF-8, or not what -Encoding said.</exception>
    public bool Read()
    {
        try
        {
            while (_rows.Read() is { } fields)
            {
                _row = fields;
                if (Array.Exists(fields, field => field.Length > 0))
                {
                    return true;
                }
            }

            return false;
        }
        catch (DecoderFallbackException)
        {
            throw TextInput.NotUtf8($"The text behind line {Digits.Of(Line)}");
        }
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>What the row has in the first of these columns that there is; null if that is nothing.</summary>
    public string? Field(params string[] names)
    {
        foreach (string name in names)
        {
            if (_columns.TryGetValue(name, out int at) && at < _row.Length && _row[at].Trim() is { Length: > 0 })
            {
                return _row[at];
            }
        }

        return null;
    }
}
