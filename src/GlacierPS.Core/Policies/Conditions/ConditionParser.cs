using System.Text.Json;

namespace GlacierPS.Core.Policies.Conditions;

/// <summary>Reads a Condition: operator, key, value or values (glacier-api.md §6.11).</summary>
internal static class ConditionParser
{
    private const string IfExists = "IfExists";

    private static readonly (string Prefix, SetQuantifier Quantifier)[] Quantifiers =
    [
        ("ForAnyValue:", SetQuantifier.AnyValue),
        ("ForAllValues:", SetQuantifier.AllValues),
        ("", SetQuantifier.Single),
    ];

    /// <exception cref="PolicyViolationException">
    /// An operator or key is unknown, or a value is not such as the operator takes.
    /// </exception>
    public static List<PolicyCondition> Parse(JsonElement element, string what, bool variables) =>
        [
            .. from operators in PolicyElements.Members(element, what)
            from key in PolicyElements.Members(operators.Value, $"{what}: {operators.Key}")
            select Read(operators.Key, key.Key, key.Value, $"{what}: {operators.Key}", variables),
        ];

    private static PolicyCondition Read(string name, string key, JsonElement element, string what, bool variables)
    {
        if (!ConditionKeys.IsKnown(key))
        {
            throw new PolicyViolationException($"{what}: there is no condition key '{key}'.");
        }

        List<string> values = PolicyElements.Scalars(element, $"{what}: {key}");
        if (name == "Null")
        {
            return new KeyPresence([
                .. values.Select(value =>
                    bool.TryParse(value, out bool missing)
                        ? missing
                        : throw new PolicyViolationException($"{what}: {key}: must be true or false, not '{value}'.")
                ),
            ])
            {
                Key = key,
                Operator = name,
                Values = values,
            };
        }

        values.ForEach(value => PolicyVariables.Refuse(value, what, variables));
        (string prefix, SetQuantifier quantifier) = Quantifiers.First(one =>
            name.StartsWith(one.Prefix, StringComparison.Ordinal)
        );
        string plain = name[prefix.Length..];
        bool ifExists = plain.EndsWith(IfExists, StringComparison.Ordinal);
        if (!ConditionOperators.TryFind(ifExists ? plain[..^IfExists.Length] : plain, out var test, out bool negated))
        {
            throw new PolicyViolationException($"{what}: there is no such operator.");
        }

        return new ValueComparison
        {
            Key = key,
            Operator = name,
            Values = values,
            Tests =
            [
                .. values.Select(value =>
                    test(value)
                    ?? throw new PolicyViolationException($"{what}: {key}: the operator does not take '{value}'.")
                ),
            ],
            Negated = negated,
            IfExists = ifExists,
            Quantifier = quantifier,
        };
    }
}
