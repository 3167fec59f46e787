using System.Management.Automation;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Protocol;
using GlacierPS.Local;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// A cmdlet that talks to Glacier: over a given connection, the session's as the call changes it, or AWS's defaults.
/// </summary>
public abstract class ConnectedCmdlet : GlacierCmdlet
{
    private GlacierConnection? _own;

    /// <summary>A connection from Connect-Glacier or Get-GlacierConnection.</summary>
    [Parameter]
    [ValidateNotNull]
    public GlacierConnection? Connection { get; set; }

    /// <summary>An AWS profile in place of the session's connection, for this call alone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public string? ProfileName { get; set; }

    /// <summary>An AWS region such as eu-central-1, for this call alone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>An address other than AWS's own, for this call alone.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? EndpointUrl { get; set; }

    /// <summary>The account that owns the vaults, 12 digits, if it is not the signer's own.</summary>
    [Parameter]
    [ValidatePattern("^(-|[0-9]{12})$")]
    public string? AccountId { get; set; }

    /// <summary>Credentials to sign with, for this call alone.</summary>
    [Parameter]
    [ValidateNotNull]
    [CredentialTransformation]
    public GlacierCredential? Credential { get; set; }

    /// <summary>The folder of a local service in place of the session's connection, for this call alone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LocalPath { get; set; }

    /// <summary>The connection in use, from BeginProcessing on; any thread may ask.</summary>
    internal GlacierConnection Target { get; private set; } = null!;

    internal IGlacier Glacier => Target.Client;

    /// <summary>
    /// Whether what is asked for can be done in an empty local service, so that its folder is made if it is missing.
    /// </summary>
    private protected virtual bool MakesLocalStore => false;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Require(() => Target = Resolve(), LocalPath);
        WarnOfDamage(Target);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _own?.Dispose();
        base.Dispose(disposing);
    }

    private GlacierConnection Resolve()
    {
        var call = new ConnectionSettings
        {
            ProfileName = ProfileName,
            Region = Region,
            EndpointUrl = EndpointUrl,
            AccountId = AccountId,
            Credential = Credential,
            LocalPath = LocalPath is null ? null : this.StorePath(LocalPath),
            IfMissing =
                IsWhatIf ? MissingStore.InMemory
                : MakesLocalStore ? MissingStore.Made
                : MissingStore.Refused,
        };
        if (Connection is not null)
        {
            return call.SaysAnything ? throw Ambiguous() : Connection;
        }

        if (!call.ReplacesConnection)
        {
            SessionConnection.RequireUsable();
        }

        GlacierConnection? session = SessionConnection.Current;
        if (session is not null && !call.ReplacesConnection)
        {
            return call.SaysAnything ? _own = Run(token => session.ChangedByAsync(call, token)) : session;
        }

        _own = Open(WithSessionDefaults(call));
        if (call.IfMissing == MissingStore.InMemory && call.LocalPath is { } path && !LocalGlacier.IsIn(path))
        {
            WriteWarning(
                $"There is no local Glacier in '{path}', and -WhatIf makes none: an empty one stands in for it."
            );
        }

        return _own;
    }

    private static GlacierInputException Ambiguous() =>
        new(
            "ConnectionAmbiguous",
            "-Connection cannot be combined with -ProfileName, -Region, -EndpointUrl, -AccountId, -Credential or "
                + "-LocalPath: it already says where to go. Give the one or the others."
        );
}
