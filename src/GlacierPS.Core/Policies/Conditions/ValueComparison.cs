namespace GlacierPS.Core.Policies.Conditions;

/// <summary>An operator that compares the request's value with those of the policy (glacier-api.md §6.11).</summary>
internal sealed class ValueComparison : PolicyCondition
{
    /// <summary>One test a value of the policy.</summary>
    public required IReadOnlyList<Func<string, bool>> Tests { get; init; }

    /// <summary>Whether the operator is a Not...: none of the values may fit, instead of one that must.</summary>
    public required bool Negated { get; init; }

    public required bool IfExists { get; init; }

    public required SetQuantifier Quantifier { get; init; }

    public override bool Holds(PolicyQuestion question) =>
        ConditionKeys.ValueOf(Key, question) is { } value
            ? Tests.Any(test => test(value)) != Negated
            : HoldsWithoutValue;

    /// <summary>
    /// IAM: what a request lacks equals nothing, so that a Not... holds; under a quantifier IfExists means nothing.
    /// </summary>
    private bool HoldsWithoutValue =>
        Quantifier switch
        {
            SetQuantifier.AnyValue => false,
            SetQuantifier.AllValues => true,
            _ => IfExists || Negated,
        };
}
