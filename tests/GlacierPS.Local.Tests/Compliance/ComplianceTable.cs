using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace GlacierPS.Local.Tests.Compliance;

/// <summary>docs/COMPLIANCE.md: a row for each operation, and one for each statement of glacier-api.md §11.</summary>
internal sealed partial class ComplianceTable
{
    private ComplianceTable(IEnumerable<string> lines)
    {
        foreach (string line in lines.Where(line => line.StartsWith('|')))
        {
            string[] cells = [.. line.Trim('|').Split(" | ").Select(cell => cell.Trim())];
            if (Number().IsMatch(cells[0]))
            {
                Statements.Add(new StatementRow(cells[0], cells[1], Quoted(cells[2])));
            }
            else if (cells.Length == 4 && cells[1].StartsWith('`'))
            {
                Operations.Add(new OperationRow(cells[0], Quoted(cells[1])[0], Quoted(cells[2])[0], cells[3]));
            }
        }
    }

    public List<OperationRow> Operations { get; } = [];

    public List<StatementRow> Statements { get; } = [];

    public static ComplianceTable Read([CallerFilePath] string here = "") =>
        new(File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "COMPLIANCE.md")));

    private static List<string> Quoted(string cell) =>
        [.. InBackticks().Matches(cell).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^C[0-9]{3}$")]
    private static partial Regex Number();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InBackticks();
}

/// <summary>A row of an operation.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Route">Its method and path, with <c>{account}</c>, <c>{vault}</c> and <c>{id}</c> for what
/// varies.</param>
/// <param name="Handler">The class that answers it.</param>
/// <param name="Statements">Numbers of statements, and ranges of them: <c>C048-C052, C196</c>.</param>
internal sealed record OperationRow(string Name, string Route, string Handler, string Statements);

/// <summary>A row of a statement.</summary>
/// <param name="Number">C and three digits.</param>
/// <param name="Words">The statement.</param>
/// <param name="Tests">The tests that show it: class and method.</param>
internal sealed record StatementRow(string Number, string Words, IReadOnlyList<string> Tests);
