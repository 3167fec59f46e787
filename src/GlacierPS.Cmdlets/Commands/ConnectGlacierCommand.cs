using System.Management.Automation;
using System.Security;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Drive;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>Makes a connection and keeps it for the session.</summary>
[Cmdlet(VerbsCommunications.Connect, "Glacier", DefaultParameterSetName = ServiceSet)]
[OutputType(typeof(GlacierConnection))]
public sealed class ConnectGlacierCommand : GlacierCmdlet
{
    private const string ServiceSet = "Service";
    private const string LocalSet = "Local";

    private Exception? _failure;
    private bool _connected;

    /// <summary>The folder of a local service, made if missing.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LocalSet)]
    [ValidateNotNullOrEmpty]
    public string? LocalPath { get; set; }

    /// <summary>An AWS profile.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public string? ProfileName { get; set; }

    /// <summary>An AWS region such as eu-central-1.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>An address other than AWS's own.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateNotNull]
    public Uri? EndpointUrl { get; set; }

    /// <summary>The access key as the user name and the secret key as the password, or what AWS's modules
    /// give.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateNotNull]
    [CredentialTransformation]
    public GlacierCredential? Credential { get; set; }

    /// <summary>The session token that goes with temporary credentials.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    public SecureString? SessionToken { get; set; }

    /// <summary>The account that owns the vaults, 12 digits, if it is not the signer's own.</summary>
    [Parameter]
    [ValidatePattern("^(-|[0-9]{12})$")]
    public string? AccountId { get; set; }

    /// <summary>Takes the endpoint that is validated under FIPS 140.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    public SwitchParameter UseFipsEndpoint { get; set; }

    /// <summary>Takes the endpoint that answers over IPv6 as well.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    public SwitchParameter UseDualStackEndpoint { get; set; }

    /// <summary>Does not try the connection by listing a vault.</summary>
    [Parameter]
    public SwitchParameter NoVerify { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => Require(Connect, (object?)LocalPath ?? EndpointUrl);

    /// <summary>
    /// Called at the end, however it came: after an error, after Ctrl+C, and where parameters could not be bound.
    /// </summary>
    protected override void Dispose(bool disposing)
    {
        if (!_connected)
        {
            SessionConnection.Fail(_failure?.Message ?? "it did not come to its end.");
        }

        base.Dispose(disposing);
    }

    private void Connect()
    {
        try
        {
            GlacierConnection connection = Open(Settings());
            SessionConnection.Set(connection);
            if (!NoVerify)
            {
                Page<VaultDescription> first = Run(token =>
                    connection.Client.ListVaultsAsync(marker: null, limit: 1, token)
                );
                if (first.Items is [var vault, ..])
                {
                    connection.Learn(vault.VaultARN);
                }
            }

            _connected = true;
            SessionDrive.Show(this, connection);
            WriteObject(connection);
        }
        catch (Exception failure) when (!_connected)
        {
            _failure = failure;
            throw;
        }
    }

    private ConnectionSettings Settings()
    {
        var call = new ConnectionSettings
        {
            ProfileName = ProfileName,
            Region = Region,
            EndpointUrl = EndpointUrl,
            AccountId = AccountId,
            LocalPath = LocalPath is null ? null : this.StorePath(LocalPath),
            IfMissing = MissingStore.Made,
            Credential = SessionToken is null ? Credential : WithToken(SessionToken),
            UseFipsEndpoint = UseFipsEndpoint,
            UseDualStackEndpoint = UseDualStackEndpoint,
        };
        return WithSessionDefaults(call);
    }

    private GlacierCredential WithToken(SecureString token) =>
        Credential?.WithToken(token)
        ?? throw new GlacierInputException(
            "IncompleteKeys",
            "A session token belongs to an access key and its secret: give them as -Credential."
        );
}
