namespace GlacierPS.Local.Policies.Conditions;

/// <summary>One operator on one key, and its values (glacier-api.md §6.11).</summary>
internal abstract class PolicyCondition
{
    public abstract bool Holds(PolicyQuestion question);
}
