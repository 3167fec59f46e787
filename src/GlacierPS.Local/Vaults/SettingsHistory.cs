using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Local.Vaults;

/// <summary>What a vault was told besides archives, uploads and jobs, told anew for a shorter history.</summary>
internal static class SettingsHistory
{
    /// <summary>The events, to come behind those of the jobs: what was sent about a job refers to it.</summary>
    public static IEnumerable<VaultEvent> EventsOf(VaultState vault)
    {
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
            // Its time to be completed runs from its own beginning (glacier-api.md §6.11).
            yield return new LockInitiated { At = begun.Created, LockId = begun.LockId, Policy = begun.Policy.Text };
            if (begun.IsLocked)
            {
                yield return new LockCompleted { At = vault.Latest };
            }
        }

        foreach (Notifications.SentNotification sent in vault.Outbox)
        {
            yield return new JobEnded { At = sent.At, Job = sent.Job, Topics = [sent.Topic], Message = sent.Message };
        }

        if (vault.Notifications is { } configuration)
        {
            // Jobs that had ended by the latest event were noticed before it, so none is settled too early.
            yield return new NotificationsChanged { At = vault.Latest, Topic = configuration.SNSTopic, Events = configuration.Events };
        }
    }
}
