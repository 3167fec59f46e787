using System.Collections.Concurrent;
using System.Net;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Transfer;

/// <summary>
/// As much of the service as transfers see, in memory: bodies are hashed and compared, parts checked against the rules
/// of glacier-api.md §6.4 and §6.5, outputs served by range as §6.7 says. What goes wrong, a test adds by the hooks.
/// </summary>
internal sealed partial class InMemoryGlacier : IGlacier
{
    public const string Vault = "photos";

    private readonly ConcurrentDictionary<string, MemoryUpload> _uploads = new();
    private readonly ConcurrentDictionary<string, StoredArchive> _completed = new();
    private int _ids;

    /// <summary>Awaited before each operation, with its name and request: throw, wait or look.</summary>
    public Func<string, object, CancellationToken, Task> Before { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>Awaited after each operation that changes something: throw, and the answer is lost.</summary>
    public Func<string, Task> After { get; set; } = _ => Task.CompletedTask;

    /// <summary>Changes the answer of GetJobOutput.</summary>
    public Func<JobOutputRequest, JobOutput, JobOutput> Answer { get; set; } = (_, output) => output;

    /// <summary>Changes what is answered when an archive is stored.</summary>
    public Func<StoredArchive, StoredArchive> Stored { get; set; } = stored => stored;

    /// <summary>Every operation that was called, with its range if it has one.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public ConcurrentDictionary<string, MemoryArchive> Archives { get; } = new();

    public ICollection<string> OpenUploads => _uploads.Keys;

    /// <summary>Forget the bytes, keep their hashes: for tests that measure memory.</summary>
    public bool KeepsOnlyHashes { get; init; }

    /// <summary>Serve the job's own bytes, not a copy: for tests that measure memory.</summary>
    public bool SharesOutput { get; init; }

    public int Count(string operation) => Calls.Count(call => call.Split(' ')[0] == operation);

    public IEnumerable<string> RangesOf(string operation) =>
        Calls
            .Where(call => call.StartsWith(operation + " ", StringComparison.Ordinal))
            .Select(call => call.Split(' ')[1]);

    public MemoryUpload Upload(string uploadId) => _uploads[uploadId];

    public void Expire(string uploadId) => _uploads.TryRemove(uploadId, out _);

    public async Task<StoredArchive> UploadArchiveAsync(
        UploadArchiveRequest request,
        CancellationToken cancellationToken
    )
    {
        await EnterAsync("UploadArchive", request, cancellationToken);
        CheckVault(request.VaultName);
        (byte[] data, BodyHashes hashes, long length) = await ReadBodyAsync(
            request.Body,
            request.Hashes,
            cancellationToken
        );
        Require(length is > 0 and <= GlacierLimits.SingleUploadSize, $"Invalid Content-Length: {length}");
        StoredArchive stored = Store(request.VaultName, request.Description, data, length, hashes.Tree);
        await After("UploadArchive");
        return stored;
    }

    public async Task<string> InitiateMultipartUploadAsync(
        string vaultName,
        long partSize,
        string? description,
        CancellationToken cancellationToken
    )
    {
        await EnterAsync("Initiate", partSize, cancellationToken);
        CheckVault(vaultName);
        Require(long.IsPow2(partSize) && partSize is >= 1 << 20 and <= 4L << 30, $"Invalid part size: {partSize}");
        string id = NewId("upload");
        _uploads[id] = new MemoryUpload(vaultName, partSize, description);
        await After("Initiate");
        return id;
    }

    public async Task<Page<MultipartUpload>> ListMultipartUploadsAsync(
        string vaultName,
        string? marker,
        int? limit,
        CancellationToken cancellationToken
    )
    {
        await EnterAsync("ListUploads", vaultName, cancellationToken);
        return new Page<MultipartUpload>([.. _uploads.Keys.Select(id => Describe(vaultName, id))], null);
    }

    public async Task UploadPartAsync(UploadPartRequest request, CancellationToken cancellationToken)
    {
        await EnterAsync("UploadPart", request, cancellationToken, request.Range);
        MemoryUpload upload = Find(request.VaultName, request.UploadId);
        (byte[] data, BodyHashes hashes, long length) = await ReadBodyAsync(
            request.Body,
            request.Hashes,
            cancellationToken
        );
        Require(length == request.Range.Length, "Content-Range does not match Content-Length");
        Require(
            request.Range.First % upload.PartSize == 0 && length <= upload.PartSize,
            $"Invalid Content-Range: {request.Range}"
        );
        lock (upload.Parts)
        {
            Require(
                upload.Parts.Count < GlacierLimits.MaxParts || upload.Parts.ContainsKey(request.Range.First),
                "Too many parts"
            );
            upload.Parts[request.Range.First] = (request.Range, data, hashes.Tree);
        }

        await After("UploadPart");
    }

    public async Task<StoredArchive> CompleteMultipartUploadAsync(
        CompleteUploadRequest request,
        CancellationToken cancellationToken
    )
    {
        await EnterAsync("Complete", request, cancellationToken);
        if (_completed.TryGetValue(request.UploadId, out StoredArchive? before))
        {
            return before;
        }

        MemoryUpload upload = Find(request.VaultName, request.UploadId);
        (ByteRange Range, byte[] Data, Sha256Digest TreeHash)[] parts = [.. upload.Parts.Values];
        long end = 0;
        foreach ((ByteRange range, _, _) in parts)
        {
            Require(range.First == end, "There are missing ranges");
            end = range.Last + 1;
        }

        Require(end == request.ArchiveSize, "The archive size does not match the sum of the parts");
        Sha256Digest treeHash = TreeHash.Combine([.. parts.Select(part => part.TreeHash)]);
        Require(treeHash == request.TreeHash, "Checksum mismatch");
        byte[] all = Concatenate(parts.Select(part => part.Data));
        StoredArchive stored = Store(upload.VaultName, upload.Description, all, end, treeHash);
        _completed[request.UploadId] = stored;
        _uploads.TryRemove(request.UploadId, out _);
        await After("Complete");
        return stored;
    }

    public async Task<PartsPage> ListPartsAsync(
        string vaultName,
        string uploadId,
        string? marker,
        int? limit,
        CancellationToken cancellationToken
    )
    {
        await EnterAsync("ListParts", uploadId, cancellationToken);
        MemoryUpload upload = Find(vaultName, uploadId);
        int skip = marker is null ? 0 : int.Parse(marker, null);
        UploadedPart[] parts =
        [
            .. upload.Parts.Values.Skip(skip).Take(50).Select(p => new UploadedPart(p.Range, p.TreeHash)),
        ];
        string? next = skip + parts.Length < upload.Parts.Count ? $"{skip + parts.Length}" : null;
        return new PartsPage(Describe(vaultName, uploadId), parts, next);
    }

    private MultipartUpload Describe(string vaultName, string uploadId) =>
        new()
        {
            UploadId = uploadId,
            VaultARN = VaultArn.Format("us-east-1", "111122223333", vaultName),
            ArchiveDescription = _uploads[uploadId].Description,
            PartSizeInBytes = _uploads[uploadId].PartSize,
            CreationDate = DateTime.UtcNow,
        };

    public static ServiceUnavailableException Unavailable() =>
        new("The service is unavailable.", HttpStatusCode.ServiceUnavailable, "request-503");

    private async Task EnterAsync(
        string operation,
        object request,
        CancellationToken cancellationToken,
        ByteRange? range = null
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Enqueue(range is null ? operation : $"{operation} {range}");
        await Task.Yield();
        await Before(operation, request, cancellationToken);
    }

    private StoredArchive Store(string vaultName, string? description, byte[] data, long length, Sha256Digest treeHash)
    {
        string id = NewId("archive");
        Archives[id] = new MemoryArchive(vaultName, description, data, length, treeHash);
        return Stored(new StoredArchive(id, treeHash, $"/111122223333/vaults/{vaultName}/archives/{id}"));
    }

    private async Task<(byte[] Data, BodyHashes Hashes, long Length)> ReadBodyAsync(
        Stream body,
        BodyHashes announced,
        CancellationToken cancellationToken
    )
    {
        Assert.True(body.CanSeek, "a retry must be able to send the body again");
        body.Position = 0;
        using var hasher = new BodyHasher();
        using var kept = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hasher.Append(buffer.AsSpan(0, read));
            if (!KeepsOnlyHashes)
            {
                kept.Write(buffer, 0, read);
            }
        }

        long length = hasher.Length;
        BodyHashes hashes = hasher.Finish();
        Require(hashes.Tree == announced.Tree, "Checksum mismatch: expected " + announced.Tree);
        Require(
            hashes.Linear == announced.Linear,
            "The value passed in as x-amz-content-sha256 does not match the computed payload hash."
        );
        return (kept.ToArray(), hashes, length);
    }

    private MemoryUpload Find(string vaultName, string uploadId) =>
        _uploads.TryGetValue(uploadId, out MemoryUpload? upload) && upload.VaultName == vaultName
            ? upload
            : throw new ResourceNotFoundException(
                $"The upload ID was not found: {uploadId}",
                HttpStatusCode.NotFound,
                "request-404"
            );

    private static void CheckVault(string vaultName)
    {
        if (vaultName != Vault)
        {
            throw new ResourceNotFoundException(
                $"Vault not found for ARN: {vaultName}",
                HttpStatusCode.NotFound,
                "request-404"
            );
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidParameterValueException(otherwise, HttpStatusCode.BadRequest, "request-400");
        }
    }

    private static byte[] Concatenate(IEnumerable<byte[]> parts)
    {
        using var all = new MemoryStream();
        foreach (byte[] part in parts)
        {
            all.Write(part);
        }

        return all.ToArray();
    }

    private string NewId(string kind) => $"{kind}-{Interlocked.Increment(ref _ids)}";
}
