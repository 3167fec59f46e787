using GlacierPS.Core.Policies;

namespace GlacierPS.Core.Tests.Policies;

/// <summary>Questions and policies as the tests put them. Apostrophes stand for quotes.</summary>
internal static class Ask
{
    public const string Owner = "999999999999";
    public const string Other = "123456789012";
    public const string Vault = "arn:aws:glacier:us-west-2:999999999999:vaults/examplevault";

    public static PolicyQuestion May(string action, string account = Other, string? principal = null) =>
        new()
        {
            Action = action,
            ResourceArn = Vault,
            PrincipalAccount = account,
            PrincipalArn = principal ?? $"arn:aws:iam::{account}:root",
            Now = new DateTimeOffset(2017, 1, 31, 14, 26, 33, 31, TimeSpan.Zero),
        };

    public static PolicyDocument Policy(string json)
    {
        Assert.True(
            PolicyDocument.TryParse(json.Replace('\'', '"'), out PolicyDocument? policy, out string? reason),
            reason
        );
        return policy;
    }

    /// <summary>A policy of one statement that denies all to everyone, but for what is given.</summary>
    public static PolicyDocument Statement(
        string effect = "Deny",
        string principal = "'Principal':'*'",
        string action = "'Action':'glacier:*'",
        string resource = $"'Resource':'{Vault}'",
        string? condition = null,
        string version = "2012-10-17"
    ) => Policy(StatementJson(effect, principal, action, resource, condition, version));

    public static string StatementJson(
        string effect = "Deny",
        string principal = "'Principal':'*'",
        string action = "'Action':'glacier:*'",
        string resource = $"'Resource':'{Vault}'",
        string? condition = null,
        string version = "2012-10-17"
    ) =>
        $"{{'Version':'{version}','Statement':[{{'Effect':'{effect}',{principal},{action},{resource}"
        + (condition is null ? "" : $",'Condition':{{{condition}}}")
        + "}]}";

    /// <summary>Whether a condition holds: whether a policy that denies under it denies.</summary>
    public static bool Holds(string condition, PolicyQuestion question) =>
        Statement(condition: condition).Decide(question) == PolicyDecision.Deny;

    /// <summary>A decision by its name, which a public theory can have as its data.</summary>
    public static string Answer(PolicyDocument policy, PolicyQuestion question) => policy.Decide(question).ToString();

    public static string Violation(string json)
    {
        Assert.False(PolicyDocument.TryParse(json.Replace('\'', '"'), out PolicyDocument? policy, out string? reason));
        Assert.Null(policy);
        return reason;
    }
}
