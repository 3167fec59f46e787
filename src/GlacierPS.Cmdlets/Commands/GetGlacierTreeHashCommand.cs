using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// The tree hash of files or of a stream, as Glacier computes it: what Get-FileHash is to plain hashes.
/// </summary>
[Cmdlet(VerbsCommon.Get, "GlacierTreeHash", DefaultParameterSetName = PathSet)]
[OutputType(typeof(FileTreeHash))]
public sealed class GetGlacierTreeHashCommand : GlacierCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string StreamSet = "Stream";

    private readonly ProgressMeter _meter = new("Hashing", "files");

    /// <summary>Files, wildcards allowed.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
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

    /// <summary>A stream, from its position to its end.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = StreamSet)]
    public Stream? InputStream { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputStream is { } stream)
        {
            Attempt(() => Hash(stream, path: null), stream);
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
                Attempt(() => HashFile(file), file);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _meter.Complete(this);

    private void HashFile(string file)
    {
        LocalFile.Find(file);
        using var stream = new FileStream(
            file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite,
            bufferSize: 0,
            FileOptions.SequentialScan | FileOptions.Asynchronous
        );
        Hash(stream, file);
    }

    private void Hash(Stream stream, string? path)
    {
        _meter.Begin(path ?? "stream", stream.CanSeek ? stream.Length - stream.Position : 0);
        long length = 0;
        Sha256Digest hash = default;
        Run(
            async (_, token) =>
                hash = await FileHashing.TreeHashOfAsync(
                    stream,
                    read =>
                    {
                        length += read;
                        _meter.Add(read);
                    },
                    token
                ),
            _meter
        );
        _meter.End();
        WriteObject(
            new FileTreeHash
            {
                Hash = hash.ToString(),
                Length = length,
                FullName = path,
            }
        );
    }
}
