using System.Text.Json;

namespace GlacierPS.Core.Policies;

/// <summary>Reads a policy document: its version, and its statements (glacier-api.md §6.10).</summary>
internal static class PolicyParser
{
    /// <summary>
    /// The version in which <c>${...}</c> in a text is a variable; it is not in the older one, the default.
    /// </summary>
    private const string VersionWithVariables = "2012-10-17";

    private const string What = "The policy";

    /// <exception cref="PolicyViolationException">It is not a policy for a vault.</exception>
    public static IReadOnlyList<PolicyStatement> Parse(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            throw new PolicyViolationException("The policy is empty.");
        }

        using JsonDocument document = PolicyElements.Parse(json);
        Dictionary<string, JsonElement> members = PolicyElements.Members(document.RootElement, What);
        members.Expect(What, "Version", "Id", "Statement");
        if (members.TryGetValue("Id", out JsonElement id))
        {
            PolicyElements.Text(id, "Id");
        }

        bool variables = ReadVersion(members) == VersionWithVariables;
        if (!members.TryGetValue("Statement", out JsonElement statement))
        {
            throw new PolicyViolationException("The policy has no Statement.");
        }

        List<PolicyStatement> statements =
        [
            .. PolicyElements
                .Items(statement, "Statement")
                .Select((one, i) => StatementParser.Parse(one, i + 1, variables)),
        ];
        if (
            statements
                .Where(one => !string.IsNullOrEmpty(one.Sid))
                .GroupBy(one => one.Sid)
                .FirstOrDefault(same => same.Count() > 1) is
            { } twice
        )
        {
            throw new PolicyViolationException($"Two statements have the Sid '{twice.Key}'.");
        }

        return statements;
    }

    private static string ReadVersion(Dictionary<string, JsonElement> members)
    {
        if (!members.TryGetValue("Version", out JsonElement element))
        {
            return "2008-10-17";
        }

        string version = PolicyElements.Text(element, "Version");
        return version is VersionWithVariables or "2008-10-17"
            ? version
            : throw new PolicyViolationException($"Version must be 2012-10-17 or 2008-10-17, not '{version}'.");
    }
}
