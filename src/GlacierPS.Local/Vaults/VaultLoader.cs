using System.Text.Json;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Local.Vaults;

/// <summary>Makes a vault from its storage: plays its journal, and looks at its blobs.</summary>
internal static class VaultLoader
{
    /// <summary>Reads a vault.</summary>
    /// <returns>Null if there is none: it was deleted, or a crash came before its first line was written. Its place is
    /// then removed.</returns>
    public static LoadResult? Load(IVaultStorage storage)
    {
        // The one keeps the processor busy, the other the file system.
        (VaultState State, JournalReading Reading)? replayed = null;
        BlobListing? blobs = null;
        Parallel.Invoke(() => replayed = Replay(storage.Journal), () => blobs = BlobListing.Of(storage));
        (VaultState state, JournalReading reading) = replayed!.Value;
        if (state.IsDeleted || (state.Name.Length == 0 && reading.Damaged.Count == 0))
        {
            storage.Remove();
            return null;
        }

        var reports = reading
            .Damaged.Select(line =>
                $"{storage.Place}: line {line} of the journal is damaged and was passed over. What it told is "
                + "lost; what follows it is not."
            )
            .ToList();
        if (state.Name.Length == 0)
        {
            reports.Add(
                $"{storage.Place}: the journal does not tell the vault's name any more; the folder is left as it is."
            );
            return new LoadResult(state, reading.Length, [], reports);
        }

        if (reading.Damaged.Count == 0 && Compaction.IsWorthIt(state, reading.Lines))
        {
            storage.ReplaceJournal(journal =>
                Journal<VaultEvent>.WriteAll(journal, VaultEventJson.Default.VaultEvent, Compaction.EventsOf(state))
            );
            (state, reading) = Replay(storage.Journal);
        }

        ConsistencyCheck survey = ConsistencyCheck.Of(storage, state, blobs!, mayRemove: reading.Damaged.Count == 0);
        reports.AddRange(survey.Reports);
        return new LoadResult(state, reading.Length, survey.Damaged, reports);
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
