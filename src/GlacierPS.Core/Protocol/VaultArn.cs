namespace GlacierPS.Core.Protocol;

/// <summary>
/// The parts of a vault's ARN, <c>arn:partition:glacier:region:account:vaults/name</c> (glacier-api.md §1.4).
/// </summary>
public static class VaultArn
{
    private const string ResourceType = "vaults/";

    /// <summary>Writes the ARN of a vault; the partition follows from the region.</summary>
    public static string Format(string region, string accountId, string vaultName) =>
        $"arn:{PartitionOf(region)}:glacier:{region}:{accountId}:{ResourceType}{vaultName}";

    /// <summary>The name at the end of an ARN; empty if there is none.</summary>
    public static string VaultNameOf(string? arn)
    {
        int at = arn?.LastIndexOf(":" + ResourceType, StringComparison.Ordinal) ?? -1;
        return at < 0 ? "" : arn![(at + 1 + ResourceType.Length)..];
    }

    /// <summary>The region in an ARN; empty if there is none.</summary>
    public static string RegionOf(string? arn) => arn?.Split(':') is [_, _, _, var region, ..] ? region : "";

    /// <summary>The account in an ARN, 12 digits; empty if there is none.</summary>
    public static string AccountIdOf(string? arn) => arn?.Split(':') is [_, _, _, _, var account, ..] ? account : "";

    /// <summary>The partition that a region is in: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>, ...</summary>
    internal static string PartitionOf(string region) =>
        region switch
        {
            _ when region.StartsWith("cn-", StringComparison.Ordinal) => "aws-cn",
            _ when region.StartsWith("us-gov-", StringComparison.Ordinal) => "aws-us-gov",
            _ when region.StartsWith("us-isob-", StringComparison.Ordinal) => "aws-iso-b",
            _ when region.StartsWith("us-iso-", StringComparison.Ordinal) => "aws-iso",
            _ => "aws",
        };
}
