using System.Runtime.CompilerServices;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Copy;

/// <content>
/// Large files, a part at a time. All parts are written to one file at their places; of each that is flushed, a record
/// is written.
/// </content>
public sealed partial class FolderBucket
{
    /// <inheritdoc/>
    public Task<string> CreateUploadAsync(string key, ObjectTraits traits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(traits);
        return Task.FromResult(
            _records.Begin(
                new FolderUpload
                {
                    Key = key,
                    PartSize = traits.PartSize,
                    Metadata = traits.Metadata,
                }
            )
        );
    }

    /// <inheritdoc/>
    public async Task<BucketPart> UploadPartAsync(
        string key,
        string uploadId,
        int number,
        Stream body,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(body);
        FolderUpload upload = Find(key, uploadId);
        string path = _records.DataPath(uploadId);
        try
        {
            Sha256Digest digest;
            using (var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, 1))
            {
                digest = await WriteAsync(file.SafeFileHandle, (number - 1) * upload.PartSize, body, cancellationToken);
                DurableFile.Flush(file);
            }

            var part = new BucketPart(number, body.Length, digest.ToString(), digest);
            _records.Write(uploadId, part);
            return part;
        }
        catch (IOException error) when (DiskSpace.IsExhausted(error))
        {
            throw DiskSpace.Error(Path.Join(_root, key), body.Length, 0, error);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<BucketPart>> ListPartsAsync(
        string key,
        string uploadId,
        CancellationToken cancellationToken
    )
    {
        Find(key, uploadId);
        return Task.FromResult(_records.Parts(uploadId));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<OpenUpload> ListUploadsAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.Yield();
        foreach ((string key, string uploadId) in _records.Uploads())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return new OpenUpload(key, uploadId);
            }
        }
    }

    /// <inheritdoc/>
    public Task CompleteUploadAsync(
        string key,
        string uploadId,
        IReadOnlyList<BucketPart> parts,
        long size,
        CancellationToken cancellationToken
    )
    {
        FolderUpload upload = Find(key, uploadId);
        string data = _records.DataPath(uploadId);
        if (!_records.Parts(uploadId).SequenceEqual(parts) || new FileInfo(data).Length != size)
        {
            throw new BucketException(
                "BucketError",
                $"The parts of '{key}' in the folder are not those that were written. Run the same again."
            )
            {
                Status = 400,
            };
        }

        Finish(
            key,
            data,
            Free(key),
            new ObjectTraits { Metadata = upload.Metadata },
            size,
            CompositeChecksum.Of(parts),
            upload.PartSize
        );
        _records.Abort(uploadId);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task AbortUploadAsync(string key, string uploadId, CancellationToken cancellationToken)
    {
        _records.Abort(uploadId);
        return Task.CompletedTask;
    }

    private FolderUpload Find(string key, string uploadId) =>
        _records.Upload(uploadId) is { } upload && upload.Key == key
            ? upload
            : throw new BucketException("BucketError", $"The upload of '{key}' is there no longer.")
            {
                Code = "NoSuchUpload",
                Status = 404,
            };
}
