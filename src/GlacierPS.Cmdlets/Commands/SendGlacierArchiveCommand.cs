using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Cmdlets.Errors;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Sync;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// UploadArchive, or the four multipart operations for what is large: stores files, or a stream, as archives. The name
/// goes into the archive's description, since Glacier keeps none (archive-names.md).
/// </summary>
[Cmdlet(VerbsCommunications.Send, "GlacierArchive", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(ArchiveSent), typeof(ArchiveToSend))]
public sealed class SendGlacierArchiveCommand : ConcurrentCmdlet<ArchiveSource>
{
    /// <summary>
    /// Parts of a stream at once where nothing else is said: each is read, and kept in memory or on the disk, while it
    /// waits.
    /// </summary>
    private const int PartsOfStream = 4;

    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string StreamSet = "Stream";

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public override string VaultName { get; set; } = "";

    /// <summary>Files, wildcards allowed.</summary>
    [Parameter(
        Mandatory = true,
        Position = 1,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = PathSet
    )]
    [Alias("FilePath", "FolderPath")]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files, by names in which nothing is a wildcard.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>A stream, from its position to its end; its length need not be known.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StreamSet)]
    public Stream? InputStream { get; set; }

    /// <summary>The name that the archive of a stream, or of a single file, gets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>
    /// Names are kept relative to this folder. Without it: relative to the folder that -Recurse takes, as
    /// Sync-GlacierFolder names its files; and of files that are named themselves relative to the current location for
    /// what lies below it, and from the root of the drive for what does not.
    /// </summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    public string? BasePath { get; set; }

    /// <summary>
    /// What names begin with: the folder <c>2016/</c>, with its slash, or anything else.
    /// </summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    public string? NamePrefix { get; set; }

    /// <summary>Takes the files of folders, and of the folders in them.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    public SwitchParameter Recurse { get; set; }

    /// <summary>With -Recurse: only files with such names, or such paths below the folder.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [Alias("SearchPattern")]
    [SupportsWildcards]
    public string[] Include { get; set; } = [];

    /// <summary>With -Recurse: no files and folders with such names, or such paths below the folder.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [SupportsWildcards]
    public string[] Exclude { get; set; } = [];

    /// <summary>With -Recurse: takes files and folders that are links, too.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    public SwitchParameter FollowLinks { get; set; }

    /// <summary>
    /// Leaves out files that the vault has already, as far as its catalogue lists: under the same name, with the same
    /// size, and the same time of change or the same tree hash.
    /// </summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    public SwitchParameter SkipKnown { get; set; }

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
    /// Size of a part in bytes: a power of two from 1MB to 4GB; by default chosen by the size of the archive.
    /// </summary>
    [Parameter]
    public long? PartSize { get; set; }

    /// <summary>
    /// About how many bytes a stream has that does not know its length: decides the part size, of which there are at
    /// most 10,000.
    /// </summary>
    [Parameter(ParameterSetName = StreamSet)]
    [ValidateRange(1, GlacierLimits.MaxArchiveSize)]
    public long? ExpectedSize { get; set; }

    /// <summary>Most bytes a second, all files together; no limit by default.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MaxBytesPerSecond { get; set; }

    private StoredFiles _known = null!;
    private ArchiveSources _sources = null!;
    private RateLimit? _rate;
    private readonly List<SkippedEntry> _ofDownloads = [];
    private int _links;
    private long _files;
    private long _bytes;
    private int _alreadyStored;
    private bool _isNamed;
    private readonly List<string> _empty = [];

    private protected override ProgressMeter Meter { get; } = new("Sending to Glacier", "files");

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // What all files depend on is checked before the first one is sent.
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
                    FileSelection.Of(Include, Exclude, FollowLinks)
                );
            },
            VaultName
        );
        base.BeginProcessing();
        _known = new StoredFiles(Target, Glacier, Stop.Token);
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

        IEnumerable<SourceFile> files = Files();
        if (Name is not null)
        {
            // Several are refused before the first of them is sent.
            files = Attempt(() => Single([.. files]), Name);
        }

        return from file in files
            from source in Attempt(() => Confirm(file), file.Path)
            select source;
    }

    private IEnumerable<SourceFile> Files()
    {
        bool literal = ParameterSetName == LiteralPathSet;
        return from path in literal ? LiteralPath : Path
            from found in Attempt(() => literal ? [this.LiteralFilePath(path)] : this.MatchingPaths(path), path)
            let isNamed = literal || !WildcardPattern.ContainsWildcardCharacters(path)
            from file in Attempt(() => _sources.FilesOf(found, isNamed, Recurse, Skip, Stop.Token), found)
            select file;
    }

    private SourceFile[] Single(SourceFile[] files)
    {
        if (files.Length > (_isNamed ? 0 : 1))
        {
            throw new GlacierInputException(
                "NameForOneFile",
                $"-Name is for a single file, and '{files[^1].Path}' would get the name '{Name}' too. It was not sent. "
                    + "Leave -Name out, or send the files one by one."
            );
        }

        _isNamed |= files.Length > 0;
        return files;
    }

    private ArchiveSource[] Confirm(SourceFile file)
    {
        if (LocalFile.Find(file.Path).Length == 0)
        {
            _empty.Add(file.Path);
            return [];
        }

        ArchiveSource source = _sources.Describe(VaultName, file);
        return Confirm(source with { Name = NamePrefix + (Name ?? source.Name) });
    }

    private protected override string? LeftByStop =>
        Meter.Begun == 0 ? null
        : InputStream is not null
            ? "Stopped. What was sent of the stream cannot be continued, since a stream cannot be read again: see "
                + "Get-GlacierTransfer, and give it up with Remove-GlacierTransfer."
        : $"Stopped after {Quantity.Of(Meter.Ended, "file")}. What was sent of the others is kept: run the same "
            + "command "
            + "again, with -SkipKnown if it sends several files, or Resume-GlacierTransfer.";

    private protected override async Task WorkAsync(
        ArchiveSource item,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        if (SkipKnown && await _known.ContainsAsync(item, pipeline, cancellationToken))
        {
            Interlocked.Increment(ref _alreadyStored);
            pipeline.Verbose($"'{item.Path}' is in vault '{item.VaultName}' already, as '{item.Name}'.");
            return;
        }

        string description = DescriptionOf(item);
        var upload = new ArchiveUpload(
            Glacier,
            new UploadOptions
            {
                PartSize = PartSize,
                ExpectedSize = ExpectedSize,
                ThrottleLimit =
                    InputStream is not null && ThrottleLimit == ConcurrencyBudget.Most ? PartsOfStream : ThrottleLimit,
                Budget = Target.Budget,
                JournalFolder = UserFolders.Transfers,
                Connection = Target.Identity,
                Rate = _rate,
                Stored = sent => Target.Note(sent, pipeline.Warn),
                Progress = new MeterProgress(Meter, pipeline),
            }
        );
        SentArchive sent = item.Stream is { } stream
            ? await upload.SendStreamAsync(item.VaultName, stream, description, cancellationToken)
            : await upload.SendFileAsync(item.VaultName, item.Path!, description, cancellationToken);
        // A description of the user's own says the name, if anything does.
        pipeline.Write(ArchiveSent.From(sent, Description is null ? item.Name : null));
    }

    private protected override object TargetOf(ArchiveSource item) => item.Path ?? item.Name;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (_files > 0)
        {
            Attempt(SayWhatWouldBeSent, VaultName);
        }

        if (_empty.Count > 0)
        {
            WriteWarning(
                $"{Quantity.Of(_empty.Count, "empty file")} left out, such as '{_empty[0]}': Glacier stores no empty "
                    + "archives."
            );
        }

        if (SkippedEntry.Describe(_ofDownloads) is { } leftOut)
        {
            WriteWarning(leftOut);
        }

        if (_links > 0)
        {
            WriteWarning($"{Quantity.Of(_links, "link")} left out; -FollowLinks sends what links lead to.");
        }

        if (_alreadyStored > 0)
        {
            WriteVerbose($"{Quantity.Of(_alreadyStored, "file")} not sent: the vault has them already.");
        }
    }

    private void SayWhatWouldBeSent()
    {
        RegionPrices prices = this.PriceTable(null).Of(Target.Region);
        string cost = prices.VaultMonth(_bytes, _files) is { } month
            ? FormattableString.Invariant($"{month:N2} USD a month by {prices.Origin}")
            : prices.NotKnown;
        SayTotal(
            $"In all: {Quantity.Of(_files, "file")}, {ByteSize.Format(_bytes)}, would be sent to vault {VaultName}. "
                + $"To keep them costs {cost}."
        );
    }

    private void Skip(SkippedEntry entry)
    {
        if (entry.IsOfDownload)
        {
            _ofDownloads.Add(entry);
        }
        else if (entry.IsLink)
        {
            _links++;
            WriteVerbose($"'{entry.Path}' is a link, and left out.");
        }
        else
        {
            WriteError(ErrorRecords.From(entry.Error!, entry.Path));
        }
    }

    private ArchiveSource[] Confirm(ArchiveSource source)
    {
        CheckVaultName();
        string description = DescriptionOf(source);
        string size = source.Size > 0 ? $" ({ByteSize.Format(source.Size)})" : "";
        if (!ShouldProcess($"{source.Path ?? source.Name} as '{source.Name}'{size}", $"Send to vault {VaultName}"))
        {
            (_files, _bytes) = (_files + 1, _bytes + source.Size);
            if (IsWhatIf)
            {
                WriteObject(ArchiveToSend.From(source, description));
            }

            return [];
        }

        WriteVerbose(
            $"{source.Path ?? "stream"}: description '{description}'"
                + (
                    NameFormat == NameFormat.Mt2 && ArchiveDescription.IsRefusedByMtAwsGlacier(source.Name)
                        ? "; mt-aws-glacier gives up the vault's inventory at such a name in its own form"
                        : ""
                )
        );
        Meter.Begin(source.Name, source.Size);
        return [source];
    }

    private string DescriptionOf(ArchiveSource source) =>
        Description ?? ArchiveDescription.Write(source.Name, source.LastModified, NameFormat);
}
