using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Aws.Configuration;

/// <summary>
/// Credentials, asked for before each attempt: those of the options, or of the SDK's chain, which follows changed files
/// and renews what expires.
/// </summary>
internal sealed class CredentialSource : IDisposable
{
    private static readonly string[] KeyVariables = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

    private readonly DefaultAWSCredentialsIdentityResolver _chain = new();
    private readonly object _gate = new();
    private readonly Func<AWSCredentials>? _given;
    private readonly string? _profileName;
    private readonly bool _isLoopback;
    private readonly bool _areGivenOnce;
    private (string State, AWSCredentials? Credentials) _found = ("", null);

    /// <summary>Reads the options. Makes no request yet.</summary>
    /// <param name="options">The options.</param>
    /// <param name="endpoint">Where requests go: a service on this machine over plain HTTP can do without
    /// credentials.</param>
    /// <exception cref="GlacierInputException">Half a key is given, or none where the network is not to be
    /// asked.</exception>
    public CredentialSource(GlacierClientOptions options, Uri endpoint)
    {
        _given = Given(options);
        _areGivenOnce = _given is not null && options.KeySource is null;
        _profileName = options.ProfileName;
        _isLoopback = GlacierEndpoint.IsLoopback(endpoint);
        if (options.Transport is not null && _given is null)
        {
            throw new GlacierInputException(
                "MissingKeys",
                "A service inside the process is asked with keys given outright. Give an access key and its secret."
            );
        }
    }

    /// <summary>
    /// Whether the keys stay as they are while a command runs: those given outright, and those in this process's
    /// environment, which nobody else can change.
    /// </summary>
    public bool AreFixed =>
        _areGivenOnce
        || (
            _given is null
            && _profileName is null
            && KeyVariables.All(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })
        );

    /// <summary>Credentials that are valid now.</summary>
    /// <exception cref="GlacierCredentialsException">There are none, or they could not be fetched.</exception>
    public async Task<AWSCredentials> GetAsync(ServiceConfig config, CancellationToken cancellationToken)
    {
        try
        {
            AWSCredentials credentials =
                _given is null ? await FindAsync(config, cancellationToken)
                : BlockingThreads.CanBlock ? _given()
                : await Task.Run(_given, cancellationToken);
            await credentials.GetCredentialsAsync().WaitAsync(cancellationToken);
            return credentials;
        }
        catch (Exception e)
            when (e is not GlacierException
                && (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            )
        {
            throw new GlacierCredentialsException(Explain(e), SharedFileErrors.IsQuoted(e) ? null : e);
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
        FromProfile() is { } found
            ? Task.FromResult(found)
            : Task.Run(() => _chain.ResolveIdentityAsync(config, CancellationToken.None), CancellationToken.None)
                .WaitAsync(AwsSettings.MetadataTimeout, cancellationToken);

    /// <summary>
    /// The profile's credentials, made anew when the files or the variable that names it change; null where the SDK's
    /// chain is to look: in the environment, the container and the instance.
    /// </summary>
    private AWSCredentials? FromProfile()
    {
        if (_profileName is null && IsInEnvironment())
        {
            return null;
        }

        string name = _profileName ?? DefaultAWSCredentialsIdentityResolver.GetProfileName();
        string state = $"{name}|{SharedFiles.State}";
        lock (_gate)
        {
            if (_found.State != state)
            {
                _found = (state, FromProfile(name));
            }

            return _found.Credentials;
        }
    }

    private AWSCredentials? FromProfile(string name)
    {
        SharedFiles files = AwsSettings.ReadFiles();
        if (files.Profile(name) is { } profile && (_profileName is not null || ProfileCredentials.HasAny(profile)))
        {
            return new ProfileCredentials(files).Of(name);
        }

        return AwsSettings.WindowsProfile(name) is { } stored ? AwsSettings.CredentialsOf(stored)
            : _isLoopback ? new BasicAWSCredentials("LOCAL", "local")
            : null;
    }

    /// <exception cref="GlacierCredentialsException">One of the two variables of a key is missing.</exception>
    private static bool IsInEnvironment()
    {
        string[] set = [.. KeyVariables.Where(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })];
        return set.Length switch
        {
            1 => throw new GlacierCredentialsException(
                $"The environment has {set[0]}, and not {KeyVariables.Single(name => name != set[0])}, which "
                    + "belongs to it. "
                    + "Set both, or neither."
            ),
            2 => true,
            _ => Environment.GetEnvironmentVariable("AWS_WEB_IDENTITY_TOKEN_FILE") is { Length: > 0 },
        };
    }

    private string Explain(Exception e)
    {
        string profile = _profileName ?? DefaultAWSCredentialsIdentityResolver.GetProfileName();
        bool nothingFound =
            e is TimeoutException
            || _profileName is null
                && e is AmazonClientException
                && e.Message.StartsWith("Failed to resolve", StringComparison.Ordinal);
        if (nothingFound)
        {
            return $"No AWS credentials were found in the environment, the profile '{profile}', the container or the "
                + "instance. "
                + "Name a profile, sign in ('aws configure', 'aws sso login'), or set AWS_ACCESS_KEY_ID and "
                + "AWS_SECRET_ACCESS_KEY.";
        }

        // Whoever is signed in and has no such role is told so by the service; all else is a sign-in that is over.
        string? signIn = e is AmazonServiceException { StatusCode: not System.Net.HttpStatusCode.Unauthorized }
            ? null
            : new ProfileCredentials(AwsSettings.ReadFiles()).SignInAdvice(profile);
        return signIn
            ?? $"The AWS credentials (profile '{profile}') could not be used: {SharedFileErrors.Explain(e)} "
                + "Correct the profile.";
    }
}
