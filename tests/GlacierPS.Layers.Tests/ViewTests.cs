using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using GlacierPS.Cmdlets.Formatting;

namespace GlacierPS.Layers.Tests;

/// <summary>No view shows a text that others wrote as it is.</summary>
public sealed partial class ViewTests
{
    private static readonly Assembly[] s_assemblies = [Assembly.Load("GlacierPS.Core"), typeof(ShownText).Assembly];

    [Fact]
    public void E11_every_text_of_a_view_goes_through_ShownText() =>
        Sources.AssertNone(
            from file in Directory.EnumerateFiles(Path.Combine(Sources.Root, "src", "Module", "Formats"))
            from view in XDocument.Load(file).Descendants("View")
            let type = TypeOf(view.Descendants("TypeName").Single().Value)
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
            where type.GetProperties().Any(ShownText.IsText)
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

    private static Type TypeOf(string name) =>
        s_assemblies.Select(assembly => assembly.GetType(name)).OfType<Type>().Single();

    [GeneratedRegex(@"\$_\.(\w+)")]
    private static partial Regex Property();

    // What a text is only looked at for is not shown.
    [GeneratedRegex(@"(else)?if \([^)]*\)")]
    private static partial Regex Condition();
}
