using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using GlacierPS.Cmdlets.Formatting;

namespace GlacierPS.Layers.Tests;

/// <summary>No view shows a text that others wrote as it is.</summary>
public sealed partial class ViewTests
{
    /// <summary>A column that has what is left should have room for the beginning of a name.</summary>
    private const int LeastWidth = 6;

    private static readonly Assembly[] s_assemblies = [Assembly.Load("GlacierPS.Core"), typeof(ShownText).Assembly];

    [Fact]
    public void E11_every_text_of_a_view_goes_through_ShownText() =>
        Sources.AssertNone(
            from file in Directory.EnumerateFiles(Path.Combine(Sources.Root, "src", "Module", "Formats"))
            from view in XDocument.Load(file).Descendants("View")
            from selected in view.Descendants("TypeName")
            let type = TypeOf(selected.Value)
            from column in view.Descendants("TableColumnItem").Concat(view.Descendants("ListItem"))
            let script = column.Element("ScriptBlock")?.Value
            let shown = column.Element("PropertyName")?.Value
            where script?.Contains("[GlacierPS.Cmdlets.Formatting.ShownText]::", StringComparison.Ordinal) != true
            from name in script is null
                ? [shown!]
                : Property().Matches(Condition().Replace(script, "")).Select(match => match.Groups[1].Value)
            where type.GetProperty(name) is { } property && ShownText.IsText(property)
            select $"{Path.GetFileName(file)}: {type.Name}.{name} is shown as it is; use "
                + $"[GlacierPS.Cmdlets.Formatting.ShownText]::Of($_.{name})"
        );

    /// <summary>
    /// PowerShell leaves out a column that does not fit, and with it what a reader needs to go on.
    /// </summary>
    [Fact]
    public void E05_every_table_fits_in_80_columns() =>
        Sources.AssertNone(
            from file in Directory.EnumerateFiles(Path.Combine(Sources.Root, "src", "Module", "Formats"))
            from view in XDocument.Load(file).Descendants("View")
            from headers in view.Descendants("TableHeaders")
            let columns = headers.Elements("TableColumnHeader").ToArray()
            let width = columns.Sum(column => (int?)column.Element("Width") ?? LeastWidth) + columns.Length - 1
            where width >= 80
            select $"{Path.GetFileName(file)}: {view.Element("Name")!.Value} takes {width} columns at least"
        );

    /// <summary>
    /// PowerShell writes times and numbers by the culture: Buddhist years, and 1.234 beside 1.95 KiB.
    /// </summary>
    [Fact]
    public void E05_no_view_goes_by_the_culture() =>
        Sources.AssertNone(
            from file in Directory.EnumerateFiles(Path.Combine(Sources.Root, "src", "Module", "Formats"))
            from view in XDocument.Load(file).Descendants("View")
            from selected in view.Descendants("TypeName")
            let type = TypeOf(selected.Value)
            from column in view.Descendants("TableColumnItem").Concat(view.Descendants("ListItem"))
            let script = column.Element("ScriptBlock")?.Value ?? ""
            let time = column.Element("PropertyName")?.Value is { } name ? type.GetProperty(name)?.PropertyType : null
            where
                column.Element("FormatString") is not null
                || script.Contains(".ToString(", StringComparison.Ordinal)
                || script.Contains(" -f ", StringComparison.Ordinal)
                || (time is not null && (Nullable.GetUnderlyingType(time) ?? time) == typeof(DateTime))
            select $"{Path.GetFileName(file)}: {type.Name} has {column.Value}; use LocalTime, Number, ByteSize or "
                + "Dollars "
                + "of GlacierPS.Cmdlets.Formatting"
        );

    [Fact]
    public void E11_what_PowerShell_lists_without_a_view_has_no_text_as_it_is()
    {
        Dictionary<string, XElement> types = XDocument
            .Load(Path.Combine(Sources.Root, "src", "Module", "GlacierPS.Types.ps1xml"))
            .Descendants("Type")
            .ToDictionary(type => type.Element("Name")!.Value);
        Sources.AssertNone(
            from file in Directory.EnumerateFiles(Path.Combine(Sources.Root, "src", "Module", "Formats"))
            from name in XDocument.Load(file).Descendants("TypeName").Select(element => element.Value).Distinct()
            let type = TypeOf(name)
            where s_assemblies.Contains(type.Assembly) && type.GetProperties().Any(ShownText.IsText)
            let set = types
                .GetValueOrDefault(name)
                ?.Descendants("PropertySet")
                .FirstOrDefault(set => set.Element("Name")!.Value == "DefaultDisplayPropertySet")
            from wrong in set is null
                ? [$"{name} has no DefaultDisplayPropertySet in GlacierPS.Types.ps1xml"]
                : set.Element("ReferencedProperties")!
                    .Elements("Name")
                    .Where(property => type.GetProperty(property.Value) is { } found && ShownText.IsText(found))
                    .Select(property => $"{name}: {property.Value} is a text; Shown has it")
            select wrong
        );
    }

    /// <summary>The type of a view; Expand-GlacierArchive emits .NET's files, under a name of ours.</summary>
    private static Type TypeOf(string name) =>
        name == "GlacierPS.ExpandedFile"
            ? typeof(FileInfo)
            : s_assemblies.Select(assembly => assembly.GetType(name)).OfType<Type>().Single();

    [GeneratedRegex(@"\$_\.(\w+)")]
    private static partial Regex Property();

    // What a text is only looked at for is not shown.
    [GeneratedRegex(@"(else)?if \([^)]*\)")]
    private static partial Regex Condition();
}
