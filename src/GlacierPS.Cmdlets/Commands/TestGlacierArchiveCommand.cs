using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Sync;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// Compares local files with the tree hashes that are known of archives: no retrieval, no request, no cost.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "GlacierArchive", DefaultParameterSetName = NameSet)]
[OutputType(typeof(ArchiveCheckResult))]
public sealed class TestGlacierArchiveCommand : VaultCmdlet
{
    private const string NameSet = "Name";
    private const string InputSet = "InputObject";

    private const string FormsMeaning =
        "Their files were compared by the size and MD5 that {0} kept of them; where it kept no MD5, the status is "
        + "Unknown. "
        + "A file that is Same by its tree hash has the stored bytes, which {0} has to unpack or decrypt.";

    private readonly List<ArchiveListing> _archives = [];
    private readonly StoredForms _forms = new();
    private readonly ProgressMeter _meter = new("Comparing files", "files");

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public override string VaultName { get; set; } = "";

    /// <summary>The folder that the archives' names count from.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>
    /// Only archives that the catalogue knows by such names, wildcards allowed; all if nothing is said.
    /// </summary>
    [Parameter(Position = 2, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only archives of such names, in which nothing is a wildcard.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveNameCompleter))]
    public string[]? LiteralName { get; set; }

    /// <summary>Archives, from Get-GlacierArchive or an inventory.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    public ArchiveListing[] InputObject { get; set; } = [];

    /// <summary>Number of files that are read at the same time, 1 to 64.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = Math.Clamp(Environment.ProcessorCount, 1, 64);

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        Attempt(
            () =>
            {
                if (ParameterSetName == InputSet)
                {
                    _archives.AddRange(InputObject);
                    return;
                }

                CheckVaultName();
                Run(
                    async (pipeline, token) =>
                    {
                        await Target.OpenAsync(VaultName, pipeline.Warn, token);
                        VaultCatalog catalog = Target.KnownCatalog(VaultName);
                        _archives.AddRange(catalog.Read(NamePatterns.Filter(Name, LiteralName), token));
                    }
                );
            },
            VaultName
        );

    /// <summary>Archives of any inventory are compared with files here; nothing is asked of any vault.</summary>
    private protected override void CheckInput()
    {
        if (ParameterSetName != InputSet)
        {
            base.CheckInput();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() =>
        Attempt(
            () =>
            {
                IReadOnlyList<ArchiveFile> files = ArchiveCheck.Files(this.FolderPath(Path), _archives);
                foreach (ArchiveFile file in files)
                {
                    _meter.Begin(file.Name, file.Archive.SizeInBytes);
                }

                Run((pipeline, token) => CompareAsync(files, pipeline, token), _meter);
                _meter.Complete(this);
                if (_forms.Describe(FormsMeaning) is { } packed)
                {
                    WriteWarning(packed);
                }
            },
            Path
        );

    private Task CompareAsync(
        IReadOnlyList<ArchiveFile> files,
        IPipeline pipeline,
        CancellationToken cancellationToken
    ) =>
        Parallel.ForEachAsync(
            files,
            new ParallelOptions { MaxDegreeOfParallelism = ThrottleLimit, CancellationToken = cancellationToken },
            async (file, token) =>
            {
                try
                {
                    ArchiveCheckResult result = await ArchiveCheck.CompareAsync(file, _meter.Add, token);
                    _forms.Count(result.Compressed, result.Encrypted, result.WrittenBy);
                    pipeline.Write(result);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    pipeline.Fail(error, file.Path);
                }
                finally
                {
                    _meter.End();
                }
            }
        );
}
