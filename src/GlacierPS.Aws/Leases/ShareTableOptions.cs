using GlacierPS.Aws.Configuration;

namespace GlacierPS.Aws.Leases;

/// <summary>Which table of Amazon DynamoDB, and how it is reached.</summary>
public sealed record ShareTableOptions
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its region; null is that of the profile or the environment.</summary>
    public string? Region { get; init; }

    /// <summary>
    /// The address of a service that speaks DynamoDB's API; null is AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL or the
    /// profile's endpoint_url, where set, and otherwise AWS's own.
    /// </summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>A profile to sign with.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Keys to sign with; null looks for them as AWS's tools do.</summary>
    public Func<AwsKeys>? KeySource { get; init; }

    /// <summary>
    /// How long a request may take, and the rest of its answer be silent. What takes longer is lost: leases are renewed
    /// once a minute.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
