namespace GlacierPS.Core.Policies.Conditions;

/// <summary>The operator <c>Null</c>: "true" holds if the request lacks the key, "false" if it has it.</summary>
/// <param name="wanted">The values: any of them.</param>
internal sealed class KeyPresence(IReadOnlyList<bool> wanted) : PolicyCondition
{
    public override bool Holds(PolicyQuestion question) =>
        wanted.Contains(ConditionKeys.ValueOf(Key, question) is null);
}
