namespace GlacierPS.Core.Policies.Conditions;

/// <summary>One operator on one key, and its values (glacier-api.md §6.11).</summary>
internal abstract class PolicyCondition
{
    /// <summary>The condition key, as the policy spells it.</summary>
    public required string Key { get; init; }

    /// <summary>The operator, as the policy spells it: quantifier and IfExists included.</summary>
    public required string Operator { get; init; }

    /// <summary>The values, as the policy has them.</summary>
    public required IReadOnlyList<string> Values { get; init; }

    public abstract bool Holds(PolicyQuestion question);

    /// <summary>Such as <c>glacier:ResourceTag/LegalHold StringLike 'true' or ''</c>.</summary>
    public override string ToString() =>
        $"{Key} {Operator} {string.Join(" or ", Values.Select(value => $"'{value}'"))}";
}
