using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// UploadArchive, or the four multipart operations for what is large: stores files, or a stream, as archives. The name
/// goes into the archive's description, since Glacier keeps none (archive-names.md).
/// </summary>
[Cmdlet(VerbsCommunications.Send, "GlacierArchive", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(ArchiveSent))]
public sealed class SendGlacierArchiveCommand : ConcurrentCmdlet<ArchiveSource>
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string StreamSet = "Stream";

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public override string VaultName { get; set; } = "";

    /// <summary>Files, with wildcards if you like.</summary>
    [Parameter(
        Mandatory = true,
        Position = 1,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = PathSet
    )]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files, by names in which nothing is a wildcard.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>A stream, from where it stands to its end; its length need not be known.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StreamSet)]
    public Stream? InputStream { get; set; }

    /// <summary>The name that a stream's archive gets.</summary>
    [Parameter(ParameterSetName = StreamSet)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>
    /// Names are kept relative to this folder. Without it: relative to the current location for what lies below it, and
    /// from the root of the drive for what does not.
    /// </summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    public string? BasePath { get; set; }

    /// <summary>Takes the files of folders, and of the folders in them.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    public SwitchParameter Recurse { get; set; }

    /// <summary>With -Recurse: only files with such names.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [SupportsWildcards]
    public string[] Include { get; set; } = [];

    /// <summary>With -Recurse: no files with such names.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [SupportsWildcards]
    public string[] Exclude { get; set; } = [];

    /// <summary>
    /// The archives' description, in place of the one that holds the name; at most 1,024 printable ASCII characters.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public string? Description { get; set; }

    /// <summary>How the name is written into the description.</summary>
    [Parameter]
    public NameFormat NameFormat { get; set; } = NameFormat.Mt2;

    /// <summary>
    /// Bytes in a part of a large archive: a power of two from 1MB to 4GB; chosen by size if nothing is said.
    /// </summary>
    [Parameter]
    public long? PartSize { get; set; }

    /// <summary>How fast to send at most, all files together; as fast as it goes if nothing is said.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MaxBytesPerSecond { get; set; }

    private ArchiveSources _sources = null!;
    private RateLimit? _rate;

    private protected override ProgressMeter Meter { get; } = new("Sending to Glacier", "files");

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // What every file depends on is looked at before the first one is touched.
        bool vaultIsTyped = MyInvocation.BoundParameters.ContainsKey(nameof(VaultName));
        Require(
            () =>
            {
                if (vaultIsTyped)
                {
                    CheckVaultName();
                }

                Core.Protocol.Description.Check(Description);
                if (PartSize is { } size)
                {
                    PartPlan.CheckPartSize(size);
                }

                _rate = MaxBytesPerSecond is { } rate ? new RateLimit(rate) : null;
                _sources = new ArchiveSources(
                    this.WorkingFolder(),
                    BasePath is null ? null : this.FolderPath(BasePath),
                    Include,
                    Exclude
                );
            },
            VaultName
        );
        base.BeginProcessing();
        if (vaultIsTyped)
        {
            Require(() => Run(token => Glacier.DescribeVaultAsync(VaultName, token)), VaultName);
        }
    }

    private protected override IEnumerable<ArchiveSource> Prepare()
    {
        if (InputStream is { } stream)
        {
            string name = Name ?? "stream";
            return Attempt(
                () => Confirm(new ArchiveSource(VaultName, Path: null, stream, name, Size: 0, DateTime.UtcNow)),
                name
            );
        }

        bool literal = ParameterSetName == LiteralPathSet;
        return from path in literal ? LiteralPath : Path
            from found in Attempt(() => literal ? [this.LiteralFilePath(path)] : this.MatchingPaths(path), path)
            from file in Attempt(() => _sources.FilesOf(found, Recurse), found)
            from source in Attempt(() => Confirm(_sources.Describe(VaultName, file)), file)
            select source;
    }

    private protected override async Task WorkAsync(
        ArchiveSource item,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        string description = DescriptionOf(item);
        var upload = new ArchiveUpload(
            Glacier,
            new UploadOptions
            {
                PartSize = PartSize,
                ThrottleLimit = ThrottleLimit,
                JournalFolder = TransferFolder.Default,
                Connection = Target.Identity,
                Rate = _rate,
                Stored = sent => Target.Note(sent, pipeline.Warn),
                Progress = new MeterProgress(Meter, pipeline),
            }
        );
        SentArchive sent = item.Stream is { } stream
            ? await upload.SendStreamAsync(item.VaultName, stream, description, cancellationToken)
            : await upload.SendFileAsync(item.VaultName, item.Path!, description, cancellationToken);
        pipeline.Write(ArchiveSent.From(sent, item.Name));
    }

    private protected override object TargetOf(ArchiveSource item) => item.Path ?? item.Name;

    private ArchiveSource[] Confirm(ArchiveSource source)
    {
        CheckVaultName();
        string description = DescriptionOf(source);
        if (!ShouldProcess($"{source.Path ?? source.Name} as '{source.Name}'", $"Send to vault {VaultName}"))
        {
            return [];
        }

        WriteVerbose($"{source.Path ?? "stream"}: description '{description}'");
        Meter.Begin(source.Name, source.Size);
        return [source];
    }

    private string DescriptionOf(ArchiveSource source) =>
        Description ?? ArchiveDescription.Write(source.Name, source.LastModified, NameFormat);
}
