using Amazon.Runtime;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Configuration;

/// <summary>
/// The keys of a role that a caller names, assumed with the credentials that a client of the same options would use.
/// STS is asked once for all clients that share it, and again before the keys expire.
/// </summary>
public sealed class AssumedRole : IDisposable
{
    private readonly CredentialSource _source;
    private readonly ServiceConfig _config;
    private readonly string _roleArn;
    private readonly Dictionary<string, string> _settings;
    private readonly Uri? _endpoint;
    private readonly object _gate = new();
    private RoleCredentials? _role;

    /// <summary>Makes one. Nothing is asked yet.</summary>
    /// <param name="source">Whose credentials assume it.</param>
    /// <param name="roleArn">The role's ARN.</param>
    /// <exception cref="GlacierInputException">The options, or what they leave open, cannot be used.</exception>
    /// <exception cref="GlacierCredentialsException">The named profile is not there.</exception>
    public AssumedRole(GlacierClientOptions source, string roleArn)
    {
        AwsSettings settings = AwsSettings.Read(source);
        SharedFiles files = AwsSettings.ReadFiles();
        _source = new CredentialSource(source, settings.Endpoint);
        _config = new ServiceConfig(settings, source);
        _roleArn = roleArn;
        _settings = new Dictionary<string, string> { ["region"] = settings.Region };
        _endpoint = new ProfileCredentials(files).StsEndpoint(
            files.Profile(source.ProfileName ?? "default") ?? new Dictionary<string, string>()
        );
    }

    /// <summary>The keys that are valid now; blocks while STS is asked.</summary>
    /// <exception cref="GlacierCredentialsException">There are no credentials to assume it with, or STS
    /// refused.</exception>
    public AwsKeys Read()
    {
        lock (_gate)
        {
            if (_role is null)
            {
                AWSCredentials source = _source.GetAsync(_config, CancellationToken.None).GetAwaiter().GetResult();
                _role = new RoleCredentials(profileName: null, _roleArn, _settings, source, _endpoint);
            }

            ImmutableCredentials keys = _role.GetCredentials();
            return new AwsKeys(keys.AccessKey, keys.SecretKey, keys.Token);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _role?.Dispose();
        _source.Dispose();
    }
}
