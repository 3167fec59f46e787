namespace GlacierPS.Core.Policies;

/// <summary>The access policy and the lock of a vault together.</summary>
public static class VaultPolicies
{
    /// <summary>"Deny in any applicable policy wins" (glacier-api.md §6.10).</summary>
    /// <param name="policies">The vault's policies; null for one that is not set.</param>
    /// <param name="question">What is asked.</param>
    public static PolicyDecision Decide(IEnumerable<PolicyDocument?> policies, PolicyQuestion question)
    {
        // The enum's order is the order of precedence.
        PolicyDecision decision = PolicyDecision.Silent;
        foreach (PolicyDocument? policy in policies)
        {
            PolicyDecision one = policy?.Decide(question) ?? PolicyDecision.Silent;
            decision = one > decision ? one : decision;
        }

        return decision;
    }

    /// <summary>
    /// Whether the request may be carried out; if not, it is a 403. The owner's own credentials may do anything that is
    /// not denied, as they would with full rights in IAM; other accounts only what a policy allows (§1.2).
    /// </summary>
    /// <param name="policies">The vault's policies; null for one that is not set.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="ownerAccount">The account that has the vault.</param>
    public static bool Permit(IEnumerable<PolicyDocument?> policies, PolicyQuestion question, string ownerAccount) =>
        Decide(policies, question) switch
        {
            PolicyDecision.Deny => false,
            PolicyDecision.Allow => true,
            _ => question.PrincipalAccount == ownerAccount,
        };
}
