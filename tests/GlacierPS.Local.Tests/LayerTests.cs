using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace GlacierPS.Local.Tests;

/// <summary>
/// The layers of the local service: Service, Operations, Preconditions, then Http and Vaults side by side, then
/// Storage. A folder uses those below it, never up.
/// </summary>
public sealed partial class LayerTests
{
    /// <summary>Folders from the bottom up; those of one line do not use each other, but for what is named.</summary>
    private static readonly Dictionary<string, string[]> s_uses = new()
    {
        ["Identifiers"] = [],
        ["Time"] = [],
        ["Json"] = ["Time"],
        ["Tags"] = [],
        ["Capacity"] = [],
        ["Retrieval"] = [],
        ["Storage"] = ["Identifiers"],
        ["Notifications"] = ["Identifiers", "Time"],
        ["Archives"] = ["Storage", "Identifiers", "Time"],
        ["Inventories"] = ["Archives", "Jobs", "Storage", "Identifiers", "Time"],
        ["Jobs"] = ["Archives", "Inventories", "Storage", "Identifiers", "Time", "Json"],
        ["Accounts"] = ["Storage", "Notifications", "Capacity", "Retrieval", "Identifiers", "Time"],
        ["Vaults"] =
        [
            "Accounts",
            "Jobs",
            "Inventories",
            "Archives",
            "Notifications",
            "Storage",
            "Identifiers",
            "Time",
            "Json",
        ],
        ["Upgrade"] =
        [
            "Vaults",
            "Accounts",
            "Jobs",
            "Inventories",
            "Archives",
            "Notifications",
            "Retrieval",
            "Capacity",
            "Storage",
            "Identifiers",
            "Time",
        ],
        ["Http"] = ["Json", "Identifiers", "Time"],
        ["Signing"] = ["Http", "Storage"],
        ["Requests"] = ["Http", "Vaults", "Storage", "Time"],
        ["Preconditions"] =
        [
            "Requests",
            "Http",
            "Vaults",
            "Accounts",
            "Jobs",
            "Inventories",
            "Archives",
            "Notifications",
            "Retrieval",
            "Storage",
            "Identifiers",
            "Time",
            "Json",
        ],
        ["Operations"] =
        [
            "Preconditions",
            "Requests",
            "Http",
            "Vaults",
            "Accounts",
            "Jobs",
            "Inventories",
            "Archives",
            "Notifications",
            "Retrieval",
            "Capacity",
            "Tags",
            "Storage",
            "Identifiers",
            "Time",
            "Json",
        ],
    };

    public static TheoryData<string> Folders => [.. s_uses.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_those_below_it_alone(string folder)
    {
        string[] wrong =
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Source(), folder), "*.cs", SearchOption.AllDirectories)
                .SelectMany(file =>
                    LocalNamespace()
                        .Matches(File.ReadAllText(file))
                        .Select(match => match.Groups[1].Value)
                        .Where(used => used != folder && !s_uses[folder].Contains(used))
                        .Select(used => $"{Path.GetFileName(file)} uses {used}")
                )
                .Distinct(),
        ];
        Assert.Empty(wrong);
    }

    private static string Source([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "src", "GlacierPS.Local");

    [GeneratedRegex(@"using GlacierPS\.Local\.(\w+)")]
    private static partial Regex LocalNamespace();
}
