using System.Reflection;
using System.Text.RegularExpressions;
using GlacierPS.Core.Tests.Hashing;
using GlacierPS.Local.Http;
using GlacierPS.Local.Operations;

namespace GlacierPS.Local.Tests.Compliance;

/// <summary>docs/COMPLIANCE.md and the tests agree, in both directions.</summary>
public partial class ComplianceTableTests
{
    private static readonly ComplianceTable s_table = ComplianceTable.Read();

    /// <summary>The types of the assemblies whose tests show statements.</summary>
    private static readonly Type[] s_types =
    [
        .. typeof(ComplianceTableTests).Assembly.GetTypes(),
        .. typeof(TreeHashStatementTests).Assembly.GetTypes(),
    ];

    /// <summary>Every test that is named after a statement: its number, and class and method.</summary>
    private static readonly (string Number, string Test)[] s_tests =
    [
        .. s_types
            .SelectMany(type =>
                type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            )
            .Where(method => StatementName().IsMatch(method.Name))
            .Select(method => (method.Name[..4], $"{method.DeclaringType!.Name}.{method.Name}")),
    ];

    [Fact]
    public void Every_statement_has_one_row_and_a_test_of_its_number()
    {
        Assert.Equal(
            s_table.Statements.Select(row => row.Number).Distinct().Order(),
            s_table.Statements.Select(row => row.Number)
        );
        Assert.All(
            s_table.Statements,
            row =>
            {
                Assert.NotEmpty(row.Words);
                Assert.NotEmpty(row.Tests);
            }
        );
    }

    [Fact]
    public void The_table_names_exactly_the_tests_of_each_statement() =>
        Assert.Equal(
            s_tests.Order(),
            s_table.Statements.SelectMany(row => row.Tests.Select(test => (row.Number, test))).Order()
        );

    [Fact]
    public void What_is_named_after_a_statement_is_a_test_that_is_run()
    {
        Assert.All(
            s_table.Statements.SelectMany(row => row.Tests),
            test =>
            {
                string[] parts = test.Split('.');
                Type type = Assert.Single(s_types, type => type.Name == parts[0]);
                MethodInfo method = Assert.Single(type.GetMethods(), method => method.Name == parts[1]);
                var fact = method.GetCustomAttribute<FactAttribute>();
                Assert.True(fact is { Skip: null }, $"{test} is no test, or one that is skipped.");
                Assert.Contains(s_types, runs => !runs.IsAbstract && runs.IsAssignableTo(type));
            }
        );
    }

    [Fact]
    public void A_contract_is_tried_on_disk_in_memory_and_over_HTTP()
    {
        IEnumerable<Type> contracts = s_types.Where(type =>
            type.IsAbstract
            && type.IsAssignableTo(typeof(Contract.ContractTest))
            && type != typeof(Contract.ContractTest)
        );
        Assert.All(contracts, contract => Assert.Equal(3, s_types.Count(type => type.BaseType == contract)));
    }

    [Fact]
    public void Every_operation_has_a_row_that_names_its_route_and_its_handler()
    {
        Assert.Equal(Enum.GetNames<GlacierOperation>().Order(), s_table.Operations.Select(row => row.Name));
        Assert.All(
            s_table.Operations,
            row =>
            {
                Assert.Equal(Enum.Parse<GlacierOperation>(row.Name), OperationOf(row.Route));
                Type handler = Assert.Single(
                    typeof(IOperation).Assembly.GetTypes(),
                    type => type.Name == row.Handler && type.IsAssignableTo(typeof(IOperation))
                );
                Assert.Equal(row.Name, handler.Name);
            }
        );
    }

    [Fact]
    public void The_statements_of_every_operation_are_in_the_table()
    {
        HashSet<string> known = [.. s_table.Statements.Select(row => row.Number)];
        Assert.All(
            s_table.Operations,
            row =>
            {
                string[] numbers = row.Statements.Split(["-", ", "], StringSplitOptions.None);
                Assert.All(numbers, number => Assert.Contains(number, known));
            }
        );
    }

    private static GlacierOperation? OperationOf(string route)
    {
        string[] parts = route
            .Replace("{account}", "-", StringComparison.Ordinal)
            .Replace("{vault}", "v", StringComparison.Ordinal)
            .Replace("{id}", "x", StringComparison.Ordinal)
            .Split(' ', '?');
        return Routes
            .Find(
                new GlacierRequest
                {
                    Method = parts[0],
                    Path = parts[1],
                    Query = parts.ElementAtOrDefault(2) ?? "",
                    Headers = new GlacierHeaders(),
                }
            )
            ?.Operation;
    }

    [GeneratedRegex("^C[0-9]{3}_")]
    private static partial Regex StatementName();
}
