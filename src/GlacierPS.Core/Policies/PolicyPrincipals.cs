namespace GlacierPS.Core.Policies;

/// <summary>The <c>Principal</c> or <c>NotPrincipal</c> of a statement.</summary>
/// <param name="named">Those that it names.</param>
/// <param name="excludes">Whether it is a NotPrincipal: all others are meant.</param>
internal sealed class PolicyPrincipals(IReadOnlyList<PolicyPrincipal> named, bool excludes)
{
    /// <summary>Whether all callers are named, whoever they are.</summary>
    public bool IsEveryone => !excludes && named.Any(one => one.Account is null);

    /// <summary>Whether a statement with these speaks of the caller.</summary>
    public bool Cover(PolicyQuestion question, bool denies) =>
        !excludes ? named.Any(one => one.Includes(question))
        : denies ? !IsExempt(question)
        : !named.Any(one => one.Includes(question));

    /// <summary>
    /// IAM spares a caller from a Deny with NotPrincipal only if each that it acts as is listed: its account and,
    /// unless it is the account's root, itself. An account's entry alone does not spare its users.
    /// </summary>
    private bool IsExempt(PolicyQuestion question)
    {
        bool account = named.Any(one => one.Arn is null && one.Includes(question));
        bool self =
            question.PrincipalArn.EndsWith(":root", StringComparison.Ordinal)
            || named.Any(one => (one.Arn is not null || one.Account is null) && one.Includes(question));
        return account && self;
    }
}
