using System.Text.Json;
using GlacierPS.Local.Archives;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>A job as it stands at a moment.</summary>
/// <param name="VaultArn">Its vault.</param>
/// <param name="Job">The job.</param>
/// <param name="Outcome">How far it has come.</param>
/// <param name="Archives">The vault's archives, to read an inventory from.</param>
internal sealed record JobView(string VaultArn, Job Job, JobOutcome Outcome, ArchiveReader Archives)
{
    /// <summary>Looks at a job. Under the vault's lock.</summary>
    public static JobView Of(Vault vault, Job job, ServiceTime now) =>
        new(vault.Arn, job, JobOutcome.Of(job, vault.Damaged, now), vault.Archives);

    /// <summary>
    /// What the output of an inventory job comes to, once it has succeeded; null otherwise. Worked out once, without
    /// the lock.
    /// </summary>
    public InventoryExtent? Extent =>
        Job.Inventory is { } inventory && Outcome == JobOutcome.Succeeded
            ? Job.Extent ??= InventoryExtent.Of(inventory, Archives, VaultArn)
            : null;

    public void Write(Utf8JsonWriter json) => JobDescriptionJson.Write(json, VaultArn, Job, Outcome, Extent);
}
