using System.Management.Automation;
using System.Net;
using System.Reflection;
using System.Security;
using GlacierPS.Aws.Configuration;

namespace GlacierPS.Cmdlets.Connections;

/// <summary>
/// Credentials that were given outright. They are made of a PSCredential (the access key as the user name, the secret
/// key as the password), and of what AWS's own modules hand out.
/// </summary>
public sealed class GlacierCredential
{
    private readonly Func<AwsKeys> _read;

    private GlacierCredential(Func<AwsKeys> read)
    {
        _read = read;
        AccessKeyId = read().AccessKeyId;
    }

    /// <summary>The access key's ID, which is no secret.</summary>
    public string AccessKeyId { get; }

    /// <summary>The access key's ID.</summary>
    public override string ToString() => AccessKeyId;

    /// <summary>The keys that are valid now: those of AWS.Tools may be renewed by themselves.</summary>
    internal AwsKeys Read() => _read();

    /// <summary>The keys of a role; blocks until they are there.</summary>
    internal static GlacierCredential Of(AssumedRole role) => new(role.Read);

    /// <summary>The same keys with a session token.</summary>
    internal GlacierCredential WithToken(SecureString token) =>
        new(() => _read() with { SessionToken = new NetworkCredential("", token).Password });

    /// <summary>Credentials of an object in one of the forms that are known; null if it has none of them.</summary>
    internal static GlacierCredential? From(object? given) =>
        (given is PSObject { BaseObject: var inner } ? inner : given) switch
        {
            GlacierCredential credential => credential,
            PSCredential credential => new GlacierCredential(() => Keys(credential.GetNetworkCredential())),
            null or string => null,
            var other => FromAws(other) is { } read ? new GlacierCredential(read) : null,
        };

    private static AwsKeys Keys(NetworkCredential credential) => new(credential.UserName, credential.Password);

    /// <summary>
    /// AWS.Tools has an AWSSDK.Core of its own, whose types are not ours, so that members are found by their names:
    /// <c>GetCredentials()</c> of an AWSCredentials; the keys themselves of STS's Credentials and of what
    /// <c>GetCredentials()</c> answers; <c>Credentials</c> of Use-STSRole's output and of $StoredAWSCredentials, which
    /// is not public there.
    /// </summary>
    private static Func<AwsKeys>? FromAws(object given)
    {
        Type type = given.GetType();
        if (type.GetMethod("GetCredentials", Type.EmptyTypes) is { } get)
        {
            return () => KeysOf(get.Invoke(given, null)) ?? throw new InvalidOperationException("no keys came");
        }

        if (KeysOf(given) is { } keys)
        {
            return () => keys;
        }

        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        return type.GetProperty("Credentials", Any)?.GetValue(given) is { } held ? FromAws(held) : null;
    }

    private static AwsKeys? KeysOf(object? given)
    {
        string? Text(params string[] names) =>
            names
                .Select(name => given?.GetType().GetProperty(name)?.GetValue(given) as string)
                .FirstOrDefault(v => v is not null);

        return
            Text("AccessKeyId", "AccessKey") is { Length: > 0 } id
            && Text("SecretAccessKey", "SecretKey") is { Length: > 0 } secret
            ? new AwsKeys(id, secret, Text("SessionToken", "Token") is { Length: > 0 } token ? token : null)
            : null;
    }
}
