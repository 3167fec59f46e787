using System.Runtime.CompilerServices;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Threading;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Transfer.Upload;

/// <summary>
/// A file that is being sent: open for reading, watched for changes, and read where its parts lie, so that none of them
/// is held in memory.
/// </summary>
internal sealed class FileParts : UploadSource
{
    private readonly SafeFileHandle _handle;
    private readonly FileState? _state;
    private readonly long _length;

    private FileParts(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        _length = RandomAccess.GetLength(handle);
        LastWriteTime = File.GetLastWriteTimeUtc(handle);
        _state = FileState.Of(handle);
    }

    /// <summary>Full path.</summary>
    public override string Path { get; }

    /// <summary>Bytes when it was opened.</summary>
    public override long? Length => _length;

    /// <summary>When it had last been written when it was opened, in UTC.</summary>
    public DateTime LastWriteTime { get; }

    /// <summary>Whether a later call finds a journal of the upload.</summary>
    public bool HasJournal { get; set; }

    public override string Next =>
        HasJournal
            ? "Send the same file to the same vault with the same description within 24 hours to continue."
            : "Send the remaining parts by hand, or abort it; the service forgets it after 24 hours without a part.";

    /// <summary>
    /// Whether the file is another than when it was opened. The system's own time of the last change counts, too, which
    /// a program that puts the time of the last writing back cannot put back.
    /// </summary>
    private bool HasChanged =>
        RandomAccess.GetLength(_handle) != _length
        || File.GetLastWriteTimeUtc(_handle) != LastWriteTime
        || FileState.Of(_handle)?.ChangeTime != _state?.ChangeTime;

    /// <exception cref="GlacierInputException">There is no such file, it is no file, or cannot be read.</exception>
    public static FileParts Open(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw new GlacierInputException(
                "NotAFile",
                $"'{path}' is a folder; an archive is made from a file. Send the files in it."
            );
        }

        SafeFileHandle? handle = null;
        try
        {
            RegularFile.Check(full);
            handle = File.OpenHandle(full, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.Asynchronous);
            return new FileParts(full, handle);
        }
        catch (Exception error)
        {
            handle?.Dispose();
            throw error switch
            {
                FileNotFoundException or DirectoryNotFoundException => new GlacierInputException(
                    "FileNotFound",
                    $"There is no file '{path}'.",
                    error
                ),
                IOException or UnauthorizedAccessException or NotSupportedException => new GlacierInputException(
                    "FileNotReadable",
                    $"The file '{path}' cannot be read: {error.Message}",
                    error
                ),
                _ => error,
            };
        }
    }

    public override async IAsyncEnumerable<UploadPart> PartsAsync(
        long partSize,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (ByteRange range in PartPlan.For(_length, partSize).Parts)
        {
            yield return Part(range);
        }

        await Task.CompletedTask;
    }

    /// <summary>A stretch of the file.</summary>
    public UploadPart Part(ByteRange range) => new FilePart(_handle, range);

    public override GlacierTransferException? FindFault(string? uploadId, Exception? cause) =>
        HasChanged ? Changed(uploadId, cause) : null;

    /// <summary>The error for a file that changed while it was sent.</summary>
    public GlacierTransferException Changed(string? uploadId, Exception? cause) =>
        new(
            "FileChanged",
            $"The file '{Path}' changed while it was being sent; no archive was made of it. Send it again when it is "
                + $"at rest.{NoMoreUse(uploadId)}",
            cause
        );

    public override void Dispose() => _handle.Dispose();

    private sealed class FilePart : UploadPart
    {
        private readonly SafeFileHandle _handle;

        public FilePart(SafeFileHandle handle, ByteRange range) => (_handle, Range) = (handle, range);

        public override Task<BodyHashes> HashAsync(CancellationToken cancellationToken) =>
            FileHashing.BodyHashesAsync(_handle, Range, cancellationToken);

        public override Task<Sha256Digest> TreeHashAsync(CancellationToken cancellationToken) =>
            FileHashing.TreeHashAsync(_handle, Range, progress: null, cancellationToken);

        public override BodyStream Open(ProgressAggregator progress, RateLimit? rate) =>
            new FileSlice(_handle, Range.First, Range.Length) { Moved = progress.Moved, Rate = rate };

        /// <summary>The file stays open for the other parts.</summary>
        public override void Dispose() { }
    }
}
