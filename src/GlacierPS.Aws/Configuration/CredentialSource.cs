using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Configuration;

/// <summary>
/// Credentials, asked for before each attempt: those of the options, or of the SDK's chain, which follows changed files
/// and renews what expires.
/// </summary>
internal sealed class CredentialSource : IDisposable
{
    private readonly DefaultAWSCredentialsIdentityResolver _chain = new();
    private readonly Func<AWSCredentials>? _given;
    private readonly string? _profileName;

    /// <summary>Reads the options. Makes no request yet.</summary>
    /// <exception cref="GlacierInputException">Half a key is given, or none where the network is not to be
    /// asked.</exception>
    public CredentialSource(GlacierClientOptions options)
    {
        _given = Given(options);
        _profileName = options.ProfileName;
        if (options.Transport is not null && _given is null)
        {
            throw new GlacierInputException(
                "MissingKeys",
                "A service inside the process is asked with keys given outright. Give an access key and its secret."
            );
        }
    }

    /// <summary>Credentials that are valid now.</summary>
    /// <exception cref="GlacierCredentialsException">There are none, or they could not be fetched.</exception>
    public async Task<AWSCredentials> GetAsync(ServiceConfig config, CancellationToken cancellationToken)
    {
        try
        {
            AWSCredentials credentials = _given is null
                ? await FindAsync(config, cancellationToken)
                : await Task.Run(_given, cancellationToken);
            await credentials.GetCredentialsAsync().WaitAsync(cancellationToken);
            return credentials;
        }
        catch (Exception e)
            when (e is not GlacierException
                && (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            )
        {
            throw new GlacierCredentialsException(Explain(e), SharedFile.IsQuoted(e) ? null : e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _chain.Dispose();

    private static Func<AWSCredentials>? Given(GlacierClientOptions options)
    {
        if (options.KeySource is { } source)
        {
            return () => Signing(source());
        }

        if (options is { AccessKeyId.Length: > 0, SecretAccessKey.Length: > 0 })
        {
            AWSCredentials keys = Signing(
                new AwsKeys(options.AccessKeyId, options.SecretAccessKey, options.SessionToken)
            );
            return () => keys;
        }

        return options is { AccessKeyId: null, SecretAccessKey: null, SessionToken: null }
            ? null
            : throw IncompleteKeys();
    }

    private static AWSCredentials Signing(AwsKeys keys) =>
        keys.AccessKeyId.Length == 0 || keys.SecretAccessKey.Length == 0 ? throw IncompleteKeys()
        : string.IsNullOrEmpty(keys.SessionToken) ? new BasicAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey)
        : new SessionAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken);

    private static GlacierInputException IncompleteKeys() =>
        new(
            "IncompleteKeys",
            "An access key and its secret belong together, and a session token to both. Give all that belong."
        );

    /// <summary>
    /// The chain ends at the instance metadata service, which the SDK would ask for 30 seconds where there is none,
    /// without regard to any token. Everything before that takes no time.
    /// </summary>
    private Task<AWSCredentials> FindAsync(ServiceConfig config, CancellationToken cancellationToken) =>
        Task.Run(() => _chain.ResolveIdentityAsync(config, CancellationToken.None), CancellationToken.None)
            .WaitAsync(AwsSettings.MetadataTimeout, cancellationToken);

    private string Explain(Exception e)
    {
        string profile = _profileName ?? DefaultAWSCredentialsIdentityResolver.GetProfileName();
        bool nothingFound =
            e is TimeoutException
            || _profileName is null
                && e is AmazonClientException
                && e.Message.StartsWith("Failed to resolve", StringComparison.Ordinal);
        return nothingFound
            ? $"No AWS credentials were found in the environment, the profile '{profile}', the container or the "
                + "instance. "
                + "Name a profile, sign in ('aws configure', 'aws sso login'), or set AWS_ACCESS_KEY_ID and "
                + "AWS_SECRET_ACCESS_KEY."
            : $"The AWS credentials (profile '{profile}') could not be used: {SharedFile.Explain(e)} "
                + "Sign in again ('aws sso login'), or correct the profile.";
    }
}
