using System.Text;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Local.Vaults;

/// <summary>
/// Tells a vault's history anew, without what nobody can ask for any more. A vault that had a million archives and has
/// ten must not be read as a million lines for ever.
/// </summary>
internal static class Compaction
{
    // Longer than any job or upload is kept by the service's own rules; the store itself has no clock.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(48);

    private const long SmallJournal = 1000;

    /// <summary>Whether less than half of a journal's lines would be left.</summary>
    public static bool IsWorthIt(VaultState vault, long lines) =>
        lines > SmallJournal && lines > 2L * EventsOf(vault).Count();

    /// <summary>The events of the shorter history.</summary>
    public static IEnumerable<VaultEvent> EventsOf(VaultState vault)
    {
        List<Job> jobs = [.. vault.Jobs.All.Where(job => job.Due + Kept > vault.Latest)];
        yield return new VaultCreated { At = vault.Created, Name = vault.Name };
        foreach (
            VaultEvent happened in Archives(vault, jobs)
                .Concat(Uploads(vault))
                .Concat(jobs.Select(Started))
                .Concat(Settings(vault))
        )
        {
            yield return happened;
        }

        yield return new HistoryCompacted
        {
            At = vault.Latest,
            Sequence = vault.Archives.Sequence,
            Clock = vault.Inventories.Marks,
        };
    }

    private static IEnumerable<VaultEvent> Archives(VaultState vault, List<Job> jobs)
    {
        HashSet<ResourceKey> retrieved =
        [
            .. jobs.Where(job => job.Archive is not null).Select(job => job.Archive!.Archive),
        ];
        long[] inventories =
        [
            .. jobs.Select(job => job.Inventory?.Snapshot)
                .Append(vault.Inventories.Marks.Last)
                .OfType<InventorySnapshot>()
                .Select(snapshot => snapshot.Sequence)
                .Distinct(),
        ];
        for (int slot = 0; slot < vault.Archives.Count; slot++)
        {
            ArchiveRecord archive = vault.Archives[slot];
            if (archive.IsDeleted && !retrieved.Contains(archive.Key) && !inventories.Any(archive.IsIn))
            {
                continue;
            }

            yield return new ArchiveStored
            {
                At = archive.Created,
                Archive = archive.Key,
                Size = archive.Size,
                TreeHash = archive.TreeHash,
                Description = archive.Description is null ? null : Encoding.Latin1.GetString(archive.Description),
                Parts = archive.Parts,
                Sequence = archive.CreatedAt,
            };
            if (archive.IsDeleted)
            {
                yield return new ArchiveDeleted
                {
                    At = archive.Deleted,
                    Archive = archive.Key,
                    Sequence = archive.DeletedAt,
                };
            }
        }
    }

    private static IEnumerable<VaultEvent> Uploads(VaultState vault)
    {
        foreach (UploadInProgress upload in vault.Uploads.Open)
        {
            yield return new UploadBegun
            {
                At = upload.Created,
                Upload = upload.Key,
                PartSize = upload.PartSize,
                Description = upload.Description,
                Ordinal = upload.Ordinal,
            };
            foreach ((long start, Storage.BlobRef part) in upload.Parts)
            {
                yield return new PartStored
                {
                    At = upload.LastActivity,
                    Upload = upload.Key,
                    Start = start,
                    Blob = part,
                };
            }
        }

        foreach (ClosedUpload closed in vault.Uploads.Closed.Where(closed => closed.At + Kept > vault.Latest))
        {
            yield return new UploadClosed
            {
                At = closed.At,
                Upload = closed.Key,
                Archive = closed.Archive,
            };
        }
    }

    private static VaultEvent Started(Job job) =>
        new JobStarted
        {
            At = job.Created,
            Job = job.Key,
            Due = job.Due,
            Description = job.Description,
            Topic = job.Topic,
            Tier = job.Tier,
            Archive = job.Archive,
            Inventory = job.Inventory,
            Ordinal = job.Ordinal,
        };

    /// <summary>
    /// After the jobs: those that ended before the notifications were configured must not be told by them.
    /// </summary>
    private static IEnumerable<VaultEvent> Settings(VaultState vault)
    {
        foreach (IGrouping<ResourceKey, SentNotification> told in vault.Outbox.GroupBy(sent => sent.Job))
        {
            SentNotification one = told.First();
            yield return new JobEnded
            {
                At = one.At,
                Job = one.Job,
                Topics = [.. told.Select(sent => sent.Topic)],
                Message = one.Message,
            };
        }

        if (vault.Notifications is { } configured)
        {
            yield return new NotificationsChanged
            {
                At = vault.NotificationsSince,
                Topic = configured.SNSTopic,
                Events = configured.Events,
            };
        }

        if (vault.Tags.Count > 0)
        {
            yield return new TagsChanged { At = vault.Latest, Tags = vault.Tags };
        }

        if (vault.AccessPolicy is { } policy)
        {
            yield return new AccessPolicyChanged { At = vault.Latest, Policy = policy.Text };
        }

        if (vault.Lock is { } begun)
        {
            yield return new LockInitiated
            {
                At = begun.Created,
                LockId = begun.LockId,
                Policy = begun.Policy.Text,
            };
            if (begun.IsLocked)
            {
                yield return new LockCompleted { At = vault.Latest };
            }
        }
    }
}
