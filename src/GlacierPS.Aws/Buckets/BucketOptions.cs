using GlacierPS.Aws.Configuration;
using GlacierPS.Core.Threading;

namespace GlacierPS.Aws.Buckets;

/// <summary>Which bucket of S3, and how it is reached.</summary>
public sealed record BucketOptions
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its region; null is that of the profile or the environment.</summary>
    public string? Region { get; init; }

    /// <summary>
    /// The address of a store that speaks S3's API; null is AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or the profile's
    /// endpoint_url, where set, and otherwise AWS's own.
    /// </summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>The account that has to own it, 12 digits; null is any.</summary>
    public string? ExpectedOwner { get; init; }

    /// <summary>A profile to sign with.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Keys to sign with; null looks for them as AWS's tools do.</summary>
    public Func<AwsKeys>? KeySource { get; init; }

    /// <summary>The longest pause before a request without a body is repeated for the first time.</summary>
    public TimeSpan RetryDelay { get; init; } = RetryPolicy.DefaultFirst;

    /// <summary>
    /// How long the bucket may stay silent: neither taking a byte of a body, nor answering, nor sending a byte of an
    /// answer. There is no limit to how long a body takes while its bytes flow; what completes an upload for minutes
    /// sends spaces meanwhile.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What carries requests in place of the network.</summary>
    public Func<HttpMessageHandler>? Transport { get; init; }
}
