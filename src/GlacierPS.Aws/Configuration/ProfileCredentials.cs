using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Configuration;

/// <summary>
/// The credentials of a profile: what it lacks is named here, as the AWS CLI names it; what it has is handed to the
/// SDK, which fetches and renews them.
/// </summary>
internal sealed class ProfileCredentials(SharedFiles files)
{
    private static readonly string[] Sources =
    [
        "role_arn",
        "sso_session",
        "sso_start_url",
        "login_session",
        "aws_access_key_id",
        "aws_secret_access_key",
        "credential_process",
        "web_identity_token_file",
    ];

    /// <summary>Whether a profile says anything about credentials.</summary>
    public static bool HasAny(IReadOnlyDictionary<string, string> profile) => Sources.Any(profile.ContainsKey);

    /// <summary>The credentials of a profile that is there.</summary>
    /// <exception cref="GlacierCredentialsException">Something is missing from it, or it is of a kind that needs a
    /// sign-in or is not supported.</exception>
    public AWSCredentials Of(string name) => Of(name, []);

    private AWSCredentials Of(string name, string[] askedBy)
    {
        IReadOnlyDictionary<string, string> profile =
            files.Profile(name)
            ?? throw new GlacierCredentialsException(
                $"The profile '{askedBy[^1]}' names the source_profile '{name}', which is not in {files.ConfigFile} or "
                    + $"{files.CredentialsFile}. Correct source_profile, or add that profile."
            );
        if (profile.ContainsKey("role_arn"))
        {
            return Role(name, profile, askedBy);
        }

        if (profile.ContainsKey("sso_session") || profile.ContainsKey("sso_start_url"))
        {
            return SingleSignOn(name, profile);
        }

        if (profile.ContainsKey("login_session"))
        {
            throw new GlacierCredentialsException(
                $"The profile '{name}' is of 'aws login', which is not supported. Give another profile "
                    + "'credential_process"
                    + $" = aws configure export-credentials --profile {name} --format process' and name that one."
            );
        }

        if (profile.ContainsKey("aws_access_key_id") || profile.ContainsKey("aws_secret_access_key"))
        {
            string id = Needed(name, profile, "aws_access_key_id", "a key has two halves");
            string secret = Needed(name, profile, "aws_secret_access_key", "a key has two halves");
            return profile.GetValueOrDefault("aws_session_token") is { Length: > 0 } token
                ? new SessionAWSCredentials(id, secret, token)
                : new BasicAWSCredentials(id, secret);
        }

        return profile.GetValueOrDefault("credential_process") is { Length: > 0 } process
            ? Made(name, new CredentialProfileOptions { CredentialProcess = process })
            : throw new GlacierCredentialsException(
                $"The profile '{name}' has no credentials"
                    + (profile.ContainsKey("region") ? ", only a region and the like. " : ". ")
                    + $"Add them with 'aws configure --profile {name}' or 'aws configure sso --profile {name}'."
            );
    }

    private AWSCredentials Role(string name, IReadOnlyDictionary<string, string> profile, string[] askedBy)
    {
        string role = Needed(name, profile, "role_arn", "it is there, and empty");
        if (profile.GetValueOrDefault("web_identity_token_file") is { Length: > 0 } tokenFile)
        {
            return Made(
                name,
                new CredentialProfileOptions
                {
                    RoleArn = role,
                    WebIdentityTokenFile = tokenFile,
                    RoleSessionName = profile.GetValueOrDefault("role_session_name"),
                }
            );
        }

        if (profile.ContainsKey("mfa_serial"))
        {
            throw new GlacierCredentialsException(
                $"The profile '{name}' has an mfa_serial, and nobody is asked for its code here. Give another profile "
                    + $"'credential_process = aws configure export-credentials --profile {name} --format process' "
                    + "and name "
                    + "that one, or give what Use-STSRole returns as -Credential."
            );
        }

        if (profile.GetValueOrDefault("credential_source") is { Length: > 0 } kind)
        {
            return Made(
                name,
                new CredentialProfileOptions
                {
                    RoleArn = role,
                    CredentialSource = kind,
                    RoleSessionName = profile.GetValueOrDefault("role_session_name"),
                }
            );
        }

        string source = Needed(name, profile, "source_profile", "a role is assumed by somebody (or credential_source)");
        return new RoleCredentials(name, role, profile, Source(name, source, askedBy), StsEndpoint(profile));
    }

    private AWSCredentials Source(string name, string source, string[] askedBy)
    {
        if (source == name)
        {
            // The AWS CLI takes a role that names itself as the keys beside it.
            IReadOnlyDictionary<string, string> own = files.Profile(name)!;
            string why = $"the profile is its own source_profile";
            return new BasicAWSCredentials(
                Needed(name, own, "aws_access_key_id", why),
                Needed(name, own, "aws_secret_access_key", why)
            );
        }

        string[] path = [.. askedBy, name];
        return path.Contains(source, StringComparer.Ordinal)
            ? throw new GlacierCredentialsException(
                $"The profiles {string.Join(" -> ", [.. path, source])} name each other as source_profile in a circle. "
                    + "Let the last of them have keys of its own."
            )
            : Of(source, path);
    }

    private AWSCredentials SingleSignOn(string name, IReadOnlyDictionary<string, string> profile)
    {
        IReadOnlyDictionary<string, string> place = profile;
        if (profile.GetValueOrDefault("sso_session") is { Length: > 0 } session)
        {
            place =
                files.SsoSession(session)
                ?? throw new GlacierCredentialsException(
                    $"The profile '{name}' names the sso_session '{session}', and there is no section "
                        + $"[sso-session {session}] in {files.ConfigFile}. Run 'aws configure sso --profile {name}'."
                );
        }

        const string Why = "single sign-on needs it";
        var options = new CredentialProfileOptions
        {
            SsoSession = profile.GetValueOrDefault("sso_session"),
            SsoStartUrl = Needed(name, place, "sso_start_url", Why),
            SsoRegion = Needed(name, place, "sso_region", Why),
            SsoAccountId = Needed(name, profile, "sso_account_id", Why),
            SsoRoleName = Needed(name, profile, "sso_role_name", Why),
        };
        try
        {
            return AWSCredentialsFactory.GetAWSCredentials(options, NoProfiles.Instance, nonCallbackOnly: true);
        }
        catch (InvalidOperationException)
        {
            // The SDK says that the type of profile is not allowed, when it finds no token of a sign-in.
            throw new GlacierCredentialsException(SignIn(name));
        }
    }

    /// <summary>What to say of a profile for which the single sign-on is missing or over; null for others.</summary>
    public string? SignInAdvice(string name) =>
        files.Profile(name) is { } profile
        && (profile.ContainsKey("sso_session") || profile.ContainsKey("sso_start_url"))
            ? SignIn(name)
            : null;

    private static string SignIn(string name) =>
        $"Nobody is signed in for the profile '{name}', or no longer. Run: aws sso login --profile {Quoted(name)}";

    private static string Quoted(string name) => name.Contains(' ', StringComparison.Ordinal) ? $"\"{name}\"" : name;

    /// <summary>The address of STS, where the environment or a profile says one; null for AWS's own.</summary>
    public Uri? StsEndpoint(IReadOnlyDictionary<string, string> profile)
    {
        string? url =
            Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_STS")
            ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL")
            ?? files.EndpointOf(profile, "sts");
        return string.IsNullOrWhiteSpace(url) ? null : new Uri(url);
    }

    private static AWSCredentials Made(string name, CredentialProfileOptions options) =>
        AWSCredentialsFactory.GetAWSCredentials(
            new CredentialProfile(name, options),
            NoProfiles.Instance,
            nonCallbackOnly: true
        );

    private static string Needed(string name, IReadOnlyDictionary<string, string> settings, string key, string why) =>
        settings.GetValueOrDefault(key) is { Length: > 0 } value
            ? value
            : throw new GlacierCredentialsException(
                $"The profile '{name}' has no {key}: {why}. Add it to the profile."
            );

    /// <summary>For the SDK, which is handed whole profiles: it need not look up others.</summary>
    private sealed class NoProfiles : ICredentialProfileSource
    {
        public static readonly NoProfiles Instance = new();

        public bool TryGetProfile(string profileName, out CredentialProfile profile)
        {
            profile = null!;
            return false;
        }
    }
}
