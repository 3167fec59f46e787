using System.Management.Automation;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Protocol;
using GlacierPS.Local;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// A cmdlet that talks to Glacier: over a given connection, one made for this call, the session's, or AWS's defaults.
/// </summary>
public abstract class ConnectedCmdlet : GlacierCmdlet
{
    private GlacierConnection? _own;

    /// <summary>A connection from Connect-Glacier or Get-GlacierConnection.</summary>
    [Parameter]
    [ValidateNotNull]
    public GlacierConnection? Connection { get; set; }

    /// <summary>An AWS profile, for this call alone.</summary>
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

    /// <summary>The folder of a local service, for this call alone.</summary>
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
    protected override void BeginProcessing() => Require(() => Target = Resolve(), LocalPath);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _own?.Dispose();
        base.Dispose(disposing);
    }

    private GlacierConnection Resolve()
    {
        bool own = ProfileName is not null || Region is not null || EndpointUrl is not null || LocalPath is not null;
        if (Connection is not null && (own || AccountId is not null))
        {
            throw new GlacierInputException(
                "ConnectionAmbiguous",
                "-Connection cannot be combined with -ProfileName, -Region, -EndpointUrl, -AccountId or -LocalPath: "
                    + "it already says where to go. Give the one or the others."
            );
        }

        GlacierConnection? given = Connection ?? SessionConnection.Current;
        if (given is not null && !own)
        {
            return AccountId is null || AccountId == given.AccountId
                ? given
                : _own = Run(token => given.ForAccountAsync(AccountId, token));
        }

        var settings = new ConnectionSettings
        {
            ProfileName = ProfileName,
            Region = Region,
            EndpointUrl = EndpointUrl,
            AccountId = AccountId,
            LocalPath = LocalPath is null ? null : this.FolderPath(LocalPath),
            IfMissing =
                IsWhatIf ? MissingStore.InMemory
                : MakesLocalStore ? MissingStore.Made
                : MissingStore.Refused,
        };
        _own = Open(settings);
        if (settings.IfMissing == MissingStore.InMemory && settings.LocalPath is { } path && !LocalGlacier.IsIn(path))
        {
            WriteWarning(
                $"There is no local Glacier in '{path}', and -WhatIf makes none: an empty one stands in for it."
            );
        }

        return _own;
    }
}
