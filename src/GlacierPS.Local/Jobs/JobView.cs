using System.Text.Json;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Time;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Jobs;

/// <summary>A job as it stands at a moment.</summary>
/// <param name="Vault">Its vault.</param>
/// <param name="Job">The job.</param>
/// <param name="Outcome">How far it has come.</param>
/// <param name="Archives">The vault's archives, to read an inventory from.</param>
internal sealed record JobView(Vault Vault, Job Job, JobOutcome Outcome, ArchiveTable.ArchiveView Archives)
{
    /// <summary>Looks at a job. Under the vault's lock.</summary>
    public static JobView Of(Vault vault, VaultState state, Job job, ServiceTime now) =>
        new(vault, job, JobOutcome.Of(job, state.Archives, vault.Damaged, now), state.Archives.View());

    /// <summary>
    /// What the output of an inventory job comes to, once it has succeeded; null otherwise. Worked out once, without
    /// the lock.
    /// </summary>
    public InventoryExtent? Extent =>
        Job.Inventory is { } inventory && Outcome == JobOutcome.Succeeded
            ? Job.Extent ??= InventoryExtent.Of(inventory, Archives, Vault.Arn)
            : null;

    public void Write(Utf8JsonWriter json) => JobDescriptionJson.Write(json, Vault.Arn, Job, Outcome, Extent);
}
