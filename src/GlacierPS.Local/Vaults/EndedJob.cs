using System.Text;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Json;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>A job that ended, well or badly, and its subscribers (glacier-api.md §6.9).</summary>
/// <param name="View">The job as it ended.</param>
/// <param name="Topics">The vault's topic, the job's own, or both: "both get a message", also where they are the
/// same.</param>
internal sealed record EndedJob(JobView View, IReadOnlyList<string> Topics)
{
    /// <summary>
    /// Takes the jobs that have ended by a moment; answers those that have a subscriber. Under the vault's lock.
    /// </summary>
    public static List<EndedJob> TakeFrom(Vault vault, VaultState state, ServiceTime now)
    {
        var ended = new List<EndedJob>();
        while (state.Ending.Take(now) is { } job)
        {
            List<string> topics = TopicsOf(job, state.Notifications).ToList();
            if (topics.Count > 0)
            {
                ended.Add(new EndedJob(JobView.Of(vault, job, now), topics));
            }
        }

        return ended;
    }

    /// <summary>The messages, one a topic.</summary>
    public IEnumerable<SentNotification> ToMessages()
    {
        string message = Encoding.UTF8.GetString(JsonBody.Write(View.Write));
        return Topics.Select(topic => new SentNotification(View.Job.Due, View.Job.Key, topic, message));
    }

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
