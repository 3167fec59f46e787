using System.Globalization;
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

    private const string DefaultProfile = "default";

    /// <summary>What a service on this machine is asked for where no region is set: its own default.</summary>
    private const string LoopbackRegion = "us-east-1";

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
            throw Unreadable(SharedFileErrors.Explain(e));
        }
    }

    /// <summary>The shared files, all of which could be read.</summary>
    /// <exception cref="GlacierInputException"><c>InvalidConfiguration</c>.</exception>
    public static SharedFiles ReadFiles()
    {
        try
        {
            SharedFiles files = SharedFiles.Read();
            return files.Damage is null ? files : throw Unreadable(files.Damage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(e.Message);
        }
    }

    /// <summary>The names of all profiles that there are.</summary>
    public static IEnumerable<string> KnownProfiles(SharedFiles files) =>
        OperatingSystem.IsWindows()
            ? files.ProfileNames.Concat(new NetSDKCredentialsFile().ListProfileNames())
            : files.ProfileNames;

    /// <summary>A profile of the encrypted store that AWS's tools have on Windows beside the files.</summary>
    public static CredentialProfile? WindowsProfile(string name) =>
        OperatingSystem.IsWindows() && new NetSDKCredentialsFile().TryGetProfile(name, out CredentialProfile profile)
            ? profile
            : null;

    /// <summary>The credentials of such a profile.</summary>
    public static AWSCredentials CredentialsOf(CredentialProfile profile) =>
        AWSCredentialsFactory.GetAWSCredentials(profile, new NetSDKCredentialsFile(), nonCallbackOnly: true);

    private static AwsSettings Search(GlacierClientOptions options)
    {
        SharedFiles files = ReadFiles();
        IReadOnlyDictionary<string, string> profile = FindProfile(options, files);
        var environment = new EnvironmentVariableInternalConfiguration();
        Uri? custom =
            options.EndpointUrl
            ?? (options.UseAwsEndpoint ? null : FindEndpoint(options.Service, files, profile, environment));
        string region = FindRegion(options, profile, custom);
        return new AwsSettings
        {
            Region = region,
            CustomEndpoint = custom,
            Endpoint = GlacierEndpoint.Resolve(
                region,
                custom,
                options.UseFips || (environment.UseFIPSEndpoint ?? Flag(profile, "use_fips_endpoint") ?? false),
                options.UseDualStack
                    || (environment.UseDualstackEndpoint ?? Flag(profile, "use_dualstack_endpoint") ?? false)
            ),
            RetryMode = environment.RetryMode ?? RetryModeOf(profile) ?? RequestRetryMode.Standard,
            MaxRetries =
                options.MaxRetries
                ?? (
                    (environment.MaxAttempts ?? Number(profile, "max_attempts")) is { } attempts
                        ? Math.Max(attempts - 1, 0)
                        : null
                ),
            DisableClockSkewCorrection =
                environment.DisableClockSkewCorrection ?? Flag(profile, "disable_clock_skew_correction"),
            ClientAppId = environment.ClientAppId ?? profile.GetValueOrDefault("sdk_ua_app_id"),
        };
    }

    /// <summary>The profile that is named; one without settings where none is named and the default one is not
    /// there.</summary>
    /// <exception cref="GlacierCredentialsException">A profile is named that is not there.</exception>
    private static IReadOnlyDictionary<string, string> FindProfile(GlacierClientOptions options, SharedFiles files)
    {
        string? variable = Environment.GetEnvironmentVariable("AWS_PROFILE");
        string name = options.ProfileName ?? (string.IsNullOrWhiteSpace(variable) ? DefaultProfile : variable);
        if (files.Profile(name) is { } profile)
        {
            return profile;
        }

        if (WindowsProfile(name) is { } stored)
        {
            return stored.Region is { } region
                ? new Dictionary<string, string> { ["region"] = region.SystemName }
                : new Dictionary<string, string>();
        }

        bool saysEverything =
            options.Region is not null && (options.KeySource is not null || options.AccessKeyId is not null);
        if (name == DefaultProfile && options.ProfileName is null || options.ProfileName is null && saysEverything)
        {
            return new Dictionary<string, string>();
        }

        string known = string.Join(", ", KnownProfiles(files));
        throw new GlacierCredentialsException(
            $"There is no profile '{name}'{(options.ProfileName is null ? ", which AWS_PROFILE names," : "")} in "
                + $"{files.ConfigFile} or {files.CredentialsFile}"
                + (
                    known.Length > 0
                        ? $"; there are: {known}."
                        : "; make one with 'aws configure' or 'aws configure sso'."
                )
        );
    }

    private static string FindRegion(
        GlacierClientOptions options,
        IReadOnlyDictionary<string, string> profile,
        Uri? custom
    )
    {
        string? region =
            NonEmpty(options.Region)
            ?? NonEmpty(Environment.GetEnvironmentVariable(EnvironmentVariableAWSRegion.ENVIRONMENT_VARIABLE_REGION))
            ?? NonEmpty(
                Environment.GetEnvironmentVariable(EnvironmentVariableAWSRegion.ENVIRONMENT_VARIABLE_DEFAULT_REGION)
            )
            ?? NonEmpty(profile.GetValueOrDefault("region"))
            ?? (custom is not null && GlacierEndpoint.IsLoopback(custom) ? LoopbackRegion : null)
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

    /// <summary>The service's own address before that of all services, as the AWS CLI has it.</summary>
    private static Uri? FindEndpoint(
        string service,
        SharedFiles files,
        IReadOnlyDictionary<string, string> profile,
        EnvironmentVariableInternalConfiguration environment
    )
    {
        if (environment.IgnoreConfiguredEndpointUrls ?? Flag(profile, "ignore_configured_endpoint_urls") ?? false)
        {
            return null;
        }

        string? url =
            NonEmpty(Environment.GetEnvironmentVariable($"AWS_ENDPOINT_URL_{service.ToUpperInvariant()}"))
            ?? NonEmpty(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL"))
            ?? NonEmpty(files.EndpointOf(profile, service));
        return url is null ? null : new Uri(url);
    }

    private static bool? Flag(IReadOnlyDictionary<string, string> profile, string key) =>
        NonEmpty(profile.GetValueOrDefault(key)) is not { } text ? null
        : bool.TryParse(text, out bool flag) ? flag
        : throw new FormatException($"{key} of the profile is '{text}', which is neither true nor false.");

    private static int? Number(IReadOnlyDictionary<string, string> profile, string key) =>
        NonEmpty(profile.GetValueOrDefault(key)) is not { } text ? null
        : int.TryParse(text, CultureInfo.InvariantCulture, out int number) ? number
        : throw new FormatException($"{key} of the profile is '{text}', which is not a number.");

    private static RequestRetryMode? RetryModeOf(IReadOnlyDictionary<string, string> profile) =>
        Enum.TryParse(profile.GetValueOrDefault("retry_mode"), ignoreCase: true, out RequestRetryMode mode)
            ? mode
            : null;

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static GlacierInputException Unreadable(string why) =>
        new(
            "InvalidConfiguration",
            $"The AWS settings of the environment and the profile could not be read: {why} Correct them."
        );

    private static GlacierInputException MissingRegion() =>
        new(
            "MissingRegion",
            "No region is set. Name one (such as 'eu-central-1'), or set AWS_REGION, or a region in the profile."
        );
}
