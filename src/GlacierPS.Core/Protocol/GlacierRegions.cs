namespace GlacierPS.Core.Protocol;

/// <summary>The regions that have Glacier (glacier-api.md §1.1). Others may be used: the list may have grown.</summary>
public static class GlacierRegions
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "af-south-1",
        "ap-east-1",
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-northeast-3",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-southeast-3",
        "ca-central-1",
        "cn-north-1",
        "cn-northwest-1",
        "eu-central-1",
        "eu-north-1",
        "eu-south-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "me-south-1",
        "sa-east-1",
        "us-east-1",
        "us-east-2",
        "us-gov-east-1",
        "us-gov-west-1",
        "us-iso-east-1",
        "us-iso-west-1",
        "us-isob-east-1",
        "us-west-1",
        "us-west-2",
    ];

    /// <summary>
    /// The regions that the same credentials can reach: those of the partition (AWS itself, China, GovCloud) that a
    /// region is in.
    /// </summary>
    /// <param name="region">A region of that partition.</param>
    public static IReadOnlyList<string> InPartitionOf(string region)
    {
        string partition = VaultArn.PartitionOf(region);
        return [.. All.Where(one => VaultArn.PartitionOf(one) == partition)];
    }
}
