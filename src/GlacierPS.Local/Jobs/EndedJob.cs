using System.Text;
using GlacierPS.Local.Http;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Time;
using GlacierPS.Local.Vaults;
using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Local.Jobs;

/// <summary>A job that ended, well or badly, and those who want to hear of it (glacier-api.md §6.9).</summary>
/// <param name="View">The job as it ended.</param>
/// <param name="Topics">The vault's topic, the job's own, or both: "both get a message", also where they are the
/// same.</param>
internal sealed record EndedJob(JobView View, IReadOnlyList<string> Topics)
{
    /// <summary>
    /// Takes the jobs that have ended by a moment and that someone wants to hear of. Under the vault's lock.
    /// </summary>
    public static List<EndedJob> TakeFrom(Vault vault, VaultState state, ServiceTime now)
    {
        var ended = new List<EndedJob>();
        while (state.Ending.Take(now) is { } job)
        {
            List<string> topics = TopicsOf(job, state.Notifications).ToList();
            if (topics.Count > 0)
            {
                ended.Add(new EndedJob(JobView.Of(vault, state, job, now), topics));
            }
        }

        return ended;
    }

    /// <summary>What is written down. It may take a while, for an inventory; not under the vault's lock.</summary>
    public JobEnded ToEvent() =>
        new()
        {
            At = View.Job.Due,
            Job = View.Job.Key,
            Topics = Topics,
            Message = Encoding.UTF8.GetString(JsonBody.Write(View.Write)),
        };

    private static IEnumerable<string> TopicsOf(Job job, NotificationConfiguration? configuration)
    {
        string happened = job.Archive is null
            ? NotificationConfiguration.InventoryRetrievalCompleted
            : NotificationConfiguration.ArchiveRetrievalCompleted;
        if (configuration?.Tells(happened) == true)
        {
            yield return configuration.SNSTopic;
        }

        if (job.Topic is not null)
        {
            yield return job.Topic;
        }
    }
}
