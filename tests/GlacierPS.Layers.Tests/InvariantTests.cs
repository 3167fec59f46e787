using System.Text.RegularExpressions;

namespace GlacierPS.Layers.Tests;

/// <summary>The tables of docs/ARCHITECTURE.md and docs/GUIDELINES.md name tests that exist.</summary>
public sealed partial class InvariantTests
{
    [Theory]
    [InlineData("ARCHITECTURE.md", "## Invariants")]
    [InlineData("GUIDELINES.md", "# PowerShell's development guidelines")]
    public void Every_test_that_the_invariants_name_exists(string page, string heading)
    {
        string[] rows =
        [
            .. File.ReadLines(Path.Combine(Sources.Root, "docs", page))
                .SkipWhile(line => line != heading)
                .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
                .Skip(2),
        ];
        Assert.True(rows.Length > 10, "the table of invariants was not found");
        var suites = string.Concat(
            Directory
                .EnumerateFiles(Path.Combine(Sources.Root, "tests", "Pester"), "*.Tests.ps1")
                .Concat(Sources.Below("tests").Select(path => Path.Combine(Sources.Root, path)))
                .Select(File.ReadAllText)
        );
        Sources.AssertNone(
            from row in rows
            from Match name in Named().Matches(row[row.IndexOf('|', 2)..])
            let test = name.Groups[1].Value
            where !suites.Contains($"It '{test}'", StringComparison.Ordinal)
            // What is written like code and is no sentence of a test: a parameter, an attribute.
            where !test.StartsWith('-')
            where !Regex.IsMatch(suites, $@"\b(?:void|Task|class) {Regex.Escape(test)}\b")
            select $"no test is called '{test}'"
        );
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Named();
}
