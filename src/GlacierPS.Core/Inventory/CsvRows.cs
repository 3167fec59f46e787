using System.Text;

namespace GlacierPS.Core.Inventory;

/// <summary>
/// The rows of a table in RFC 4180, whose fields in quotes may have delimiters, quotes and lines in them, empty ones
/// too: .NET's own TextFieldParser leaves those out without a word.
/// </summary>
/// <param name="reader">Read to its end.</param>
/// <param name="delimiter">What is between fields.</param>
internal sealed class CsvRows(TextReader reader, char delimiter)
{
    private const int End = -1;

    private readonly List<string> _fields = [];
    private readonly StringBuilder _field = new();
    private long _begun;

    /// <summary>Lines that were read.</summary>
    public long Line { get; private set; }

    /// <summary>The fields of the next row; null at the end.</summary>
    /// <exception cref="InventoryFormatException">Behind the end of a field in quotes stands something else than a
    /// delimiter, or the text ends within one.</exception>
    public string[]? Read()
    {
        if (reader.Peek() == End)
        {
            return null;
        }

        _fields.Clear();
        _begun = Line + 1;
        int next;
        do
        {
            next = ReadField();
        } while (next == delimiter);

        if (next == '\r' && reader.Peek() == '\n')
        {
            reader.Read();
        }

        Line++;
        return [.. _fields];
    }

    /// <summary>Reads a field, and what ended it: the delimiter, the line or the text.</summary>
    private int ReadField()
    {
        _field.Clear();
        int next = reader.Read();
        while (IsBlank(next))
        {
            _field.Append((char)next);
            next = reader.Read();
        }

        if (next == '"')
        {
            _field.Clear();
            next = ReadQuoted();
        }
        else
        {
            while (!EndsField(next))
            {
                _field.Append((char)next);
                next = reader.Read();
            }
        }

        _fields.Add(_field.ToString());
        return next;
    }

    /// <summary>Reads what is behind an opening quote, to what ends the field.</summary>
    private int ReadQuoted()
    {
        while (true)
        {
            int next = reader.Read();
            if (next == End)
            {
                throw Unmatched();
            }

            if (next != '"')
            {
                Line += next == '\n' || (next == '\r' && reader.Peek() != '\n') ? 1 : 0;
                _field.Append((char)next);
            }
            else if (reader.Peek() == '"')
            {
                reader.Read();
                _field.Append('"');
            }
            else
            {
                break;
            }
        }

        int behind = reader.Read();
        while (IsBlank(behind))
        {
            behind = reader.Read();
        }

        return EndsField(behind) ? behind : throw Unmatched();
    }

    private bool IsBlank(int next) => next is ' ' or '\t' && next != delimiter;

    private bool EndsField(int next) => next is End or '\r' or '\n' || next == delimiter;

    private InventoryFormatException Unmatched() => InventoryFormatException.OfLine(_begun, "its quotes do not match");
}
