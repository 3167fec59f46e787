using GlacierPS.Core.Policies;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Time;
using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Local.Vaults;

/// <summary>What a vault is: that which its events made of it, and nothing else. Used under the vault's lock.</summary>
internal sealed class VaultState
{
    public string Name { get; set; } = "";

    public ServiceTime Created { get; set; }

    /// <summary>The latest time of any event: the service's clock has reached it.</summary>
    public ServiceTime Latest { get; private set; }

    public bool IsDeleted { get; set; }

    public ArchiveTable Archives { get; } = new();

    public UploadTable Uploads { get; } = new();

    public JobTable Jobs { get; } = new();

    public InventoryClock Inventories { get; } = new();

    /// <summary>Replaced as a whole when it changes, so that it can be read without the lock.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; set; } = new Dictionary<string, string>();

    public StoredPolicy? AccessPolicy { get; set; }

    /// <summary>The lock as it was last left, expired or not; see <see cref="LockAt"/>.</summary>
    public VaultLockState? Lock { get; set; }

    public NotificationConfiguration? Notifications { get; set; }

    /// <summary>
    /// When <see cref="Notifications"/> were last set: jobs that ended earlier are none of their business.
    /// </summary>
    public ServiceTime NotificationsSince { get; set; }

    /// <summary>Jobs whose end was not yet noticed.</summary>
    public EndingJobs Ending { get; } = new();

    /// <summary>What was sent when jobs ended.</summary>
    public List<SentNotification> Outbox { get; } = [];

    /// <summary>
    /// The lock; null if there is none, or if it was not completed in time: "policy removed automatically"
    /// (glacier-api.md §6.11).
    /// </summary>
    public VaultLockState? LockAt(ServiceTime now) => Lock?.IsInForce(now) == true ? Lock : null;

    /// <summary>Becomes what it is after an event.</summary>
    public void Apply(VaultEvent happened)
    {
        happened.ApplyTo(this);
        Latest = happened.At > Latest ? happened.At : Latest;
    }
}
