using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;
using GlacierPS.Aws.Runtime;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Configuration;

/// <summary>The SDK's configuration of a client, for Glacier.</summary>
internal sealed class ServiceConfig : ClientConfig
{
    private const string ServiceName = "glacier";

    private static readonly string Agent =
        $"GlacierPS/{typeof(ServiceConfig).Assembly.GetName().Version!.ToString(3)} "
        + InternalSDKUtils.BuildUserAgentString("Glacier", typeof(ClientConfig).Assembly.GetName().Version!.ToString());

    private readonly Uri? _endpoint;

    /// <summary>A configuration to ask the SDK's own settings of.</summary>
    public ServiceConfig()
        : base(new Defaults())
    {
        ServiceId = "Glacier";
        AuthenticationServiceName = ServiceName;
    }

    /// <summary>The configuration of a client.</summary>
    public ServiceConfig(AwsSettings settings, GlacierClientOptions options)
        : this()
    {
        _endpoint = settings.Endpoint;
        RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        AuthenticationRegion = settings.Region;
        IgnoreConfiguredEndpointUrls = true;
        Profile = options.ProfileName is null ? null : new Profile(options.ProfileName);
        HttpClientFactory = new GlacierHttpClientFactory(options.Transport);
        RetryMode = settings.RetryMode;
        MaxErrorRetry = settings.MaxRetries ?? 2;
        DisableClockSkewCorrection = settings.DisableClockSkewCorrection ?? false;

        // What is not set, the SDK reads from the default profile; the in-process transport must not depend on that.
        UseFIPSEndpoint = false;
        UseDualstackEndpoint = false;
        EndpointDiscoveryEnabled = false;
        AccountIdEndpointMode = AccountIdEndpointMode.DISABLED;
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        ClientAppId = settings.ClientAppId ?? "";

        // Each attempt has its own time stamp, and so its own signature (glacier-api.md §4, retry rule).
        ResignRetries = true;

        // These ten retries would repeat requests that RetryRule does not allow to be repeated.
        MaxStaleConnectionRetries = 0;

        // In bytes. The SDK's 8 KiB cost a system call for every few packets of an upload.
        BufferSize = 128 << 10;
    }

    /// <inheritdoc/>
    public override string ServiceVersion => GlacierLimits.ApiVersion;

    /// <inheritdoc/>
    public override string UserAgent => Agent;

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => ServiceName;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        new(_endpoint!.AbsoluteUri);

    /// <summary>Fixed, since the SDK's own would probe the network when AWS_DEFAULTS_MODE is <c>auto</c>.</summary>
    private sealed class Defaults : IDefaultConfigurationProvider
    {
        private static readonly DefaultConfiguration Standard = new()
        {
            Name = DefaultConfigurationMode.Standard,
            RetryMode = RequestRetryMode.Standard,
        };

        public IDefaultConfiguration GetDefaultConfiguration(
            RegionEndpoint clientRegion,
            DefaultConfigurationMode? requestedConfigurationMode = null
        ) => Standard;
    }
}
