using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.Runtime.Internal;
using Amazon.Util;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Configuration;

/// <summary>
/// The settings that the options do not give, read from the environment and the profile as they are now. The SDK reads
/// most of them once in a process, and from the default profile only; a shell runs long, and names profiles.
/// </summary>
internal sealed record AwsSettings
{
    /// <summary>
    /// Time within which the instance metadata service has to respond: it is one network hop away, or does not exist.
    /// </summary>
    public static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(4);

    public required string Region { get; init; }

    public required Uri Endpoint { get; init; }

    /// <summary>The endpoint, where it is not AWS's own.</summary>
    public Uri? CustomEndpoint { get; init; }

    public RequestRetryMode RetryMode { get; init; } = RequestRetryMode.Standard;

    public int? MaxRetries { get; init; }

    public bool? DisableClockSkewCorrection { get; init; }

    public string? ClientAppId { get; init; }

    /// <summary>Reads them for a client.</summary>
    /// <exception cref="GlacierInputException">There is no region, or something that was found is not
    /// usable.</exception>
    /// <exception cref="GlacierCredentialsException">The named profile is not there.</exception>
    public static AwsSettings Read(GlacierClientOptions options)
    {
        if (options.Transport is not null)
        {
            string given = options.Region ?? throw MissingRegion();
            GlacierEndpoint.CheckRegion(given);
            return new AwsSettings
            {
                Region = given,
                Endpoint = GlacierEndpoint.Resolve(given, options.EndpointUrl, options.UseFips, options.UseDualStack),
                CustomEndpoint = options.EndpointUrl,
                MaxRetries = options.MaxRetries,
            };
        }

        try
        {
            return Search(options);
        }
        catch (Exception e) when (e is not GlacierException)
        {
            throw new GlacierInputException(
                "InvalidConfiguration",
                $"The AWS settings of the environment and the profile could not be read: {SharedFile.Explain(e)} "
                    + "Correct them."
            );
        }
    }

    private static AwsSettings Search(GlacierClientOptions options)
    {
        CredentialProfile? profile = FindProfile(options.ProfileName);
        var environment = new EnvironmentVariableInternalConfiguration();
        string region = FindRegion(options, profile);
        Uri? custom =
            options.EndpointUrl ?? (options.UseAwsEndpoint ? null : FindEndpoint(options, profile, environment));
        return new AwsSettings
        {
            Region = region,
            CustomEndpoint = custom,
            Endpoint = GlacierEndpoint.Resolve(
                region,
                custom,
                options.UseFips || (environment.UseFIPSEndpoint ?? profile?.UseFIPSEndpoint ?? false),
                options.UseDualStack || (environment.UseDualstackEndpoint ?? profile?.UseDualstackEndpoint ?? false)
            ),
            RetryMode = environment.RetryMode ?? profile?.RetryMode ?? RequestRetryMode.Standard,
            MaxRetries =
                options.MaxRetries
                ?? (
                    (environment.MaxAttempts ?? profile?.MaxAttempts) is { } attempts ? Math.Max(attempts - 1, 0) : null
                ),
            DisableClockSkewCorrection = environment.DisableClockSkewCorrection ?? profile?.DisableClockSkewCorrection,
            ClientAppId = environment.ClientAppId ?? profile?.ClientAppId,
        };
    }

    private static CredentialProfile? FindProfile(string? name)
    {
        var profiles = new CredentialProfileStoreChain();
        if (
            profiles.TryGetProfile(
                name ?? DefaultAWSCredentialsIdentityResolver.GetProfileName(),
                out CredentialProfile profile
            )
        )
        {
            return profile;
        }

        if (name is null)
        {
            return null;
        }

        string known = string.Join(", ", profiles.ListProfiles().Select(p => p.Name));
        throw new GlacierCredentialsException(
            $"There is no profile '{name}' in the shared AWS files"
                + (
                    known.Length > 0
                        ? $"; there are: {known}."
                        : "; make one with 'aws configure' or 'aws configure sso'."
                )
        );
    }

    private static string FindRegion(GlacierClientOptions options, CredentialProfile? profile)
    {
        string? region =
            NonEmpty(options.Region)
            ?? NonEmpty(Environment.GetEnvironmentVariable(EnvironmentVariableAWSRegion.ENVIRONMENT_VARIABLE_REGION))
            ?? NonEmpty(
                Environment.GetEnvironmentVariable(EnvironmentVariableAWSRegion.ENVIRONMENT_VARIABLE_DEFAULT_REGION)
            )
            ?? profile?.Region?.SystemName
            ?? RegionOfInstance()
            ?? throw MissingRegion();
        GlacierEndpoint.CheckRegion(region);
        return region;
    }

    /// <summary>The SDK's own call blocks for 30 seconds where the metadata service does not exist.</summary>
    private static string? RegionOfInstance()
    {
        Task<string?> region = Task.Run(() =>
        {
            try
            {
                return EC2InstanceMetadata.Region?.SystemName;
            }
            catch (Exception e) when (e is HttpRequestException or AmazonClientException or AmazonServiceException)
            {
                return null;
            }
        });
        return region.Wait(MetadataTimeout) ? region.Result : null;
    }

    private static Uri? FindEndpoint(
        GlacierClientOptions options,
        CredentialProfile? profile,
        EnvironmentVariableInternalConfiguration environment
    )
    {
        // The SDK's own search: AWS_ENDPOINT_URL_GLACIER, AWS_ENDPOINT_URL, then the profile's.
        var search = new ServiceConfig
        {
            IgnoreConfiguredEndpointUrls =
                environment.IgnoreConfiguredEndpointUrls == true || profile?.IgnoreConfiguredEndpointUrls == true,
            Profile = options.ProfileName is null ? null : new Profile(options.ProfileName),
        };
        return NonEmpty(search.ServiceURL) is { } url ? new Uri(url) : null;
    }

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static GlacierInputException MissingRegion() =>
        new(
            "MissingRegion",
            "No region is set. Name one (such as 'eu-central-1'), or set AWS_REGION, or a region in the profile."
        );
}
