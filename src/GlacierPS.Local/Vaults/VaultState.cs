using GlacierPS.Local.Inventories;
using GlacierPS.Local.Jobs;

namespace GlacierPS.Local.Vaults;

/// <summary>What a vault is: that which its events made of it, and nothing else. Used under the vault's lock.</summary>
internal sealed class VaultState
{
    public string Name { get; set; } = "";

    public ServiceTime Created { get; set; }

    public bool IsDeleted { get; set; }

    public ArchiveTable Archives { get; } = new();

    public UploadTable Uploads { get; } = new();

    public JobTable Jobs { get; } = new();

    public InventoryClock Inventories { get; } = new();
}
