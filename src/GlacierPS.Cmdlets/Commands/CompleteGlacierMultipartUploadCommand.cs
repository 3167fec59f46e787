using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// CompleteMultipartUpload: the parts become an archive. Its tree hash is computed from those of the parts, or of the
/// file that they were cut from.
/// </summary>
[Cmdlet(
    VerbsLifecycle.Complete,
    "GlacierMultipartUpload",
    SupportsShouldProcess = true,
    DefaultParameterSetName = PartsSet
)]
[OutputType(typeof(ArchiveSent))]
public sealed class CompleteGlacierMultipartUploadCommand : UploadCmdlet
{
    private const string PartsSet = "Parts";
    private const string PathSet = "Path";
    private const string HashSet = "Hash";

    private readonly ProgressMeter _meter = new("Hashing", "files");

    /// <summary>
    /// The file that the parts were cut from: the archive is made only if it is the same; nothing in its name is a
    /// wildcard.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The tree hash that the archive must have, 64 hexadecimal digits.</summary>
    [Parameter(Mandatory = true, ParameterSetName = HashSet)]
    [Alias("SHA256TreeHash")]
    [ValidatePattern("^[0-9A-Fa-f]{64}$")]
    public string TreeHash { get; set; } = "";

    /// <summary>Bytes that the archive must have.</summary>
    [Parameter(ParameterSetName = HashSet)]
    [ValidateRange(1, GlacierLimits.MaxArchiveSize)]
    public long? ArchiveSize { get; set; }

    private protected override void Process()
    {
        string? file = ParameterSetName == PathSet ? LocalFile.Find(this.LiteralFilePath(Path)).FullName : null;
        if (!ShouldProcess($"upload {UploadId} in vault {VaultName}", "Make an archive of its parts"))
        {
            return;
        }

        (long? size, Sha256Digest? hash) = file is null ? Given() : Hash(file);
        SentArchive sent = Run(token => Upload.CompleteAsync(size, hash, token));
        Target.Note(sent, WriteWarning);
        WriteObject(ArchiveSent.From(sent with { Path = file }));
    }

    private (long? Size, Sha256Digest? Hash) Given() =>
        (ArchiveSize, ParameterSetName == HashSet ? Sha256Digest.Parse(TreeHash) : null);

    private (long? Size, Sha256Digest? Hash) Hash(string file)
    {
        using var stream = new FileStream(
            file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            bufferSize: 0,
            FileOptions.Asynchronous
        );
        long length = stream.Length;
        _meter.Begin(file, length);
        Sha256Digest hash = default;
        Run(
            async (_, token) => hash = await FileHashing.TreeHashOfAsync(stream, read => _meter.Add(read), token),
            _meter
        );
        _meter.End();
        _meter.Complete(this);
        return (length, hash);
    }
}
