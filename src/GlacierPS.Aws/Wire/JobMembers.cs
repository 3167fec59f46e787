using System.Globalization;
using System.Text.Json;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Wire;

/// <summary>InitiateJob's body, DescribeJob's response, and each item of ListJobs (glacier-api.md §5, §6.6).</summary>
internal static class JobMembers
{
    /// <summary>Dates are sent with whole seconds (§1.4).</summary>
    private const string DateFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static JobDescription Read(JsonElement json) =>
        new()
        {
            JobId = json.RequiredText("JobId"),
            VaultARN = json.RequiredText("VaultARN"),
            Action = json.RequiredChoice<JobAction>("Action"),
            StatusCode = json.RequiredChoice<JobStatus>("StatusCode"),
            StatusMessage = json.Text("StatusMessage"),
            Completed = json.Flag("Completed"),
            CreationDate = json.RequiredDate("CreationDate"),
            CompletionDate = json.Date("CompletionDate"),
            Description = json.Text("JobDescription"),
            ArchiveId = json.Text("ArchiveId"),
            ArchiveSizeInBytes = json.Number("ArchiveSizeInBytes"),
            ArchiveSHA256TreeHash = json.Digest("ArchiveSHA256TreeHash")?.ToString(),
            RetrievalByteRange = json.Range("RetrievalByteRange"),
            SHA256TreeHash = json.Digest("SHA256TreeHash")?.ToString(),
            Tier = json.Choice<RetrievalTier>("Tier"),
            InventorySizeInBytes = json.Number("InventorySizeInBytes"),
            InventoryRetrievalParameters = json.Object("InventoryRetrievalParameters") is { } inventory
                ? ReadInventory(inventory)
                : null,
            SNSTopic = json.Text("SNSTopic"),
        };

    /// <summary>The body of InitiateJob: the parameters at top level, what is not set left out (§8, D14).</summary>
    public static byte[] Write(JobRequest request)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            switch (request)
            {
                case ArchiveRetrievalRequest archive:
                    json.WriteString("Type", "archive-retrieval");
                    json.WriteString("ArchiveId", archive.ArchiveId);
                    WriteIfSet(json, "RetrievalByteRange", archive.Range?.ToString());
                    WriteIfSet(json, "Tier", archive.Tier?.ToString());
                    break;
                case InventoryRetrievalRequest inventory:
                    json.WriteString("Type", "inventory-retrieval");
                    json.WriteString("Format", inventory.Parameters.Format == InventoryFormat.Csv ? "CSV" : "JSON");
                    WriteFilter(json, inventory.Parameters);
                    break;
            }

            WriteIfSet(json, "Description", request.Description);
            WriteIfSet(json, "SNSTopic", request.SNSTopic);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteFilter(Utf8JsonWriter json, InventoryRetrieval filter)
    {
        if (filter is { StartDate: null, EndDate: null, Limit: null, Marker: null })
        {
            return;
        }

        json.WriteStartObject("InventoryRetrievalParameters");
        WriteIfSet(json, "StartDate", Text(filter.StartDate));
        WriteIfSet(json, "EndDate", Text(filter.EndDate));
        WriteIfSet(json, "Limit", filter.Limit?.ToString(CultureInfo.InvariantCulture));
        WriteIfSet(json, "Marker", filter.Marker);
        json.WriteEndObject();
    }

    private static void WriteIfSet(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    private static string? Text(DateTime? date) =>
        (date is { Kind: DateTimeKind.Local } local ? local.ToUniversalTime() : date)?.ToString(
            DateFormat,
            CultureInfo.InvariantCulture
        );

    private static InventoryRetrieval ReadInventory(JsonElement json) =>
        new()
        {
            Format = json.Choice<InventoryFormat>("Format") ?? InventoryFormat.Json,
            StartDate = json.Date("StartDate"),
            EndDate = json.Date("EndDate"),
            Limit = json.Number("Limit"),
            Marker = json.Text("Marker") is { Length: > 0 } marker ? marker : null,
        };
}
