using System.Globalization;
using System.Text.Json;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Json;

namespace GlacierPS.Local.Jobs;

/// <summary>
/// A job as DescribeJob, ListJobs and notifications tell it: all 21 members, in alphabetical order, nulls explicit,
/// compared byte by byte with the anchor of glacier-api.md §6.6.
/// </summary>
internal static class JobDescriptionJson
{
    /// <param name="json">Where to.</param>
    /// <param name="vaultArn">The vault.</param>
    /// <param name="job">The job.</param>
    /// <param name="outcome">How far it has come.</param>
    /// <param name="extent">What the output of an inventory job that succeeded comes to; null otherwise.</param>
    public static void Write(Utf8JsonWriter json, string vaultArn, Job job, JobOutcome outcome, InventoryExtent? extent)
    {
        RetrievedArchive? archive = job.Archive;
        json.WriteStartObject();
        json.WriteString("Action"u8, archive is null ? "InventoryRetrieval" : "ArchiveRetrieval");
        json.WriteString("ArchiveId"u8, archive is null ? null : IdCodec.Archive.Format(archive.Archive));
        json.WriteString("ArchiveSHA256TreeHash"u8, archive?.TreeHash.ToString());
        json.WriteNumber("ArchiveSizeInBytes"u8, archive?.Size);
        json.WriteBoolean("Completed"u8, outcome.IsCompleted);
        json.WriteDate("CompletionDate"u8, outcome.IsCompleted ? job.Due : null);
        json.WriteDate("CreationDate"u8, job.Created);
        json.WritePropertyName("InventoryRetrievalParameters"u8);
        WriteInventory(json, job.Inventory, extent);
        json.WriteNumber("InventorySizeInBytes"u8, extent?.Length);
        json.WriteString("JobDescription"u8, job.Description);
        json.WriteString("JobId"u8, IdCodec.Job.Format(job.Key));
        json.WriteNull("JobOutputPath"u8);
        json.WriteNull("OutputLocation"u8);
        json.WriteString("RetrievalByteRange"u8, archive?.Range.ToString());
        json.WriteString("SHA256TreeHash"u8, archive?.RangeTreeHash?.ToString());
        json.WriteString("SNSTopic"u8, job.Topic);
        json.WriteNull("SelectParameters"u8);
        json.WriteString("StatusCode"u8, outcome.StatusCode);
        json.WriteString("StatusMessage"u8, outcome.Message);
        json.WriteString("Tier"u8, job.Tier);
        json.WriteString("VaultARN"u8, vaultArn);
        json.WriteEndObject();
    }

    private static void WriteInventory(Utf8JsonWriter json, RetrievedInventory? inventory, InventoryExtent? extent)
    {
        if (inventory is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteDate("EndDate"u8, inventory.EndDate);
        json.WriteString("Format"u8, inventory.Format);

        // A string, in both directions (§1.4).
        json.WriteString("Limit"u8, inventory.Limit?.ToString(CultureInfo.InvariantCulture));
        json.WriteString("Marker"u8, extent?.NextFrom is { } next ? PageMarker.Format(next) : null);
        json.WriteDate("StartDate"u8, inventory.StartDate);
        json.WriteEndObject();
    }
}
