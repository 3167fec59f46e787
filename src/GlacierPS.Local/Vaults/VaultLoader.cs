using System.Text.Json;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Local.Vaults;

/// <summary>Makes a vault from its medium: plays its journal, and looks at its blobs.</summary>
internal static class VaultLoader
{
    /// <summary>Reads a vault.</summary>
    /// <returns>Null if there is none: it was deleted, or a crash came before its first line was written. Its place is
    /// then removed.</returns>
    public static LoadedVault? Load(IVaultMedium medium)
    {
        // The one keeps the processor busy, the other the file system.
        (VaultState State, JournalReading Reading)? replayed = null;
        BlobListing? blobs = null;
        Parallel.Invoke(() => replayed = Replay(medium.Journal), () => blobs = BlobListing.Of(medium));
        (VaultState state, JournalReading reading) = replayed!.Value;
        if (state.IsDeleted || (state.Name.Length == 0 && reading.Damaged.Count == 0))
        {
            medium.Remove();
            return null;
        }

        var reports = reading
            .Damaged.Select(line =>
                $"{medium.Place}: line {line} of the journal is damaged and was passed over. What it told is "
                + "lost; what follows it is not."
            )
            .ToList();
        if (state.Name.Length == 0)
        {
            reports.Add(
                $"{medium.Place}: the journal does not tell the vault's name any more; the folder is left as it is."
            );
            return new LoadedVault(state, reading.Length, [], reports);
        }

        if (reading.Damaged.Count == 0 && Compaction.IsWorthIt(state, reading.Lines))
        {
            medium.ReplaceJournal(journal =>
                Journal<VaultEvent>.WriteAll(journal, VaultEventJson.Default.VaultEvent, Compaction.EventsOf(state))
            );
            (state, reading) = Replay(medium.Journal);
        }

        BlobSurvey survey = BlobSurvey.Of(medium, state, blobs!, mayRemove: reading.Damaged.Count == 0);
        reports.AddRange(survey.Reports);
        return new LoadedVault(state, reading.Length, survey.Damaged, reports);
    }

    /// <summary>Plays a journal from its start, and cuts off a tail that was never wholly written.</summary>
    public static (VaultState State, JournalReading Reading) Replay(IAppendFile journal)
    {
        var state = new VaultState();
        JournalReading reading = JournalReader.Read(
            journal,
            json =>
            {
                try
                {
                    state.Apply(
                        ArchiveStoredReader.TryRead(json)
                            ?? JsonSerializer.Deserialize(json, VaultEventJson.Default.VaultEvent)!
                    );
                    return true;
                }
                catch (Exception exception) when (exception is JsonException or NotSupportedException)
                {
                    // An event of a later version, or no event at all.
                    return false;
                }
            }
        );
        if (journal.Length > reading.Length)
        {
            journal.Truncate(reading.Length);
        }

        return (state, reading);
    }
}
