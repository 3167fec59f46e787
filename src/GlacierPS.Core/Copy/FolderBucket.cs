using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using GlacierPS.Core.Expansion;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Copy;

/// <summary>
/// A folder as a bucket: a key is the path of a file in it. What S3 keeps beside an object is in a small file of its
/// own (<see cref="FolderRecords"/>), written before the file gets its name: a file without one is somebody else's.
/// Files are written aside, flushed, and get their name last; no file is ever replaced.
/// </summary>
/// <param name="folder">The folder; made when something is stored.</param>
/// <param name="isRead">
/// Whether each file that is looked at is read to its end, and its checksum computed anew. Otherwise that is done where
/// its time has changed alone.
/// </param>
public sealed partial class FolderBucket(string folder, bool isRead) : IBucket
{
    private const int Piece = 1 << 20;

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
    private readonly FolderRecords _records = new(Path.GetFullPath(folder));

    /// <inheritdoc/>
    public string Name => _root;

    /// <summary>The folder that copies were made to, and what their keys begin with there.</summary>
    /// <param name="path">The folder, or one in it.</param>
    public static (string Folder, string Prefix) Find(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        for (string? above = full; above is not null; above = Path.GetDirectoryName(above))
        {
            if (FolderRecords.AreIn(above))
            {
                string prefix = Path.GetRelativePath(above, full).Replace(Path.DirectorySeparatorChar, '/');
                return (above, prefix == "." ? "" : prefix + "/");
            }
        }

        return (full, "");
    }

    /// <summary>Whether a place is a folder, and not a bucket of S3.</summary>
    public static bool Is(string name) => Path.IsPathFullyQualified(name);

    /// <summary>Nothing is held.</summary>
    public void Dispose() { }

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) =>
        File.Exists(_root)
            ? throw new GlacierInputException("PathIsFile", $"'{_root}' is a file. Give a folder to copy to.")
            : Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ExpiringPrefixesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string start = Path.Join(_root, prefix[..(prefix.LastIndexOf('/') + 1)]);
        if (!Directory.Exists(start))
        {
            yield break;
        }

        await Task.Yield();
        foreach (string path in FilesBelow.Of(start))
        {
            cancellationToken.ThrowIfCancellationRequested();
            string key = Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/');
            if (key.StartsWith(prefix, StringComparison.Ordinal) && !FolderRecords.Has(key))
            {
                yield return key;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<BucketObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path.Join(_root, key));
        if (!file.Exists)
        {
            return null;
        }

        FolderObject? known = IsBehindLink(key, file) ? null : _records.Read(key);
        string? checksum =
            known is null || known.SizeInBytes != file.Length ? null
            : !isRead && known.Modified == file.LastWriteTimeUtc ? known.ChecksumSHA256
            : await ChecksumAsync(file.FullName, known.PartSize, cancellationToken);
        return new BucketObject(
            key,
            file.Length,
            checksum,
            "",
            // Whose bytes are others now is no copy any more; a test says that it is a damaged one.
            known is not null
            && (isRead || checksum == known.ChecksumSHA256)
                ? known.Metadata
                : new Dictionary<string, string>(StringComparer.Ordinal)
        )
        {
            Modified = file.LastWriteTimeUtc,
        };
    }

    /// <inheritdoc/>
    public Task<Stream> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        FileStream file = Open(TargetPath.Below(_root, key));
        if (range is not { } bytes)
        {
            return Task.FromResult<Stream>(file);
        }

        file.Position = bytes.First;
        return Task.FromResult<Stream>(new Stretch(file, bytes.Length));
    }

    /// <inheritdoc/>
    public async Task<Sha256Digest> PutAsync(
        string key,
        Stream body,
        ObjectTraits traits,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(traits);
        string path = Free(key);
        string aside = _records.AsidePath(key);
        try
        {
            DurableFile.CreateFolder(Path.GetDirectoryName(aside)!);
            Sha256Digest digest;
            await using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write))
            {
                digest = await WriteAsync(file.SafeFileHandle, 0, body, cancellationToken);
                DurableFile.Flush(file);
            }

            Finish(key, aside, path, traits, body.Length, StoredObjects.Base64(digest), partSize: 0);
            return digest;
        }
        catch (IOException error) when (DiskSpace.IsExhausted(error))
        {
            throw DiskSpace.Error(path, body.Length, 0, error);
        }
        finally
        {
            OwnFiles.TryDelete(aside);
        }
    }

    /// <summary>What is in a folder can be read as it is.</summary>
    public Task RestoreAsync(string key, int days, RetrievalTier tier, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <inheritdoc/>
    public Task<bool> HasObjectLockAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>There is no such thing, and it is never asked for.</summary>
    public Task RetainAsync(string key, ObjectRetention retention, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Files of a folder cannot be kept from deletion.");

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        string path = TargetPath.Below(_root, key);
        if (File.Exists(path))
        {
            File.Delete(path);
            DurableFile.FlushFolder(Path.GetDirectoryName(path)!);
        }

        _records.Delete(key);
        return Task.CompletedTask;
    }

    /// <summary>The path of a key at which there is nothing, in a folder that is there.</summary>
    private string Free(string key)
    {
        if (FolderRecords.Has(key))
        {
            throw new GlacierInputException(
                "InvalidPrefix",
                $"'{key}' would be among the records of the folder itself. Choose another -Prefix."
            );
        }

        string path = TargetPath.Below(_root, key);
        if (File.Exists(path) || Directory.Exists(path))
        {
            throw Taken(key);
        }

        DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
        return path;
    }

    private static BucketException Taken(string key, Exception? error = null) =>
        new("KeyTaken", $"There is something of the name '{key}' in the folder already.", error) { Status = 412 };

    /// <summary>A file that is written in full gets its time, its record, and last its name.</summary>
    private void Finish(
        string key,
        string aside,
        string path,
        ObjectTraits traits,
        long size,
        string checksum,
        long partSize
    )
    {
        if (TimeOf(traits) is { } modified)
        {
            File.SetLastWriteTimeUtc(aside, modified);
        }

        _records.Write(
            new FolderObject
            {
                Key = key,
                SizeInBytes = size,
                ChecksumSHA256 = checksum,
                PartSize = partSize,
                Modified = File.GetLastWriteTimeUtc(aside),
                Metadata = traits.Metadata,
            }
        );
        try
        {
            DurableFile.Rename(aside, path);
        }
        catch (IOException error)
            when (error is not FlushFailedException && (File.Exists(path) || Directory.Exists(path)))
        {
            throw Taken(key, error);
        }
    }

    /// <summary>When the file of an archive was last written, as far as that is known and a file can have it.</summary>
    private static DateTime? TimeOf(ObjectTraits traits) =>
        CopyMetadata.ModifiedTime(traits.Metadata) is { Year: > 1601 and < 9999 } time ? time : null;

    private bool IsBehindLink(string key, FileInfo file)
    {
        try
        {
            return file.LinkTarget is not null || TargetPath.Below(_root, key).Length == 0;
        }
        catch (GlacierInputException)
        {
            return true;
        }
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous);

    private static async Task<Sha256Digest> WriteAsync(
        Microsoft.Win32.SafeHandles.SafeFileHandle file,
        long offset,
        Stream body,
        CancellationToken cancellationToken
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[Math.Clamp(body.Length, 1, Piece)];
        for (long end = offset + body.Length; offset < end; )
        {
            int read = await body.ReadAtLeastAsync(
                buffer.AsMemory(0, (int)Math.Min(buffer.Length, end - offset)),
                (int)Math.Min(buffer.Length, end - offset),
                throwOnEndOfStream: true,
                cancellationToken
            );
            hash.AppendData(buffer.AsSpan(0, read));
            RandomAccess.Write(file, buffer.AsSpan(0, read), offset);
            offset += read;
        }

        return Sha256Digest.Finish(hash);
    }

    /// <summary>The checksum of a file's bytes as they are now, as it was stored: in one, or in parts.</summary>
    private static async Task<string> ChecksumAsync(string path, long partSize, CancellationToken cancellationToken)
    {
        await using FileStream file = Open(path);
        byte[] buffer = new byte[Piece];
        var parts = new List<BucketPart>();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long left = partSize > 0 ? partSize : long.MaxValue;
        while (true)
        {
            int read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(Piece, left)), cancellationToken);
            hash.AppendData(buffer.AsSpan(0, read));
            left -= read;
            if (read == 0 || left == 0)
            {
                if (read > 0 || parts.Count == 0 || left < partSize)
                {
                    parts.Add(new BucketPart(parts.Count + 1, 0, "", Sha256Digest.Finish(hash)));
                }

                left = partSize;
            }

            if (read == 0)
            {
                return partSize > 0 ? CompositeChecksum.Of(parts) : StoredObjects.Base64(parts[0].Sha256!.Value);
            }
        }
    }

    /// <summary>Some bytes of a file.</summary>
    private sealed class Stretch(FileStream file, long length) : ReadOnlyBody
    {
        private long _left = length;

        public override int Read(Span<byte> buffer)
        {
            int read = file.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
            _left -= read;
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
