using System.Text.Json;

namespace GlacierPS.Core.Prices;

/// <summary>
/// The tokens of a JSON file one after the other, in constant memory: a price list has hundreds of megabytes.
/// </summary>
internal sealed class JsonTokens(Stream stream)
{
    // No product or price has a longer text.
    private const int Largest = 4 << 20;

    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;
    private bool _ended;
    private JsonReaderState _state;

    /// <summary>The token that was read last.</summary>
    public JsonTokenType Type { get; private set; }

    /// <summary>Its text: of a property's name, a text or a number; else empty.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Reads a token.</summary>
    /// <exception cref="JsonException">It is no JSON, or is cut off.</exception>
    public void Read() => Read(wanted: true);

    /// <summary>Reads the next token, which has to be the beginning of an object.</summary>
    public void ReadObject(string what)
    {
        Read();
        if (Type != JsonTokenType.StartObject)
        {
            throw new JsonException($"'{what}' is no object in braces.");
        }
    }

    /// <summary>Goes to the next property of the object that was begun; false behind its last.</summary>
    public bool ReadProperty()
    {
        Read();
        return Type == JsonTokenType.PropertyName;
    }

    /// <summary>Reads a property's value as a text; empty if it is none.</summary>
    public string ReadText()
    {
        Read();
        if (Type is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            SkipRest();
            return "";
        }

        return Text;
    }

    /// <summary>Passes over a property's value, whatever it is.</summary>
    public void Skip()
    {
        Read(wanted: false);
        if (Type is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            SkipRest();
        }
    }

    private void SkipRest()
    {
        for (int depth = 1; depth > 0; )
        {
            Read(wanted: false);
            depth += Type switch
            {
                JsonTokenType.StartObject or JsonTokenType.StartArray => 1,
                JsonTokenType.EndObject or JsonTokenType.EndArray => -1,
                _ => 0,
            };
        }
    }

    private void Read(bool wanted)
    {
        while (!TryRead(wanted))
        {
            if (_ended)
            {
                throw new JsonException("it ends in the middle.");
            }

            Fill();
        }
    }

    private bool TryRead(bool wanted)
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _ended, _state);
        if (!reader.Read())
        {
            return false;
        }

        Type = reader.TokenType;
        Text =
            !wanted ? ""
            : Type is JsonTokenType.PropertyName or JsonTokenType.String ? reader.GetString()!
            : Type == JsonTokenType.Number ? System.Text.Encoding.ASCII.GetString(reader.ValueSpan)
            : "";
        _state = reader.CurrentState;
        _start += (int)reader.BytesConsumed;
        return true;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _buffer.Length)
        {
            if (_end >= Largest)
            {
                throw new JsonException("a text in it has more than 4 MiB.");
            }

            Array.Resize(ref _buffer, 2 * _end);
        }

        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _ended = read == 0;
    }
}
