namespace GlacierPS.Core.Policies;

/// <summary>
/// One that a policy names: everyone, an account with all that is in it, or one identity of an account.
/// </summary>
/// <param name="Account">The account's 12 digits; null is everyone.</param>
/// <param name="Arn">The user, role or session; null is the whole account.</param>
internal sealed record PolicyPrincipal(string? Account, string? Arn)
{
    private static readonly PolicyPrincipal Everyone = new(null, null);

    /// <summary>
    /// Reads <c>*</c>, an account ID, or the ARN of an account's root, a user, a role, or a session of a role or of a
    /// federated user; null if it is none of these. IAM knows no wildcards within them.
    /// </summary>
    public static PolicyPrincipal? TryParse(string text)
    {
        if (text == "*")
        {
            return Everyone;
        }

        if (IsAccountId(text))
        {
            return new PolicyPrincipal(text, null);
        }

        if (
            text.AsSpan().ContainsAny('*', '?')
            || text.Split(':', 6) is not ["arn", var partition, var service, "", var account, var resource]
            || !partition.StartsWith("aws", StringComparison.Ordinal)
            || !IsAccountId(account)
        )
        {
            return null;
        }

        return (service, resource.Split('/')) switch
        {
            ("iam", ["root"]) => new PolicyPrincipal(account, null),
            ("iam", ["user" or "role", .., { Length: > 0 }]) => new PolicyPrincipal(account, text),
            ("sts", ["assumed-role", { Length: > 0 }, { Length: > 0 }]) => new PolicyPrincipal(account, text),
            ("sts", ["federated-user", { Length: > 0 }]) => new PolicyPrincipal(account, text),
            _ => null,
        };
    }

    /// <summary>Whether the caller is this one, or belongs to it.</summary>
    public bool Includes(PolicyQuestion question) =>
        Account is null
        || (
            Account == question.PrincipalAccount
            && (Arn is null || Arn == question.PrincipalArn || IsRoleOf(question.PrincipalArn))
        );

    private static bool IsAccountId(string text) => text.Length == 12 && text.All(char.IsAsciiDigit);

    /// <summary>
    /// Whether this is the role whose session the caller has; the ARN of a session lacks the role's path.
    /// </summary>
    private bool IsRoleOf(string principalArn) =>
        principalArn.Split(':', 6) is [_, _, "sts", _, _, var session]
        && session.Split('/') is ["assumed-role", var name, _]
        && Arn!.Split(':', 6) is [_, _, "iam", _, _, var role]
        && role.Split('/') is ["role", .., var last]
        && last == name;
}
