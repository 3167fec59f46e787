using System.Text.Json;

namespace GlacierPS.Local.Tests.Fixtures;

/// <summary>Policies for the vault <c>v</c>, and how they are sent.</summary>
public static class SomePolicy
{
    public const string Arn = "arn:aws:glacier:us-east-1:111122223333:vaults/v";

    /// <summary>The guide's sample: archives stay for a year (glacier-api.md §6.11).</summary>
    public static readonly string KeepForAYear = Deny(
        "DeleteArchive",
        """{"NumericLessThan":{"glacier:ArchiveAgeInDays":"365"}}"""
    );

    public static string Deny(string action, string? condition = null) => Of("Deny", "*", action, condition);

    public static string Of(string effect, string principal, string action, string? condition = null) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"{{effect}}","Principal":{"AWS":"{{principal}}"},"Action":"glacier:{{action}}","Resource":"{{Arn}}"{{(condition is null ? "" : $",\"Condition\":{condition}")}}}]}""";

    /// <summary>A policy in the body of a request.</summary>
    public static string Body(string policy) => $"{{\"Policy\":{JsonSerializer.Serialize(policy)}}}";
}
