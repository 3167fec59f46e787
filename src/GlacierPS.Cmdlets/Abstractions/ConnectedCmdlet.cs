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
    private bool _isStandIn;
    private string? _checkedArn;

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
    /// Whether what is asked for can be done in an empty local service. Its folder is made if it is missing, by
    /// <see cref="MakeLocalStore"/>, and until then one in memory stands in for it.
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

    /// <summary>
    /// A vault that came down the pipe says which it is: one of another region or account than the session's is not
    /// taken for the session's vault of that name. A call that says itself where it goes means that.
    /// </summary>
    /// <exception cref="GlacierInputException"><c>ConnectionAmbiguous</c>.</exception>
    private protected override void CheckInput()
    {
        if (
            PipedVault.ArnOf(this) is not { } arn
            || arn == _checkedArn
            || Connection is not null
            || CallSettings(MissingStore.Refused).SaysAnything
        )
        {
            return;
        }

        string vault = VaultArn.VaultNameOf(arn);

        // An object that was made here, since an answer was lost, has "-" for an account that nobody has told yet.
        string account = VaultArn.AccountIdOf(arn);
        if (account != "-" && Target.AccountId == "-" && VaultArn.RegionOf(arn) == Target.Region)
        {
            LearnAccount(vault);
        }

        bool isHere =
            VaultArn.RegionOf(arn) == Target.Region
            && (account == "-" || Target.AccountId == "-" || account == Target.AccountId);
        _checkedArn = isHere
            ? arn
            : throw new GlacierInputException(
                "ConnectionAmbiguous",
                $"The vault '{vault}' that came down the pipe is {arn}, and this call would go to the vault of "
                    + $"that name in {Target.AccountInWords}. Say where it is to go, with -Region, -ProfileName, "
                    + "-AccountId or -Connection."
            );
    }

    /// <summary>Asks the service whose vaults these are; what it refuses, the call itself will tell.</summary>
    private void LearnAccount(string vault)
    {
        try
        {
            Target.Learn(Run(token => Glacier.DescribeVaultAsync(vault, token)).VaultARN);
        }
        catch (GlacierException) { }
    }

    /// <summary>
    /// Pipeline thread: makes the folder of -LocalPath if it is missing, once it is certain that something is done in
    /// it.
    /// </summary>
    private protected void MakeLocalStore()
    {
        if (_isStandIn)
        {
            _own!.Dispose();
            Target = _own = Open(WithSessionDefaults(CallSettings(MissingStore.Made)));
            _isStandIn = false;
        }
    }

    private GlacierConnection Resolve()
    {
        ConnectionSettings call = CallSettings(
            IsWhatIf || MakesLocalStore ? MissingStore.InMemory : MissingStore.Refused
        );
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

        _isStandIn = call.LocalPath is { } path && !LocalGlacier.IsIn(path);
        _own = Open(WithSessionDefaults(call));
        if (_isStandIn && IsWhatIf)
        {
            WriteWarning(
                $"There is no local Glacier in '{call.LocalPath}', and -WhatIf makes none: an empty one stands in "
                    + "for it."
            );
        }

        return _own;
    }

    /// <summary>What the parameters of this call say.</summary>
    private ConnectionSettings CallSettings(MissingStore ifMissing) =>
        new()
        {
            ProfileName = ProfileName,
            Region = Region,
            EndpointUrl = EndpointUrl,
            AccountId = AccountId,
            Credential = Credential,
            LocalPath = LocalPath is null ? null : this.StorePath(LocalPath),
            IfMissing = ifMissing,
        };

    private static GlacierInputException Ambiguous() =>
        new(
            "ConnectionAmbiguous",
            "-Connection cannot be combined with -ProfileName, -Region, -EndpointUrl, -AccountId, -Credential or "
                + "-LocalPath: it already says where to go. Give the one or the others."
        );
}
