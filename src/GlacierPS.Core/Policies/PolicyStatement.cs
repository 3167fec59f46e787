using GlacierPS.Core.Policies.Conditions;

namespace GlacierPS.Core.Policies;

/// <summary>
/// One statement: whom it means, what they do, to which vault, under which conditions; and whether it allows or denies
/// that.
/// </summary>
internal sealed class PolicyStatement
{
    public required string? Sid { get; init; }

    /// <summary>Effect: Deny, or else Allow.</summary>
    public required bool Denies { get; init; }

    public required PolicyPrincipals Principals { get; init; }

    /// <summary>Action or NotAction: patterns of operation names, without <c>glacier:</c>.</summary>
    public required IReadOnlyList<WildcardPattern> Actions { get; init; }

    public required bool ExcludesActions { get; init; }

    /// <summary>Resource or NotResource.</summary>
    public required IReadOnlyList<ArnPattern> Resources { get; init; }

    public required bool ExcludesResources { get; init; }

    /// <summary>All of these must hold (glacier-api.md §6.10).</summary>
    public required IReadOnlyList<PolicyCondition> Conditions { get; init; }

    /// <summary>Whether it speaks of an action.</summary>
    /// <param name="action">Without <c>glacier:</c>.</param>
    public bool CoversAction(string action) => Actions.Any(one => one.Matches(action)) != ExcludesActions;

    public bool Applies(PolicyQuestion question) =>
        Principals.Cover(question, Denies)
        && CoversAction(question.Action)
        && Resources.Any(resource => resource.Matches(question.ResourceArn)) != ExcludesResources
        && Conditions.All(condition => condition.Holds(question));
}
