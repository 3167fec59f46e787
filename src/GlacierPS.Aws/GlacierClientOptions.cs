using GlacierPS.Aws.Configuration;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Aws;

/// <summary>
/// How to reach Glacier. What is left out is found as other AWS tools find it: in the environment, in the profile, in
/// the container or the instance.
/// </summary>
public sealed record GlacierClientOptions
{
    /// <summary>
    /// The profile of the shared AWS files to use; null is the one that AWS_PROFILE names, or <c>default</c>.
    /// </summary>
    public string? ProfileName { get; init; }

    /// <summary>
    /// The region, such as <c>eu-central-1</c>; null is AWS_REGION, AWS_DEFAULT_REGION, the profile's or the
    /// instance's.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>
    /// Where to send requests instead of AWS's own endpoint; used as it is (glacier-api.md §1.1). Null is
    /// AWS_ENDPOINT_URL_GLACIER, AWS_ENDPOINT_URL or the profile's endpoint_url, where set.
    /// </summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>Whose address is looked for in the environment and the profile: glacier, s3 or dynamodb.</summary>
    internal string Service { get; init; } = "glacier";

    /// <summary>
    /// The account whose vaults are meant: 12 digits, or <c>-</c>, the account that owns the credentials (§1.2).
    /// </summary>
    public string AccountId { get; init; } = "-";

    /// <summary>An access key given outright; no other place is searched for credentials then.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>The secret of <see cref="AccessKeyId"/>.</summary>
    public string? SecretAccessKey { get; init; }

    /// <summary>The session token of <see cref="AccessKeyId"/>, for temporary credentials.</summary>
    public string? SessionToken { get; init; }

    /// <summary>
    /// Asked before each attempt for the keys that are valid then, in place of <see cref="AccessKeyId"/>; it may block.
    /// </summary>
    public Func<AwsKeys>? KeySource { get; init; }

    /// <summary>
    /// Whether to use AWS's own endpoint, whatever the environment and the profile say; <see cref="EndpointUrl"/> comes
    /// first.
    /// </summary>
    public bool UseAwsEndpoint { get; init; }

    /// <summary>Whether to use the FIPS endpoint; AWS_USE_FIPS_ENDPOINT and the profile can ask for it too.</summary>
    public bool UseFips { get; init; }

    /// <summary>
    /// Whether to use the dual-stack (IPv6) endpoint; AWS_USE_DUALSTACK_ENDPOINT and the profile can ask for it too.
    /// </summary>
    public bool UseDualStack { get; init; }

    /// <summary>
    /// Retries after the first attempt, 0 or more; null is AWS_MAX_ATTEMPTS or the profile's, less one, or 2.
    /// </summary>
    public int? MaxRetries { get; init; }

    /// <summary>
    /// How long the service may stay silent: neither taking a byte of an upload, nor answering, nor sending a byte of
    /// a download. There is no limit to how long a transfer takes while its bytes flow.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How many requests are under way at once, with all others that have the same budget; null for as many as are
    /// made. The caller disposes it.
    /// </summary>
    public ConcurrencyBudget? Budget { get; init; }

    /// <summary>Told of each attempt of a request when it has ended, on any thread; it must not throw.</summary>
    public Action<RequestAttempt>? OnRequest { get; init; }

    /// <summary>
    /// Told of an attempt that failed before the request is tried again, on any thread; it must not throw.
    /// </summary>
    public Action<RequestAttempt>? OnRetry { get; init; }

    /// <summary>
    /// The in-process transport: makes the handler that takes the place of the network. With it the region and the
    /// keys are those given here, and neither environment, files nor network are looked at. The client disposes it.
    /// </summary>
    public Func<HttpMessageHandler>? Transport { get; init; }

    /// <summary>The options without the keys, so that a log of them gives no secret away.</summary>
    public override string ToString() =>
        $"GlacierClientOptions {{ ProfileName = {ProfileName}, Region = {Region}, EndpointUrl = {EndpointUrl}, "
        + $"AccountId = {AccountId} }}";
}
