using GlacierPS.Local.Inventories;
using GlacierPS.Local.Jobs;
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

    /// <summary>Becomes what it is after an event.</summary>
    public void Apply(VaultEvent happened)
    {
        happened.ApplyTo(this);
        Latest = happened.At > Latest ? happened.At : Latest;
    }
}
