using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// A multipart upload that the service has opened: its parts are sent through here, and then it is completed.
/// </summary>
internal sealed class OpenUpload(
    IGlacier glacier,
    UploadOptions options,
    Action<string> note,
    string vaultName,
    string uploadId,
    string? description,
    string? path,
    long? size
)
{
    private readonly RetryPolicy _retries = options.Retries;
    private long _bytesKept;

    public string VaultName => vaultName;

    public string UploadId => uploadId;

    public string? Path => path;

    /// <summary>Bytes that the service holds.</summary>
    public long BytesKept => Interlocked.Read(ref _bytesKept);

    /// <summary>What is being sent, to begin a sentence with.</summary>
    public string Source => path is null ? "The stream" : $"'{path}'";

    /// <summary>A sentence on what is not lost.</summary>
    public string Kept =>
        $"Of {(size is { } all ? $"{all:N0} bytes" : "it")}, the service keeps {BytesKept:N0} bytes as upload "
        + $"{uploadId} in "
        + $"vault '{vaultName}'.";

    /// <summary>Sends a part, again if need be: a repeat replaces what came before (glacier-api.md §6.4).</summary>
    public async Task SendAsync(ByteRange range, Stream body, BodyHashes hashes, CancellationToken cancellationToken)
    {
        var request = new UploadPartRequest(vaultName, uploadId, range, body, hashes);
        await _retries.RunAsync(
            async () =>
            {
                await glacier.UploadPartAsync(request, cancellationToken);
                return true;
            },
            error => note($"The part {range} of upload {uploadId} is sent again: {error.Message}"),
            cancellationToken
        );
        Keep(range);
    }

    /// <summary>A part is there already.</summary>
    public void Keep(ByteRange range) => Interlocked.Add(ref _bytesKept, range.Length);

    /// <summary>
    /// Makes an archive of the parts. A lost answer is asked for again, and is the same archive's (glacier-api.md
    /// §6.5).
    /// </summary>
    public Task<StoredArchive> CompleteAsync(
        long archiveSize,
        Sha256Digest treeHash,
        CancellationToken cancellationToken
    ) =>
        _retries.RunAsync(
            () =>
                glacier.CompleteMultipartUploadAsync(
                    new CompleteUploadRequest(vaultName, uploadId, archiveSize, treeHash),
                    cancellationToken
                ),
            error => note($"The upload {uploadId} is completed again: {error.Message}"),
            cancellationToken
        );

    /// <summary>
    /// Compares the service's tree hash of the archive with ours, and says that it is stored; only then is its journal
    /// given up. Who is killed before that asks for the same archive again.
    /// </summary>
    /// <exception cref="GlacierTransferException">They differ.</exception>
    public SentArchive Settle(
        StoredArchive stored,
        long archiveSize,
        Sha256Digest treeHash,
        long resumed,
        UploadRecord? record
    )
    {
        try
        {
            SentArchive sent = Confirm(stored, treeHash, vaultName, archiveSize, description, path) with
            {
                UploadId = uploadId,
                BytesResumed = resumed,
            };
            options.Stored?.Invoke(sent);
            return sent;
        }
        finally
        {
            record?.Finish();
        }
    }

    /// <summary>Compares the service's tree hash of a stored archive with ours.</summary>
    /// <exception cref="GlacierTransferException">They differ.</exception>
    public static SentArchive Confirm(
        StoredArchive stored,
        Sha256Digest treeHash,
        string vaultName,
        long archiveSize,
        string? description,
        string? path
    )
    {
        if (stored.TreeHash != treeHash)
        {
            throw new GlacierTransferException(
                "TreeHashMismatch",
                $"The service stored the archive {stored.ArchiveId} in vault '{vaultName}' with tree hash "
                    + $"{stored.TreeHash}, but "
                    + $"{treeHash} was sent. Do not rely on that archive: remove it and send again."
            );
        }

        return new SentArchive
        {
            VaultName = vaultName,
            ArchiveId = stored.ArchiveId,
            SHA256TreeHash = treeHash,
            SizeInBytes = archiveSize,
            Description = description,
            Location = stored.Location,
            Path = path,
        };
    }
}
