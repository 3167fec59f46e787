using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// Takes what files know of a vault into the catalogue: mt-aws-glacier's journals, Synology's mappings, and inventories
/// that were saved.
/// </summary>
[Cmdlet(VerbsData.Import, "GlacierCatalog", SupportsShouldProcess = true)]
[OutputType(typeof(CatalogImportResult), typeof(CatalogState))]
public sealed class ImportGlacierCatalogCommand : VaultCmdlet
{
    /// <summary>The file; what it is shows in what is in it.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The day of an inventory that does not say it itself, as those in CSV.</summary>
    [Parameter]
    public DateTime? InventoryDate { get; set; }

    /// <summary>Takes an inventory in although the catalogue knows one that is, or may be, newer.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        Attempt(
            () =>
            {
                CheckVaultName();
                string file = LocalFile.Find(this.LiteralFilePath(Path)).FullName;
                if (ShouldProcess(VaultName, $"Take '{file}' into the catalogue"))
                {
                    Run(async (pipeline, token) => pipeline.Write(await ImportAsync(file, pipeline, token)));
                }
            },
            Path
        );

    private async Task<object> ImportAsync(string file, IPipeline pipeline, CancellationToken cancellationToken)
    {
        VaultCatalog catalog = await Target.CatalogAsync(VaultName, cancellationToken);
        if (SynologyMapping.IsDatabase(file))
        {
            return catalog.Import(
                SynologyMapping.Read(
                    file,
                    skipped =>
                        pipeline.Warn($"{skipped:N0} rows of '{file}' name no archive or no file, and are left out.")
                ),
                cancellationToken
            );
        }

        await using FileStream stream = InventoryReader.OpenFile(file);
        if (await IsInventoryAsync(stream, cancellationToken))
        {
            DateTime? date = InventoryDate?.ToUniversalTime();
            var source = new InventorySource(VaultName, InventoryDate: date);
            CatalogState state = await catalog.UpdateAsync(
                InventoryReader.ReadAsync(stream, source, cancellationToken),
                new InventoryOrigin
                {
                    InventoryDate = date,
                    IsGuessed = true,
                    Force = Force,
                },
                cancellationToken
            );
            if (state.IsInventoryDateGuessed)
            {
                pipeline.Warn(
                    $"'{file}' does not say the day of the inventory. That of its newest archive, "
                        + $"{state.InventoryDate:yyyy-MM-dd HH:mm} UTC, stands for it until one comes that says its "
                        + "day. Say it with -InventoryDate if you know it."
                );
            }

            return state;
        }

        var records = new List<ImportedRecord>();
        await foreach (ImportedRecord record in MtAwsJournal.ReadAsync(stream, cancellationToken))
        {
            records.Add(record);
        }

        return catalog.Import(records, cancellationToken);
    }

    private static async Task<bool> IsInventoryAsync(FileStream file, CancellationToken cancellationToken)
    {
        var head = new byte[64];
        int length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        file.Position = 0;
        string text = System
            .Text.Encoding.UTF8.GetString(head, 0, length)
            .TrimStart('\uFEFF', ' ', '\r', '\n', '\t', '"');
        return text.StartsWith('{') || text.StartsWith("ArchiveId", StringComparison.Ordinal);
    }
}
