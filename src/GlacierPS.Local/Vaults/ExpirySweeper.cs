using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Time;
using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Local.Vaults;

/// <summary>
/// Clears away what has expired: jobs a day after they ended, uploads that lie idle, and the memory of uploads that
/// ended (glacier-api.md §6.4 to §6.6). Handlers check times themselves; this only frees what nobody can reach.
/// </summary>
internal sealed class ExpirySweeper
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private ServiceTime _next;

    public bool IsDue(ServiceTime now) => now >= _next;

    /// <returns>Blobs that nothing refers to any more, to be removed once the journal is flushed.</returns>
    public List<ResourceKey> Run(VaultState vault, ServiceTime now, LocalGlacierOptions options, Recorder record)
    {
        _next = now + Pause;
        var orphans = new List<ResourceKey>();
        foreach (Job job in vault.Jobs.All.Where(job => job.Due + options.JobRetention <= now).ToList())
        {
            vault.Jobs.Remove(job);
            if (job.Archive is { } retrieved)
            {
                orphans.AddRange(ArchiveBlobs.FreedBy(retrieved.Archive, vault));
            }
        }

        foreach (
            UploadInProgress upload in vault
                .Uploads.Open.Where(upload => upload.LastActivity + options.UploadRetention <= now)
                .ToList()
        )
        {
            orphans.AddRange(upload.Parts.Values.Select(part => part.Key));
            record(new UploadClosed { At = now, Upload = upload.Key });
        }

        vault.Uploads.ForgetClosed(now + -options.UploadRetention);
        return orphans;
    }
}
