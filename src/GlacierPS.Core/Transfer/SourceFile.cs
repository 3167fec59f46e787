using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Transfer;

/// <summary>A file that is being sent: open for reading, and watched for changes.</summary>
internal sealed class SourceFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private SourceFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        Length = RandomAccess.GetLength(handle);
        LastWriteTime = File.GetLastWriteTimeUtc(handle);
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>When it had last been written when it was opened, in UTC.</summary>
    public DateTime LastWriteTime { get; }

    /// <summary>Whether the file is another than when it was opened.</summary>
    public bool HasChanged =>
        RandomAccess.GetLength(_handle) != Length || File.GetLastWriteTimeUtc(_handle) != LastWriteTime;

    /// <exception cref="GlacierInputException">There is no such file, or it cannot be read.</exception>
    public static SourceFile Open(string path)
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
            handle = File.OpenHandle(full, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.Asynchronous);
            return new SourceFile(full, handle);
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

    /// <summary>A stretch of it, to be sent.</summary>
    public FileSlice Slice(ByteRange range, ProgressTally tally, RateLimit? rate) =>
        new(_handle, range.First, range.Length) { Moved = tally.Moved, Rate = rate };

    /// <summary>Both hashes of a stretch.</summary>
    public Task<BodyHashes> HashAsync(ByteRange range, CancellationToken cancellationToken) =>
        FileHashing.BodyHashesAsync(_handle, range, cancellationToken);

    /// <summary>The tree hash of a stretch.</summary>
    public Task<Sha256Digest> TreeHashAsync(ByteRange range, CancellationToken cancellationToken) =>
        FileHashing.TreeHashAsync(_handle, range, progress: null, cancellationToken);

    /// <summary>The error for a file that changed while it was sent.</summary>
    /// <param name="uploadId">The upload that was begun with it, if any.</param>
    /// <param name="cause">What brought it to light.</param>
    public GlacierTransferException Changed(string? uploadId = null, Exception? cause = null) =>
        new(
            "FileChanged",
            $"The file '{Path}' changed while it was being sent; no archive was made of it. Send it again when it "
                + "is at rest."
                + (
                    uploadId is null
                        ? ""
                        : $" The upload {uploadId} that was begun is of no more use: abort it, or let it expire."
                ),
            cause
        );

    public void Dispose() => _handle.Dispose();
}
