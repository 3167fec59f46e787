using System.Management.Automation;
using System.Security;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Expansion;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// Makes files of what other tools compressed, bundled or encrypted before they stored it. The packed file stays.
/// </summary>
[Cmdlet(VerbsData.Expand, "GlacierArchive", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(FileInfo))]
public sealed class ExpandGlacierArchiveCommand : GlacierCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string InputSet = "InputObject";

    private readonly ProgressMeter _meter = new("Expanding", "files");
    private ArchiveExpander _expander = null!;
    private string? _folder;
    private int _wanted;
    private long _wantedBytes;

    /// <summary>Packed files, wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Packed files, by names in which nothing is a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>What Restore-GlacierArchive and Receive-GlacierJobOutput emit, files, or paths.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The folder that the files go to, made if missing; beside the packed file if nothing is said.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    /// <summary>The password of encrypted files.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Password { get; set; }

    /// <summary>The digest that OpenSSL's format makes its key with; found out if nothing is said.</summary>
    [Parameter]
    public OpenSslDigest? Digest { get; set; }

    /// <summary>The program gpg; the one in the search path if nothing is said.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? GpgPath { get; set; }

    /// <summary>Most bytes that may come out of one packed file.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? MaxSizeInBytes { get; set; }

    /// <summary>Replaces files that are there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override string? LeftByStop =>
        _meter.Begun == _meter.Ended
            ? null
            : $"Stopped after {Quantity.Of(_meter.Ended, "file")}. What came out of those is there, and nothing of the "
                + "one under way: run the same command again.";

    /// <inheritdoc/>
    protected override void BeginProcessing() =>
        Require(
            () =>
            {
                _folder = DestinationPath is null ? null : this.FolderPath(DestinationPath);
                string? gpg = GpgPath is null ? null : LocalFile.Find(this.LiteralFilePath(GpgPath)).FullName;
                _expander = new ArchiveExpander(
                    new ExpansionOptions
                    {
                        Password = Password,
                        Digest = Digest,
                        GpgPath = gpg,
                        MaxSizeInBytes = MaxSizeInBytes,
                        Overwrite = Force,
                        Progress = _meter.Add,
                    }
                );
            },
            DestinationPath ?? GpgPath
        );

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == InputSet)
        {
            foreach (PSObject input in InputObject)
            {
                Attempt(() => Expand(input), input);
            }

            return;
        }

        foreach (string path in ParameterSetName == PathSet ? Path : LiteralPath)
        {
            IReadOnlyList<string> files = Attempt(
                () => ParameterSetName == PathSet ? this.MatchingPaths(path) : [this.LiteralFilePath(path)],
                path
            );
            foreach (string file in files)
            {
                Attempt(() => Expand(RequestFor(file)), file);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _meter.Complete(this);
        SayTotal($"In all {Quantity.Of(_wanted, "file")}, {ByteSize.Format(_wantedBytes)} packed.");
        foreach (string warning in _expander.Warnings(ofNotPacked: true))
        {
            WriteWarning(warning);
        }
    }

    private void Expand(PSObject input)
    {
        string? path = TextOf(input, "FullName") ?? TextOf(input, "PSPath");
        if (input.BaseObject is string text)
        {
            path = text;
        }

        if (path is null)
        {
            throw new GlacierInputException(
                "PathNeeded",
                $"'{input}' has no FullName: pipe in files, paths, or what Restore-GlacierArchive emits."
            );
        }

        // Folders of a vault, and what -Expand has made a file of already.
        if (
            !LanguagePrimitives.IsTrue(input.Properties["IsFolder"]?.Value)
            && TextOf(input, "PackedPath") is null
            && input.BaseObject is not DirectoryInfo
        )
        {
            Expand(RequestFor(this.LiteralFilePath(path), input));
        }
    }

    private void Expand(ExpansionRequest request)
    {
        var file = LocalFile.Find(request.Path);
        PackedForm form = ArchiveExpansion.FormOf(request.Path);
        string words = form == PackedForm.None ? "" : $", {ArchiveExpander.Words([form])}";
        if (!ShouldProcess($"{request.Path} ({ByteSize.Format(file.Length)}{words})", $"Expand into {request.Folder}"))
        {
            _wanted++;
            _wantedBytes += file.Length;
            return;
        }

        _meter.Begin(request.Name ?? request.Path, file.Length);
        ExpandedArchive? done = null;
        try
        {
            Run((pipeline, token) => Task.Run(() => done = _expander.Expand(request, pipeline, token), token), _meter);
        }
        finally
        {
            // What a stop has cut off has not ended.
            if (!Stop.IsCancellationRequested)
            {
                _meter.End();
            }
        }

        foreach (ExpandedFile made in done!.Files)
        {
            WriteObject(Describe(made, done));
        }
    }

    private ExpansionRequest RequestFor(string path) =>
        new() { Path = path, Folder = _folder ?? System.IO.Path.GetDirectoryName(path)! };

    private ExpansionRequest RequestFor(string path, PSObject input) =>
        RequestFor(path) with
        {
            // The name in the vault has the folders that the restored file lies in, too.
            Name = _folder is null || TextOf(input, "ArchiveId") is null ? null : TextOf(input, "Name"),
            WrittenBy = Enum.TryParse(TextOf(input, "WrittenBy"), out ArchiveTool tool) ? tool : ArchiveTool.Unknown,
            Compressed = IsYes(input, "Compressed"),
            Encrypted = IsYes(input, "Encrypted"),
            OriginalSize = long.TryParse(TextOf(input, "OriginalSize"), out long size) ? size : null,
            OriginalMD5 = TextOf(input, "OriginalMD5"),
            ModifiedTime = (input.Properties["ModifiedTime"]?.Value as DateTime?)?.ToUniversalTime(),
        };

    /// <summary>The file as Get-Item emits it, with what is known of how it was made.</summary>
    private PSObject Describe(ExpandedFile made, ExpandedArchive done)
    {
        PSObject file = this.FileItem(made.Path);
        file.Properties.Add(new PSNoteProperty("PackedAs", ArchiveExpander.Words(done.Forms)));
        file.Properties.Add(new PSNoteProperty("PackedPath", done.PackedPath));
        file.Properties.Add(new PSNoteProperty("Verified", done.Verified));
        file.Properties.Add(new PSNoteProperty("WasThere", made.WasThere));
        file.Properties.Add(new PSNoteProperty("RenamedBecause", made.RenamedBecause));
        file.TypeNames.Insert(0, "GlacierPS.ExpandedFile");
        return file;
    }

    private static bool IsYes(PSObject input, string property) =>
        string.Equals(TextOf(input, property), "True", StringComparison.OrdinalIgnoreCase);

    private static string? TextOf(PSObject input, string property) =>
        input.Properties[property]?.Value?.ToString() is { Length: > 0 } text ? text : null;
}
