using System.Reflection;
using NetArchTest.Rules;

namespace GlacierPS.Layers.Tests;

/// <summary>
/// References point one way, between the assemblies and between the folders of each (docs/ARCHITECTURE.md).
/// </summary>
public sealed class LayerTests
{
    /// <summary>The folders of Core, from the bottom up: each may refer to those before it.</summary>
    private static readonly string[] s_core =
    [
        "Hashing",
        "Protocol",
        "Threading",
        "Storage",
        "Policies",
        "Naming",
        "Inventory",
        "Transfer",
        "Expansion",
        "Catalog",
        "Prices",
        "Leases",
        "Survey",
        "Restore",
        "Copy",
        "Sync",
        "Purge",
        "Report",
    ];

    public static TheoryData<string, string[]> MayReferTo =>
        new()
        {
            { "GlacierPS.Core", [] },
            { "GlacierPS.Aws", ["GlacierPS.Core"] },
            { "GlacierPS.Local", ["GlacierPS.Core"] },
            { "GlacierPS.Server", ["GlacierPS.Core", "GlacierPS.Local"] },
            { "GlacierPS.Cmdlets", ["GlacierPS.Core", "GlacierPS.Aws", "GlacierPS.Local"] },
            { "GlacierPS.Loader", [] },
        };

    [Theory]
    [MemberData(nameof(MayReferTo))]
    public void An_assembly_refers_only_to_those_below_it(string assembly, string[] below) =>
        Sources.AssertNone(
            from reference in Assembly.Load(assembly).GetReferencedAssemblies()
            where reference.Name!.StartsWith("GlacierPS.", StringComparison.Ordinal) && !below.Contains(reference.Name)
            select $"{assembly} refers to {reference.Name}"
        );

    [Theory]
    [InlineData("Amazon", "GlacierPS.Aws")]
    [InlineData("AWSSDK", "GlacierPS.Aws")]
    [InlineData("System.Management.Automation", "GlacierPS.Cmdlets", "GlacierPS.Loader")]
    [InlineData("Microsoft.AspNetCore", "GlacierPS.Server")]
    [InlineData("System.CommandLine", "GlacierPS.Server")]
    [InlineData("ICSharpCode.SharpZipLib", "GlacierPS.Core")]
    public void A_foreign_library_is_known_where_it_belongs_alone(string library, params string[] mayKnowIt) =>
        Sources.AssertNone(
            from name in MayReferTo.Select(row => row.Data.Item1)
            where !mayKnowIt.Contains(name)
            from reference in Assembly.Load(name).GetReferencedAssemblies()
            where reference.Name!.StartsWith(library, StringComparison.Ordinal)
            select $"{name} refers to {reference.Name}"
        );

    [Fact]
    public void A_folder_of_Core_refers_only_to_those_below_it() =>
        Sources.AssertNone(Upward(Assembly.Load("GlacierPS.Core"), s_core));

    [Fact]
    public void Every_folder_of_Core_has_its_place() =>
        Sources.AssertNone(Unplaced(Assembly.Load("GlacierPS.Core"), s_core));

    /// <summary>The types of each folder that refer to a folder further up.</summary>
    private static IEnumerable<string> Upward(Assembly assembly, string[] folders)
    {
        string root = assembly.GetName().Name!;
        for (int i = 0; i < folders.Length - 1; i++)
        {
            string[] above = [.. folders[(i + 1)..].Select(f => $"{root}.{f}")];
            string[] upward =
                Types
                    .InAssembly(assembly)
                    .That()
                    .ResideInNamespaceMatching($@"^{root}\.{folders[i]}(\.|$)")
                    .ShouldNot()
                    .HaveDependencyOnAny(above)
                    .GetResult()
                    .FailingTypes?.Select(t => t.FullName!)
                    .ToArray()
                ?? [];
            foreach (string type in upward)
            {
                yield return $"{type} refers to a folder above {folders[i]}";
            }
        }
    }

    private static IEnumerable<string> Unplaced(Assembly assembly, string[] folders)
    {
        string root = assembly.GetName().Name! + ".";
        return from type in assembly.GetTypes()
            where type.Namespace?.StartsWith(root, StringComparison.Ordinal) == true
            let folder = type.Namespace![root.Length..].Split('.')[0]
            where !folders.Contains(folder)
            select $"{type.FullName} is in a folder that has no place in the order";
    }
}
