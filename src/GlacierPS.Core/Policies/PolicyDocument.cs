using System.Diagnostics.CodeAnalysis;

namespace GlacierPS.Core.Policies;

/// <summary>
/// A vault access policy or a vault lock policy: an IAM policy document on a vault (glacier-api.md §6.10, §6.11). It
/// has been checked as a whole when it is made, so that asking it cannot fail.
/// </summary>
public sealed class PolicyDocument
{
    /// <summary>Bytes of UTF-8 in a policy, at most: 20 KB (§6.10, §6.11).</summary>
    public const int MaxSize = 20 * 1024;

    internal PolicyDocument(IReadOnlyList<PolicyStatement> statements) => Statements = statements;

    internal IReadOnlyList<PolicyStatement> Statements { get; }

    /// <summary>Reads and checks a policy.</summary>
    /// <param name="json">The text as it was sent; it alone is stored and given back (§6.10).</param>
    /// <param name="policy">The policy, if the text is one.</param>
    /// <param name="reason">Otherwise a sentence that tells what is wrong, and where.</param>
    public static bool TryParse(
        string? json,
        [NotNullWhen(true)] out PolicyDocument? policy,
        [NotNullWhen(false)] out string? reason
    )
    {
        try
        {
            policy = new PolicyDocument(PolicyParser.Parse(json));
            reason = null;
            return true;
        }
        catch (PolicyViolationException violation)
        {
            policy = null;
            reason = violation.Message;
            return false;
        }
    }

    /// <summary>What this policy alone says. It is silent on operations that no vault policy governs (§6.10).</summary>
    public PolicyDecision Decide(PolicyQuestion question)
    {
        if (!VaultActions.InVaultPolicies(question.Action))
        {
            return PolicyDecision.Silent;
        }

        PolicyDecision decision = PolicyDecision.Silent;
        foreach (PolicyStatement statement in Statements.Where(statement => statement.Applies(question)))
        {
            if (statement.Denies)
            {
                return PolicyDecision.Deny;
            }

            decision = PolicyDecision.Allow;
        }

        return decision;
    }
}
