using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Policies;

/// <summary>Makes JSON of a policy that is given as text, hashtable or object.</summary>
internal static class PolicyInput
{
    // Deeper than any policy; a hashtable that contains itself is refused by it.
    private const int MostLevels = 32;

    /// <summary>Text is taken as it is; tables, objects and lists are written as JSON.</summary>
    /// <exception cref="GlacierInputException">Something in it has no form in JSON.</exception>
    public static string From(object policy)
    {
        if (Unwrap(policy) is string text)
        {
            return text;
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, policy, level: 0);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, object? wrapped, int level)
    {
        if (level > MostLevels)
        {
            throw new GlacierInputException(
                "InvalidPolicy",
                $"The policy is nested more than {MostLevels} levels deep. Does a table in it hold itself?"
            );
        }

        switch (Unwrap(wrapped))
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case DateTime time:
                json.WriteStringValue(
                    time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
                );
                break;
            case PSCustomObject:
                WriteObject(
                    json,
                    ((PSObject)wrapped!).Properties.Select(member => (member.Name, (object?)member.Value)),
                    level
                );
                break;
            case IDictionary table:
                WriteObject(json, table.Keys.Cast<object>().Select(key => ($"{key}", table[key])), level);
                break;
            case IEnumerable items:
                json.WriteStartArray();
                foreach (object? item in items)
                {
                    Write(json, item, level + 1);
                }

                json.WriteEndArray();
                break;
            case IFormattable number when number is int or long or double or decimal:
                json.WriteRawValue(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            case { } other:
                throw new GlacierInputException(
                    "InvalidPolicy",
                    $"The policy holds a {other.GetType().Name}, which has no form in JSON. Use texts, numbers, "
                        + "lists and hashtables."
                );
        }
    }

    private static void WriteObject(Utf8JsonWriter json, IEnumerable<(string Name, object? Value)> members, int level)
    {
        json.WriteStartObject();
        foreach ((string name, object? value) in members)
        {
            json.WritePropertyName(name);
            Write(json, value, level + 1);
        }

        json.WriteEndObject();
    }

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: var inner } ? inner : value;
}
