using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Connections;

/// <summary>
/// Where to connect. Of a call: what its parameters say, and null where they say nothing. Of a connection: what it was
/// made of, with the region and the endpoint that were found.
/// </summary>
internal sealed record ConnectionSettings
{
    public string? ProfileName { get; init; }

    public string? Region { get; init; }

    /// <summary>An address other than AWS's own for the region.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>Whether AWS's own address is meant, whatever the environment and the profile say by now.</summary>
    public bool UsesAwsEndpoint { get; init; }

    public string? AccountId { get; init; }

    /// <summary>Full path of a local service's folder.</summary>
    public string? LocalPath { get; init; }

    /// <summary>What is done if that folder holds no local service.</summary>
    public MissingStore IfMissing { get; init; }

    public GlacierCredential? Credential { get; init; }

    public bool UseFipsEndpoint { get; init; }

    public bool UseDualStackEndpoint { get; init; }

    /// <summary>Whether a call says anything at all.</summary>
    public bool SaysAnything =>
        ReplacesConnection
        || Region is not null
        || EndpointUrl is not null
        || AccountId is not null
        || Credential is not null;

    /// <summary>Whether a call names another connection, and not one thing of the session's.</summary>
    public bool ReplacesConnection => ProfileName is not null || LocalPath is not null;

    /// <summary>
    /// These settings as a call changes them: the one place that decides whose account, which region and which service
    /// a call reaches. A profile and a local folder replace all; everything else replaces itself alone.
    /// </summary>
    /// <exception cref="GlacierInputException"><c>ConnectionAmbiguous</c>: the call names an endpoint or credentials
    /// where these settings are a local folder, which has neither.</exception>
    public ConnectionSettings ChangedBy(ConnectionSettings call)
    {
        if (call.ReplacesConnection)
        {
            return call;
        }

        if (LocalPath is not null && (call.EndpointUrl is not null || call.Credential is not null))
        {
            throw new GlacierInputException(
                "ConnectionAmbiguous",
                $"The session is connected to the local Glacier in '{LocalPath}', which has no endpoint and needs no "
                    + "credentials. For a call elsewhere name a -ProfileName, or run Connect-Glacier with "
                    + "-EndpointUrl or -Credential and give what it returns as -Connection."
            );
        }

        bool elsewhere = call.EndpointUrl is not null;
        return this with
        {
            Region = call.Region ?? Region,
            AccountId = call.AccountId ?? AccountId,
            Credential = call.Credential ?? Credential,
            EndpointUrl = call.EndpointUrl ?? EndpointUrl,
            UsesAwsEndpoint = UsesAwsEndpoint && !elsewhere,
            UseFipsEndpoint = call.UseFipsEndpoint || UseFipsEndpoint && !elsewhere,
            UseDualStackEndpoint = call.UseDualStackEndpoint || UseDualStackEndpoint && !elsewhere,
        };
    }
}
