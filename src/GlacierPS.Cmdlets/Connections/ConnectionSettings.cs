using System.Net;

namespace GlacierPS.Cmdlets.Connections;

/// <summary>Where to connect, as the user said it; what is null is AWS's default.</summary>
internal sealed record ConnectionSettings
{
    public string? ProfileName { get; init; }

    public string? Region { get; init; }

    public Uri? EndpointUrl { get; init; }

    public string? AccountId { get; init; }

    /// <summary>Full path of a local service's folder.</summary>
    public string? LocalPath { get; init; }

    /// <summary>What is done if that folder holds no local service.</summary>
    public MissingStore IfMissing { get; init; }

    /// <summary>Access key as the user name, secret key as the password.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>The session token of temporary credentials.</summary>
    public NetworkCredential? SessionToken { get; init; }

    public bool UseFipsEndpoint { get; init; }

    public bool UseDualStackEndpoint { get; init; }
}
