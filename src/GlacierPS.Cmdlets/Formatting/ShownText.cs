using System.Management.Automation;
using System.Reflection;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Formatting;

/// <summary>
/// <see cref="TerminalText"/> for the views of the module: PowerShell finds the types of this assembly by name in every
/// runspace, and those of others only in the one that has imported the module first.
/// </summary>
public static class ShownText
{
    /// <summary>A text on one line.</summary>
    public static string Of(string? text) => TerminalText.Of(text);

    /// <summary>A property's value, whatever it is, on one line.</summary>
    public static object? OfValue(object? value) => TerminalText.OfValue(value);

    /// <summary>A text that may have several lines.</summary>
    public static string Lines(string? text) => TerminalText.Lines(text);

    /// <summary>
    /// All texts of an object, for where PowerShell uses no view: behind an object of another type it lists the
    /// properties that a type names, and shows them as they are.
    /// </summary>
    public static string All(object item)
    {
        ArgumentNullException.ThrowIfNull(item);
        item = item is PSObject { BaseObject: var inner } ? inner : item;
        return string.Join(
            "; ",
            from property in item.GetType().GetProperties()
            where IsText(property)
            let text = TextOf(property, item)
            where text.Length > 0
            select $"{property.Name}: {text}"
        );
    }

    /// <summary>
    /// Whether a property can hold a text: whatever is not a number, a time, a word of ours or yes and no.
    /// </summary>
    public static bool IsText(PropertyInfo property)
    {
        ArgumentNullException.ThrowIfNull(property);
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return property.GetIndexParameters().Length == 0
            && !(
                type.IsPrimitive
                || type.IsEnum
                || type == typeof(DateTime)
                || type == typeof(decimal)
                || type == typeof(TimeSpan)
            );
    }

    private static string TextOf(PropertyInfo property, object item) =>
        TerminalText.OfValue(property.GetValue(item)) switch
        {
            IEnumerable<string> texts => string.Join(", ", texts),
            System.Collections.IEnumerable and not string => "",
            var value => TerminalText.Of(value?.ToString()),
        };
}
