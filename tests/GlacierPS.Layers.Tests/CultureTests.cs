using System.Globalization;
using System.Runtime.CompilerServices;
using Mono.Cecil;

namespace GlacierPS.Layers.Tests;

/// <summary>
/// What is written does not depend on the session's culture: a number is read the same beside a size, and a name or a
/// row's key that another machine looks for is spelled as it expects (docs/GUIDELINES.md, Times).
/// </summary>
public sealed class CultureTests
{
    // Written with a culture's signs or calendar even where no format is given.
    private static readonly string[] s_always =
    [
        nameof(Double),
        nameof(Single),
        nameof(Decimal),
        nameof(DateTime),
        nameof(DateTimeOffset),
        nameof(DateOnly),
        nameof(TimeOnly),
    ];

    private static readonly string[] s_withFormat = [nameof(Int32), nameof(UInt32), nameof(Int64), nameof(UInt64)];

    // The same in every culture.
    private static readonly string[] s_invariant = ["o", "O", "r", "R", "s", "u"];

    [Theory]
    [InlineData("GlacierPS.Core")]
    [InlineData("GlacierPS.Aws")]
    [InlineData("GlacierPS.Local")]
    [InlineData("GlacierPS.Server")]
    [InlineData("GlacierPS.Cmdlets")]
    public void No_text_is_written_or_read_by_the_culture(string assembly) =>
        Sources.AssertNone(
            from method in Instructions.MethodsOf(assembly)
            // The compiler's, for a record's ToString, and the JSON generator's.
            where method.Name is not ("PrintMembers" or "ExpandConverter")
            from found in ByCulture(method)
            select $"{method.DeclaringType.FullName}.{method.Name}: {found}"
        );

    [Fact]
    public void What_is_written_by_the_culture_is_found() =>
        Assert.Equal(
            [
                "{Int32:N0}",
                "{Double}",
                "{DateTime:yyyy}",
                "{Int64:N1}",
                "DateTime.ToString",
                "Decimal.TryParse",
                "String.Format",
            ],
            Instructions
                .MethodsOf("GlacierPS.Layers.Tests")
                .Where(method => method.DeclaringType.Name == nameof(Samples))
                .SelectMany(ByCulture)
        );

    private static IEnumerable<string> ByCulture(MethodDefinition method)
    {
        // Whether a culture is given, of each interpolated string that is begun and not ended.
        var isGiven = new Stack<bool>();
        string text = "";
        foreach (object operand in Instructions.OperandsOf(method))
        {
            if (operand is not MethodReference called)
            {
                text = (string)operand;
            }
            else if (called.DeclaringType.Name == nameof(DefaultInterpolatedStringHandler))
            {
                if (called.Name == ".ctor")
                {
                    isGiven.Push(HasCulture(called));
                }
                else if (called.Name == nameof(DefaultInterpolatedStringHandler.ToStringAndClear))
                {
                    isGiven.TryPop(out _);
                }
                else if (isGiven.TryPeek(out bool given) && !given && Interpolated(called, text) is { } found)
                {
                    yield return found;
                }
            }
            else if (called.DeclaringType.FullName == "System.String" && called.Name == nameof(string.Create))
            {
                isGiven.TryPop(out _);
            }
            else if (IsByCulture(called))
            {
                yield return $"{called.DeclaringType.Name}.{called.Name}";
            }
        }
    }

    /// <summary>What is put into an interpolated string, if the culture says how.</summary>
    private static string? Interpolated(MethodReference called, string text)
    {
        if (called is not GenericInstanceMethod { GenericArguments: [var argument] })
        {
            return null;
        }

        string value = argument is GenericInstanceType { ElementType.Name: "Nullable`1", GenericArguments: [var inner] }
            ? inner.Name
            : argument.Name;
        bool hasFormat = called.Parameters is [_, .., { ParameterType.FullName: "System.String" }];
        return !hasFormat
            ? s_always.Contains(value)
                ? $"{{{value}}}"
                : null
            : s_invariant.Contains(text)
                ? null
                : s_always.Contains(value) || (s_withFormat.Contains(value) && "XxDd".IndexOf(text[0]) < 0)
                    ? $"{{{value}:{text}}}"
                    : null;
    }

    private static bool IsByCulture(MethodReference called)
    {
        string type = called.DeclaringType.Namespace == "System" ? called.DeclaringType.Name : "";
        return !HasCulture(called)
            && (
                type == nameof(String) ? called.Name == nameof(string.Format)
                : called.Name == nameof(ToString)
                    ? s_always.Contains(type) || (s_withFormat.Contains(type) && called.Parameters.Count > 0)
                : called.Name is nameof(int.Parse) or nameof(int.TryParse) && s_always.Contains(type)
            );
    }

    private static bool HasCulture(MethodReference called) =>
        called.Parameters.Any(parameter => parameter.ParameterType.Name == nameof(IFormatProvider));

    private static class Samples
    {
        private static string Written(int count, double rate, DateTime? day, long inner) =>
            $"{count:N0} of {count} at {count:X4}, {rate}/s, {day:yyyy} {(inner > 0 ? $"{inner:N1}" : "")}";

        private static string Given(int count, double rate, DateTime day) =>
            string.Create(CultureInfo.InvariantCulture, $"{count:N0} {rate}/s ")
            + FormattableString.Invariant($"{day:yyyy}")
            + day.ToString("yyyy", CultureInfo.InvariantCulture);

        private static string Called(DateTime day) => day.ToString("yyyy");

        private static bool Read(string text) => decimal.TryParse(text, out _);

        private static string Filled(int count) => string.Format("{0:N0}", count);
    }
}
