namespace GlacierPS.Core.Policies;

/// <summary>The variables of IAM's version 2012-10-17, such as <c>${aws:username}</c>.</summary>
internal static class PolicyVariables
{
    /// <summary>What this service would not fill in must not pass as a text that never matches.</summary>
    /// <param name="text">A resource or a value of a condition.</param>
    /// <param name="what">Where it is, for the reason.</param>
    /// <param name="variables">Whether the policy's version has variables at all.</param>
    /// <exception cref="PolicyViolationException">There is one.</exception>
    public static void Refuse(string text, string what, bool variables)
    {
        if (variables && text.Contains("${", StringComparison.Ordinal))
        {
            throw new PolicyViolationException($"{what}: '{text}' has a policy variable; write the value itself.");
        }
    }
}
