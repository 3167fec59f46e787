using System.Collections;

namespace GlacierPS.Local.Http;

/// <summary>
/// The header fields of a request or an answer, in the order in which they were added. Names are compared without
/// regard to case (glacier-api.md §1.3). Values are kept as they came: signatures are computed over them.
/// </summary>
public sealed class GlacierHeaders : IEnumerable<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _fields = new(16);

    /// <summary>The value of a field; several of one name are joined by commas; null if there is none.</summary>
    public string? this[string name]
    {
        get
        {
            string? value = null;
            foreach (KeyValuePair<string, string> field in _fields)
            {
                if (field.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    value = value is null ? field.Value : value + "," + field.Value;
                }
            }

            return value;
        }
    }

    /// <summary>Adds a field.</summary>
    public void Add(string name, string value) => _fields.Add(new(name, value));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
