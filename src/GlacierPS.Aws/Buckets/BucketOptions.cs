using GlacierPS.Aws.Configuration;

namespace GlacierPS.Aws.Buckets;

/// <summary>Which bucket of S3, and how it is reached.</summary>
public sealed record BucketOptions
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its region; null is that of the profile or the environment.</summary>
    public string? Region { get; init; }

    /// <summary>The address of a store that speaks S3's API; null is AWS's own.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>The account that has to own it, 12 digits; null is any.</summary>
    public string? ExpectedOwner { get; init; }

    /// <summary>A profile to sign with.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Keys to sign with; null looks for them as AWS's tools do.</summary>
    public Func<AwsKeys>? KeySource { get; init; }

    /// <summary>What carries requests in place of the network.</summary>
    public Func<HttpMessageHandler>? Transport { get; init; }
}
