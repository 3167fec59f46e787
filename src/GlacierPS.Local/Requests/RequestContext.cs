using GlacierPS.Local.Http;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Requests;

/// <summary>A request on its way to its operation: who asks, for what, and when.</summary>
internal sealed record RequestContext
{
    public required GlacierRequest Request { get; init; }

    public required RouteMatch Route { get; init; }

    public required ServiceTime Now { get; init; }

    public required LocalGlacierOptions Options { get; init; }

    /// <summary>The vaults of the account and region that the request is for.</summary>
    public required AccountVaults Account { get; init; }

    /// <summary>
    /// Who asks. Not always the account that has the vault: a policy may let others in (glacier-api.md §1.2).
    /// </summary>
    public required AccountKey Caller { get; init; }

    public AccountKey Key => Account.Key;

    public string VaultName => Route.Vault;

    public string? Header(string name) => Request.Headers[name];

    public string? Query(string name) => QueryString.Value(Request.Query, name);

    /// <summary>
    /// A path under the vault, as <c>Location</c> has it: always the real account (glacier-api.md §1.2).
    /// </summary>
    public string Location(string rest = "") => $"/{Key.AccountId}/vaults/{VaultName}{rest}";
}
