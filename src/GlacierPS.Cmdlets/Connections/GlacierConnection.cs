using GlacierPS.Aws;
using GlacierPS.Aws.Buckets;
using GlacierPS.Aws.Configuration;
using GlacierPS.Aws.Leases;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;
using GlacierPS.Local;

namespace GlacierPS.Cmdlets.Connections;

/// <summary>
/// A connection to one account in one region of Glacier, or to the local service in a folder, by the same client.
/// </summary>
public sealed class GlacierConnection : IDisposable
{
    private readonly ConnectionSettings _settings;
    private readonly GlacierClient _client;
    private readonly LocalGlacier? _local;
    private int _damageTold;
    private int _vaultsChanged;
    private bool _closed;

    private GlacierConnection(ConnectionSettings settings, GlacierClientOptions options, LocalGlacier? local)
    {
        _local = local;
        _client = GlacierClient.Create(options with { Budget = Budget.Requests });
        _settings = settings with
        {
            Region = _client.Region,
            EndpointUrl = local is null ? _client.CustomEndpoint : null,
            UsesAwsEndpoint = _client.CustomEndpoint is null,
            IfMissing = MissingStore.Refused,
        };
    }

    /// <summary>How often vaults were made or deleted over it: a list that was kept before is old.</summary>
    internal int VaultsChanged => Volatile.Read(ref _vaultsChanged);

    /// <summary>A vault was made or deleted over this connection.</summary>
    internal void NoteVaultsChanged() => Interlocked.Increment(ref _vaultsChanged);

    /// <summary>What all that uses this connection has together: requests and parts at once.</summary>
    internal ConnectionBudget Budget { get; } = new();

    /// <summary>The region whose vaults are meant.</summary>
    public string Region => _client.Region;

    /// <summary>
    /// The account that owns the vaults; <c>-</c> is the signer's own, until an answer of the service has told which
    /// that is.
    /// </summary>
    public string AccountId => OwnAccountId ?? _client.AccountId;

    /// <summary>Where requests go.</summary>
    public Uri Endpoint => _client.Endpoint;

    /// <summary>The AWS profile that signs, if one was named.</summary>
    public string? ProfileName => _settings.Credential is null ? _settings.ProfileName : null;

    /// <summary>
    /// What was found damaged in the local service's folder since the last call, in a sentence each; such archives are
    /// not served. The service looks through its folder behind the start, so some of it is found later.
    /// </summary>
    internal IEnumerable<string> TakeDamage()
    {
        if (_local is null)
        {
            return [];
        }

        IReadOnlyList<string> all = _local.Reports;
        int before = Interlocked.Exchange(ref _damageTold, all.Count);
        return all.Skip(before);
    }

    /// <summary>Tells this account and region from others in the journals of transfers; holds no secret.</summary>
    internal string Identity =>
        string.Join(" ", LocalPath ?? Endpoint.AbsoluteUri, Region, _client.AccountId, ProfileName);

    /// <summary>The account behind <c>-</c>, once an answer of the service has told it; null until then.</summary>
    private string? OwnAccountId { get; set; }

    /// <summary>Takes the account from an ARN that the service gave.</summary>
    internal void Learn(string vaultArn)
    {
        if (_client.AccountId == "-")
        {
            OwnAccountId ??= VaultArn.AccountIdOf(vaultArn);
        }
    }

    /// <summary>Takes the account from a list of vaults, which may be empty.</summary>
    internal void Learn(IReadOnlyList<VaultDescription> vaults)
    {
        if (vaults.Count > 0)
        {
            Learn(vaults[0].VaultARN);
        }
    }

    /// <summary>The account and the region in words, for questions about what is settled for all of it.</summary>
    internal string AccountInWords =>
        AccountId == "-" ? $"this account in {Region}" : $"account {AccountId} in {Region}";

    /// <summary>The local service's folder; null for a service over the network.</summary>
    public string? LocalPath => _settings.LocalPath;

    /// <summary>A bucket that is reached with this connection's credentials, or with those of a profile.</summary>
    internal BucketOptions BucketOptions(string name, string? profileName) =>
        new()
        {
            Name = name,
            ProfileName = profileName ?? ProfileName,
            KeySource = profileName is null && _settings.Credential is { } credential ? credential.Read : null,
        };

    /// <summary>A table that is reached with this connection's credentials, or with those of a profile.</summary>
    internal ShareTableOptions ShareTableOptions(string name, string? region, string? profileName, Uri? endpoint) =>
        new()
        {
            Name = name,
            Region = region ?? Region,
            EndpointUrl = endpoint,
            ProfileName = profileName ?? ProfileName,
            KeySource = profileName is null && _settings.Credential is { } credential ? credential.Read : null,
        };

    /// <summary>The service's vaults, archives and jobs.</summary>
    internal IGlacier Client => Open;

    /// <summary>What is settled for its vaults.</summary>
    internal IVaultSettings VaultSettings => Open;

    /// <summary>What is settled for the account.</summary>
    internal IAccountSettings AccountSettings => Open;

    private GlacierClient Open =>
        _closed
            ? throw new GlacierInputException(
                "ConnectionClosed",
                "This connection was closed with Disconnect-Glacier. Make another with Connect-Glacier."
            )
            : _client;

    internal static Task<GlacierConnection> OpenAsync(
        ConnectionSettings settings,
        CancellationToken cancellationToken
    ) =>
        settings.LocalPath is { } path
            ? OpenLocalAsync(path, settings, cancellationToken)
            : Task.Run(() => new GlacierConnection(settings, Options(settings), null), cancellationToken);

    /// <summary>A connection of its own for a call that changes some of the settings.</summary>
    internal async Task<GlacierConnection> ChangedByAsync(ConnectionSettings call, CancellationToken cancellationToken)
    {
        _ = Open;
        GlacierConnection changed = await OpenAsync(_settings.ChangedBy(call), cancellationToken);
        bool sameSigner = !call.ReplacesConnection && call.Credential is null && call.EndpointUrl is null;
        changed.OwnAccountId = sameSigner ? OwnAccountId : null;
        return changed;
    }

    /// <summary>A role that is assumed with this connection's credentials. Nothing is asked yet.</summary>
    /// <exception cref="GlacierInputException"><c>ConnectionAmbiguous</c>: it is a local folder, which has no
    /// roles.</exception>
    internal AssumedRole AssumeRole(string roleArn) =>
        LocalPath is null
            ? new AssumedRole(Options(_settings), roleArn)
            : throw new GlacierInputException(
                "ConnectionAmbiguous",
                $"The local Glacier in '{LocalPath}' has no roles. Name a -ProfileName whose credentials may assume "
                    + "the role, or leave -RoleArn out."
            );

    /// <summary>Lets go of the network connections, or of the local service's folder.</summary>
    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _client.Dispose();
            Budget.Dispose();
            _local?.Dispose();
        }
    }

    private static async Task<GlacierConnection> OpenLocalAsync(
        string path,
        ConnectionSettings settings,
        CancellationToken cancellationToken
    )
    {
        if (settings.EndpointUrl is not null || settings.ProfileName is not null || settings.Credential is not null)
        {
            throw new GlacierInputException(
                "ConnectionAmbiguous",
                "-LocalPath is a service inside this process; it has no -EndpointUrl and needs no -ProfileName and no "
                    + "-Credential. Leave those out."
            );
        }

        bool isThere = LocalGlacier.IsIn(path);
        if (!isThere && settings.IfMissing == MissingStore.Refused)
        {
            throw new GlacierInputException(
                "StoreNotFound",
                $"There is no local Glacier in '{path}'. Check the path, or make one there: Connect-Glacier "
                    + $"-LocalPath '{path}'."
            );
        }

        bool inMemory = !isThere && settings.IfMissing == MissingStore.InMemory;
        var service = new LocalGlacierOptions { DataFolder = inMemory ? null : path };
        LocalGlacier local = await LocalGlacier.OpenAsync(service, cancellationToken);
        try
        {
            var options = new GlacierClientOptions
            {
                Region = settings.Region ?? service.Region,
                AccountId = settings.AccountId ?? "-",
                EndpointUrl = LocalEndpoint,
                AccessKeyId = "LOCAL",
                SecretAccessKey = "local",
                Transport = () => new LocalGlacierHandler(local),
                OnRequest = RequestLog.Note,
                OnRetry = RequestLog.NoteRetry,
            };
            return new GlacierConnection(settings, options, local);
        }
        catch
        {
            local.Dispose();
            throw;
        }
    }

    // Not a real address: requests end in the handler.
    private static readonly Uri LocalEndpoint = new("http://glacier.local.invalid");

    private static GlacierClientOptions Options(ConnectionSettings settings) =>
        new()
        {
            ProfileName = settings.ProfileName,
            Region = settings.Region,
            EndpointUrl = settings.EndpointUrl,
            AccountId = settings.AccountId ?? "-",
            KeySource = settings.Credential is { } credential ? credential.Read : null,
            UseAwsEndpoint = settings.UsesAwsEndpoint,
            UseFips = settings.UseFipsEndpoint,
            UseDualStack = settings.UseDualStackEndpoint,
            OnRequest = RequestLog.Note,
            OnRetry = RequestLog.NoteRetry,
        };
}
