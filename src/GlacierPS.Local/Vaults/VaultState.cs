using GlacierPS.Local.Inventories;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>What memory holds of a vault: everything but its archives. Used under the vault's lock.</summary>
internal sealed class VaultState
{
    /// <summary>The number of its row.</summary>
    public required long Row { get; init; }

    public required string Name { get; init; }

    /// <summary>The name of the folder with its blobs.</summary>
    public required string Folder { get; init; }

    public required ServiceTime Created { get; init; }

    public bool IsDeleted { get; set; }

    /// <summary>
    /// How many archives were ever stored or deleted: the place that the vault's history has reached.
    /// </summary>
    public long Sequence { get; set; }

    /// <summary>Sums over the archives that live.</summary>
    public InventoryTotals Totals { get; set; }

    public UploadTable Uploads { get; } = new();

    public JobTable Jobs { get; } = new();

    public InventoryClock Inventories { get; } = new();

    /// <summary>Replaced as a whole when it changes, so that it can be read without the lock.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; set; } = new Dictionary<string, string>();

    public StoredPolicy? AccessPolicy { get; set; }

    /// <summary>The lock as it was last left, expired or not; see <see cref="LockAt"/>.</summary>
    public StoredLock? Lock { get; set; }

    public NotificationConfiguration? Notifications { get; set; }

    /// <summary>
    /// When <see cref="Notifications"/> were last set: they do not apply to jobs that ended earlier.
    /// </summary>
    public ServiceTime NotificationsSince { get; set; }

    /// <summary>The sum over tags, policies, lock and notifications that the vault's row has.</summary>
    public long SettingsSum { get; set; }

    /// <summary>Jobs whose end was not yet noticed.</summary>
    public EndingJobs Ending { get; } = new();

    /// <summary>
    /// The lock; null if there is none, or if it was not completed in time: "policy removed automatically"
    /// (glacier-api.md §6.11).
    /// </summary>
    public StoredLock? LockAt(ServiceTime now) => Lock?.IsInForce(now) == true ? Lock : null;

    /// <summary>What an inventory says that is taken now.</summary>
    public InventorySnapshot SnapshotAt(ServiceTime date) => new(date, Sequence, Totals);
}
