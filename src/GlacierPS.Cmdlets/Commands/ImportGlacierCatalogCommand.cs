using System.Management.Automation;
using System.Text;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// Takes what files know of a vault into the catalogue: mt-aws-glacier's journals, Synology's mappings, lists of one's
/// own, and inventories that were saved.
/// </summary>
[Cmdlet(VerbsData.Import, "GlacierCatalog", SupportsShouldProcess = true)]
[OutputType(typeof(CatalogImportResult), typeof(CatalogState))]
public sealed class ImportGlacierCatalogCommand : VaultCmdlet
{
    private string? _importing;

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

    /// <summary>How a text file is written, if neither in UTF-8 nor with a mark of its encoding.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    private protected override string? LeftByStop =>
        _importing is null
            ? null
            : $"Stopped. The catalogue of vault '{_importing}' is as it was: run the same command again.";

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        Attempt(
            () =>
            {
                CheckVaultName();
                string file = LocalFile.Find(this.LiteralFilePath(Path)).FullName;
                if (ShouldProcess(VaultName, $"Take '{file}' into the catalogue"))
                {
                    _importing = VaultName;
                    Run(async (pipeline, token) => pipeline.Write(await ImportAsync(file, pipeline, token)));
                    _importing = null;
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
                        pipeline.Warn(
                            $"{Quantity.Of(skipped, "row")} of '{file}' left out: no archive or no file is named."
                        )
                ),
                cancellationToken
            );
        }

        await using FileStream stream = InventoryReader.OpenFile(file);
        if (await InventoryReader.IsInventoryAsync(Restart(stream), cancellationToken))
        {
            return await ImportInventoryAsync(catalog, file, Restart(stream), pipeline, cancellationToken);
        }

        string firstLine = await FirstLineAsync(Restart(stream), cancellationToken);
        var leftOut = new ToldLines("was left out", "were left out");
        var misread = new ToldLines("has a value that was left out", "have values that were left out");
        var records = new List<ImportedRecord>();
        if (NameList.IsList(firstLine))
        {
            if (NameList.NotUnderstood(firstLine) is { } columns)
            {
                pipeline.Warn($"'{file}': {columns}");
            }

            records.AddRange(NameList.Read(Restart(stream), firstLine, VaultName, leftOut.Add, misread.Add));
        }
        else
        {
            await foreach (
                ImportedRecord record in MtAwsJournal.ReadAsync(
                    Restart(stream),
                    cancellationToken,
                    line => leftOut.Add(line, "it is torn, or none of mt-aws-glacier's journal")
                )
            )
            {
                records.Add(record);
            }
        }

        CatalogImportResult result = catalog.Import(records, cancellationToken);
        foreach (string text in new[] { leftOut.Describe(file), misread.Describe(file) }.OfType<string>())
        {
            pipeline.Warn(text);
        }

        return result with
        {
            LeftOut = leftOut.Count,
        };
    }

    private async Task<CatalogState> ImportInventoryAsync(
        VaultCatalog catalog,
        string file,
        Stream stream,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        DateTime? date = InventoryDate?.ToUniversalTime();
        var head = new InventoryHead();
        var named = new List<ImportedRecord>();
        var source = new InventorySource(VaultName, InventoryDate: date)
        {
            Warn = pipeline.Warn,
            Head = head,
            Named = (id, names) => named.AddRange(names.Select(name => NameList.Record(id, name))),
        };
        string arn = VaultArn.Format(Target.Region, Target.AccountId, VaultName);
        CatalogState state = await catalog.UpdateAsync(
            InventoryReader.ReadAsync(stream, source, cancellationToken),
            new InventoryOrigin
            {
                InventoryDate = date,
                IsGuessed = true,
                Head = head,
                VaultARN = Target.IsAws() ? arn : null,
                Force = Force,
            },
            cancellationToken
        );
        if (head.InventoryDate is { } said && date is { } given && said != given)
        {
            pipeline.Warn(
                $"'{file}' says its day itself, {ShownTime.ToSecond(said)}: that counts, and -InventoryDate does not."
            );
        }

        if (head.VaultARN is { } of && of != arn)
        {
            pipeline.Warn($"'{file}' is an inventory of {of}. It was taken in as that of {arn}.");
        }

        if (named.Count > 0)
        {
            catalog.Import(named, cancellationToken);
        }

        if (state.IsInventoryDateGuessed)
        {
            pipeline.Warn(
                $"'{file}' does not say the day of the inventory. That of its newest archive, "
                    + $"{ShownTime.ToMinute(state.InventoryDate)}, stands for it until one comes that says its "
                    + "day. Say it with -InventoryDate if you know it."
            );
        }

        return state;
    }

    private Stream Restart(FileStream file)
    {
        file.Position = 0;
        return TextInput.AsUtf8(file, Encoding);
    }

    private static async Task<string> FirstLineAsync(Stream utf8, CancellationToken cancellationToken)
    {
        await foreach (string line in TextInput.LinesAsync(utf8, cancellationToken))
        {
            if (line.Length > 0)
            {
                return line;
            }
        }

        return "";
    }

    /// <summary>Lines of which something is told: how many, and the first of them.</summary>
    private sealed class ToldLines(string what, string whatOfSeveral)
    {
        private (long Line, string Why) _first;

        public long Count { get; private set; }

        public void Add(long line, string why)
        {
            _first = Count++ == 0 ? (line, why) : _first;
        }

        public string? Describe(string file) =>
            Count == 0
                ? null
                : $"{Quantity.Of(Count, $"line of '{file}' {what}", $"lines of '{file}' {whatOfSeveral}")}. The first "
                    + $"is line {Digits.Of(_first.Line)}: {_first.Why}. All else was taken in.";
    }
}
