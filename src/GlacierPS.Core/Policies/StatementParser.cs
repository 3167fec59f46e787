using System.Text.Json;
using GlacierPS.Core.Policies.Conditions;

namespace GlacierPS.Core.Policies;

/// <summary>
/// Reads one statement. A policy on a vault must say whom it means and which vault: "principal required; resource =
/// vault ARN" (glacier-api.md §6.10).
/// </summary>
internal static class StatementParser
{
    private const string ActionPrefix = "glacier:";

    /// <param name="element">The statement.</param>
    /// <param name="number">Its place in the policy, from 1, for the reason.</param>
    /// <param name="variables">Whether <c>${...}</c> in a resource or a condition is a policy variable.</param>
    /// <exception cref="PolicyViolationException">It is not a statement for a vault.</exception>
    public static PolicyStatement Parse(JsonElement element, int number, bool variables)
    {
        string what = $"Statement {number}";
        Dictionary<string, JsonElement> members = PolicyElements.Members(element, what);
        members.Expect(
            what,
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition"
        );
        (JsonElement principals, bool notPrincipal) = OneOf(members, what, "Principal", "NotPrincipal");
        (JsonElement actions, bool notAction) = OneOf(members, what, "Action", "NotAction");
        (JsonElement resources, bool notResource) = OneOf(members, what, "Resource", "NotResource");
        return new PolicyStatement
        {
            Sid = members.TryGetValue("Sid", out JsonElement sid) ? PolicyElements.Text(sid, $"{what}: Sid") : null,
            Denies = ReadEffect(members, what),
            Principals = new PolicyPrincipals([.. ReadPrincipals(principals, $"{what}: Principal")], notPrincipal),
            Actions = [.. PolicyElements.Texts(actions, $"{what}: Action").Select(text => ReadAction(text, what))],
            ExcludesActions = notAction,
            Resources =
            [
                .. PolicyElements
                    .Texts(resources, $"{what}: Resource")
                    .Select(text => ReadResource(text, what, variables)),
            ],
            ExcludesResources = notResource,
            Conditions = members.TryGetValue("Condition", out JsonElement condition)
                ? ConditionParser.Parse(condition, $"{what}: Condition", variables)
                : [],
        };
    }

    private static (JsonElement Element, bool Excludes) OneOf(
        Dictionary<string, JsonElement> members,
        string what,
        string name,
        string negated
    )
    {
        bool included = members.TryGetValue(name, out JsonElement element);
        bool excluded = members.TryGetValue(negated, out JsonElement negatedElement);
        return included != excluded
            ? (included ? element : negatedElement, excluded)
            : throw new PolicyViolationException($"{what} must have either {name} or {negated}.");
    }

    private static bool ReadEffect(Dictionary<string, JsonElement> members, string what)
    {
        string? effect = members.TryGetValue("Effect", out JsonElement element)
            ? PolicyElements.Text(element, $"{what}: Effect")
            : null;
        return effect is "Allow" or "Deny"
            ? effect == "Deny"
            : throw new PolicyViolationException($"{what}: Effect must be Allow or Deny, not '{effect}'.");
    }

    private static IEnumerable<PolicyPrincipal> ReadPrincipals(JsonElement element, string what)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            return PolicyElements.Text(element, what) == "*"
                ? [ReadPrincipal("*", what)]
                : throw new PolicyViolationException(
                    $"{what} must be \"*\" or an object such as {{\"AWS\": \"111122223333\"}}."
                );
        }

        Dictionary<string, JsonElement> members = PolicyElements.Members(element, what);
        members.Expect(what, "AWS");
        return members.TryGetValue("AWS", out JsonElement named)
            ? PolicyElements.Texts(named, what).Select(text => ReadPrincipal(text, what))
            : throw new PolicyViolationException($"{what} names no one.");
    }

    private static PolicyPrincipal ReadPrincipal(string text, string what) =>
        PolicyPrincipal.TryParse(text)
        ?? throw new PolicyViolationException(
            $"{what}: '{text}' is not *, an account ID, or the ARN of an account's root, a user, a role or a session."
        );

    /// <summary>
    /// A name, or a pattern of names, of which there must be at least one: what can never apply is a slip of the pen.
    /// </summary>
    private static WildcardPattern ReadAction(string text, string what)
    {
        // A lone star means the actions of all services, of which a vault has one.
        string name =
            text == "*" ? text
            : text.StartsWith(ActionPrefix, StringComparison.OrdinalIgnoreCase) ? text[ActionPrefix.Length..]
            : throw new PolicyViolationException($"{what}: the action '{text}' does not begin with {ActionPrefix}");
        var pattern = new WildcardPattern(name, ignoreCase: true);
        if (VaultActions.Names.Any(action => pattern.Matches(action)))
        {
            return pattern;
        }

        throw new PolicyViolationException(
            VaultActions.IdentityOnlyNames.Any(action => pattern.Matches(action))
                ? $"{what}: the action '{text}' works in identity policies only, not in a vault's."
                : $"{what}: there is no action '{text}'."
        );
    }

    private static ArnPattern ReadResource(string text, string what, bool variables)
    {
        PolicyVariables.Refuse(text, $"{what}: Resource", variables);
        return ArnPattern.TryParseVault(text)
            ?? throw new PolicyViolationException(
                $"{what}: '{text}' is not the ARN of a vault, such as "
                    + "arn:aws:glacier:us-west-2:111122223333:vaults/examplevault."
            );
    }
}
