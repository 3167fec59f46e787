using System.Globalization;
using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using GlacierPS.Aws.Runtime;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Configuration;

/// <summary>
/// A role of a profile, or one that a caller names, assumed by the credentials of another. The SDK's own class asks STS
/// where the default profile says, and keeps STS's reason to itself.
/// </summary>
internal sealed class RoleCredentials(
    string? profileName,
    string roleArn,
    IReadOnlyDictionary<string, string> profile,
    AWSCredentials source,
    Uri? endpoint,
    TimeSpan? longestSilence = null
) : RefreshingAWSCredentials
{
    // A small request: whoever keeps silent for so long does not answer. The SDK asks two times more.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override CredentialsRefreshState GenerateNewCredentials() =>
        GenerateNewCredentialsAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        using var client = new AmazonSecurityTokenServiceClient(source, Config());
        var request = new AssumeRoleRequest
        {
            RoleArn = roleArn,
            RoleSessionName = profile.GetValueOrDefault("role_session_name") ?? $"GlacierPS-{Environment.ProcessId}",
            ExternalId = profile.GetValueOrDefault("external_id"),
        };
        if (int.TryParse(profile.GetValueOrDefault("duration_seconds"), CultureInfo.InvariantCulture, out int seconds))
        {
            request.DurationSeconds = seconds;
        }

        try
        {
            AssumeRoleResponse response = await client.AssumeRoleAsync(request).ConfigureAwait(false);
            Credentials keys = response.Credentials;
            return new CredentialsRefreshState(
                new ImmutableCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken),
                keys.Expiration!.Value
            );
        }
        catch (AmazonSecurityTokenServiceException refusal)
        {
            throw new GlacierCredentialsException(
                $"The role {roleArn}{(profileName is null ? "" : $" of the profile '{profileName}'")} could not be "
                    + $"assumed: {refusal.Message} ({refusal.ErrorCode}). Correct the "
                    + $"{(profileName is null ? "ARN" : "profile")}, or the role's trust policy.",
                refusal
            );
        }
        catch (Exception failure) when (OtherService.Silence(failure) is { } silence)
        {
            throw new GlacierCredentialsException(
                $"The role {roleArn}{(profileName is null ? "" : $" of the profile '{profileName}'")} could not be "
                    + $"assumed: STS fell silent, and {silence.Message} Check the network and the proxy, and try "
                    + "again.",
                failure
            );
        }
    }

    private AmazonSecurityTokenServiceConfig Config()
    {
        string region =
            profile.GetValueOrDefault("region")
            ?? Environment.GetEnvironmentVariable("AWS_REGION")
            ?? Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION")
            ?? "us-east-1";
        var config = new AmazonSecurityTokenServiceConfig
        {
            HttpClientFactory = new GlacierHttpClientFactory(
                transport: null,
                mayExpect: false,
                longestSilence ?? LongestSilence
            ),
        };
        if (endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        else
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = region;
        }

        return config;
    }
}
