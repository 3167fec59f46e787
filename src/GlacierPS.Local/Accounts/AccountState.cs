using GlacierPS.Local.Capacity;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Retrieval;

namespace GlacierPS.Local.Accounts;

/// <summary>
/// What an account has in a region besides its vaults: that which its events made of it. Used under the ledger's lock.
/// </summary>
internal sealed class AccountState
{
    private readonly HashSet<ResourceKey> _keptJobs = [];

    public RetrievalPolicy RetrievalPolicy { get; set; } = RetrievalPolicy.Unlimited;

    /// <summary>Units of provisioned capacity, the ended ones too, in order of purchase.</summary>
    public List<ProvisionedCapacityUnit> Capacity { get; } = [];

    /// <summary>The outbox of vaults that were deleted.</summary>
    public List<SentNotification> Outbox { get; } = [];

    /// <summary>
    /// Takes over the outbox of a vault; what is here already, because deleting it was tried before, comes once.
    /// </summary>
    public void Keep(IEnumerable<SentNotification> notifications)
    {
        List<SentNotification> fresh = notifications.Where(one => !HasKept(one)).ToList();
        Outbox.AddRange(fresh);
        _keptJobs.UnionWith(fresh.Select(one => one.Job));
    }

    /// <summary>Whether the outbox has what a job sent.</summary>
    public bool HasKept(SentNotification notification) => _keptJobs.Contains(notification.Job);
}
