using System.Text.Json;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Report;

/// <summary>The lists of single things in a report's data: archives, jobs, uploads, copies, and notes.</summary>
internal static class ReportTables
{
    private const int MostJobs = 50;

    public static void Write(Utf8JsonWriter json, ShownNames names, GlacierReport report)
    {
        Archives(
            json,
            names,
            "largest",
            report
                .All.SelectMany(vault => vault.Largest)
                .OrderByDescending(archive => archive.SizeInBytes)
                .Take(report.Options.Rows)
        );
        Archives(
            json,
            names,
            "oldest",
            report
                .All.SelectMany(vault => vault.Oldest)
                .OrderBy(archive => archive.CreationDate)
                .Take(report.Options.Rows)
        );
        Jobs(json, names, report);
        Uploads(json, names, report);
        Copies(json, names, report);
        json.WriteStartArray("notes");
        foreach (string note in Notes(names, report))
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
    }

    private static void Archives(
        Utf8JsonWriter json,
        ShownNames names,
        string list,
        IEnumerable<CatalogArchive> archives
    )
    {
        json.WriteStartArray(list);
        foreach (CatalogArchive archive in archives)
        {
            json.WriteStartArray();
            json.WriteStringValue(names.Vault(archive.VaultName));
            json.WriteStringValue(names.Path(archive.Name));
            json.WriteNumberValue(archive.SizeInBytes);
            json.WriteStringValue(ReportData.Date(archive.CreationDate));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Jobs(Utf8JsonWriter json, ShownNames names, GlacierReport report)
    {
        JobDescription[] all = [.. report.All.SelectMany(vault => vault.Facts.Jobs)];
        json.WriteNumber("jobCount", all.Length);
        json.WriteStartArray("jobs");
        foreach (
            JobDescription job in all.OrderBy(job => job.Completed)
                .ThenByDescending(job => job.CreationDate)
                .Take(MostJobs)
        )
        {
            json.WriteStartArray();
            json.WriteStringValue(names.Vault(job.VaultName));
            json.WriteStringValue(job.Action == JobAction.InventoryRetrieval ? "inventory" : "archive");
            json.WriteStringValue(names.Path(job.ArchiveName ?? ""));
            json.WriteStringValue($"{job.StatusCode}");
            json.WriteStringValue(ReportData.Date(job.CreationDate));
            json.WriteStringValue(ReportData.Date(job.AvailableUntil));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Uploads(Utf8JsonWriter json, ShownNames names, GlacierReport report)
    {
        MultipartUpload[] all = [.. report.All.SelectMany(vault => vault.Facts.Uploads)];
        json.WriteNumber("uploadCount", all.Length);
        json.WriteStartArray("uploads");
        foreach (MultipartUpload upload in all.OrderBy(upload => upload.CreationDate).Take(MostJobs))
        {
            json.WriteStartArray();
            json.WriteStringValue(names.Vault(upload.VaultName));
            json.WriteStringValue(ReportData.Date(upload.CreationDate));
            json.WriteNumberValue(upload.PartSizeInBytes);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>Of each destination: where, how far, and what of the vault is proven there and what is not.</summary>
    private static void Copies(Utf8JsonWriter json, ShownNames names, GlacierReport report)
    {
        json.WriteStartArray("copies");
        foreach (ReportVault vault in report.All)
        {
            for (int i = 0; i < vault.Facts.Copies.Count; i++)
            {
                CopyState state = vault.Facts.Copies[i].State;
                (Amount total, Amount proven) = (vault.Archives.Total, vault.Archives.Proven[i]);
                json.WriteStartArray();
                json.WriteStringValue(names.Vault(state.VaultName));
                json.WriteStringValue(
                    names.IsAnonymous
                        ? "a copy"
                        : TerminalText.Of(
                            FolderBucket.Is(state.Bucket)
                                ? Path.Join(state.Bucket, state.Prefix)
                                : $"{state.Bucket}/{state.Prefix}"
                        )
                );
                json.WriteStringValue($"{state.State}");
                json.WriteNumberValue(proven.Count);
                json.WriteNumberValue(proven.Bytes);
                json.WriteNumberValue(total.Count - proven.Count);
                json.WriteNumberValue(total.Bytes - proven.Bytes);
                json.WriteNumberValue(state.Failed);
                json.WriteStringValue(ReportData.Date(state.LastCopied));
                json.WriteEndArray();
            }
        }

        json.WriteEndArray();
    }

    private static IEnumerable<string> Notes(ShownNames names, GlacierReport report)
    {
        if (report.All.Any(vault => vault.Facts.HasMore))
        {
            yield return "Of some vaults only the first 500 jobs or uploads were listed.";
        }

        if (names.IsAnonymous)
        {
            yield return "Names, vaults and the account are replaced by numbers.";
            if (report.Notes.Count > 0)
            {
                yield return $"{Quantity.Of(report.Notes.Count, "thing")} could not be asked of the service.";
            }

            yield break;
        }

        foreach (string note in report.Notes)
        {
            yield return TerminalText.Of(note);
        }
    }
}
