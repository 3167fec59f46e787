using System.Runtime.CompilerServices;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer.Upload;

/// <summary>
/// A multipart upload that a script drives part by part. It computes what a person cannot: the hashes of each part, and
/// the tree hash of the whole from those of the parts that the service holds (glacier-api.md §3, §6.4, §6.5).
/// </summary>
public sealed class ManualMultipartUpload(IGlacier glacier, string vaultName, string uploadId)
{
    private const int BufferSize = 1 << 20;

    /// <summary>Sends a stretch of a file as the part that lies at the same place in the archive.</summary>
    /// <param name="path">The file; others may read it meanwhile.</param>
    /// <param name="source">Which bytes of the file.</param>
    /// <param name="offset">Where in the archive they go: a multiple of the part size.</param>
    /// <param name="cancellationToken">Ends the call; the part is then not there, or whole.</param>
    /// <exception cref="GlacierInputException">The file has no such bytes.</exception>
    public async Task<UploadedPart> SendPartAsync(
        string path,
        ByteRange source,
        long offset,
        CancellationToken cancellationToken
    )
    {
        using FileParts file = FileParts.Open(path);
        if (file.Length is not { } length || source.Last >= length)
        {
            throw new GlacierInputException(
                "RangeBeyondFile",
                $"'{path}' has {Quantity.Of(file.Length ?? 0, "byte")}, so that it has no range {source}. Its last "
                    + $"byte is {file.Length - 1}."
            );
        }

        using UploadPart part = file.Part(source);
        using BodyStream body = part.Open(new ProgressAggregator(null, null, null), rate: null);
        return await SendPartAsync(body, offset, await part.HashAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Sends all of a stream as a part.</summary>
    /// <param name="body">Seekable, so that a retry can send it again. Read from its start to its end; left
    /// open.</param>
    /// <param name="offset">Where in the archive it goes: a multiple of the part size.</param>
    /// <param name="cancellationToken">Ends the call; the part is then not there, or whole.</param>
    /// <exception cref="GlacierInputException">The stream is empty.</exception>
    public async Task<UploadedPart> SendPartAsync(Stream body, long offset, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (body.Length == 0)
        {
            throw new GlacierInputException("EmptyPart", "There is nothing to send: a part has at least 1 byte.");
        }

        return await SendPartAsync(body, offset, await HashAsync(body, cancellationToken), cancellationToken);
    }

    private async Task<UploadedPart> SendPartAsync(
        Stream body,
        long offset,
        BodyHashes hashes,
        CancellationToken cancellationToken
    )
    {
        ByteRange range = ByteRange.At(offset, body.Length);
        await glacier.UploadPartAsync(
            new UploadPartRequest(vaultName, uploadId, range, body, hashes),
            cancellationToken
        );
        return new UploadedPart(range, hashes.Tree);
    }

    /// <summary>The parts that the service holds, by range, page by page as they are asked for.</summary>
    public async IAsyncEnumerable<PartsPage> ListPartsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? marker = null;
        var circle = new MarkerCircle();
        do
        {
            PartsPage page = await glacier.ListPartsAsync(vaultName, uploadId, marker, limit: null, cancellationToken);
            yield return page;
            marker = page.Marker;
            circle.Refuse(marker);
        } while (marker is not null);
    }

    /// <summary>
    /// Makes an archive of the parts that the service holds. Its size and tree hash are those of the parts; where the
    /// caller knows the archive's own, they are compared first, and nothing is stored if they differ.
    /// </summary>
    /// <param name="size">Bytes that the archive must have; null for as many as the parts have.</param>
    /// <param name="treeHash">The tree hash that the archive must have; null for that of the parts.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="GlacierInputException">Parts are missing, or they are not what the caller knows. The upload
    /// stays.</exception>
    public async Task<SentArchive> CompleteAsync(
        long? size,
        Sha256Digest? treeHash,
        CancellationToken cancellationToken
    )
    {
        var hashes = new List<Sha256Digest>();
        long end = 0;
        MultipartUpload? upload = null;
        await foreach (PartsPage page in ListPartsAsync(cancellationToken))
        {
            upload = page.Upload;
            foreach (UploadedPart part in page.Parts)
            {
                CheckNext(part.Range, end, page.Upload.PartSizeInBytes);
                end = part.Range.Last + 1;
                hashes.Add(part.TreeHash);
            }
        }

        if (end == 0)
        {
            throw new GlacierInputException(
                "NoParts",
                $"The upload {uploadId} has no parts yet. Send them with Send-GlacierMultipartPart."
            );
        }

        Sha256Digest combined = TreeHash.Combine(hashes.ToArray());
        CheckKnown(size, end, treeHash, combined);
        StoredArchive stored = await glacier.CompleteMultipartUploadAsync(
            new CompleteUploadRequest(vaultName, uploadId, end, combined),
            cancellationToken
        );
        var state = new UploadState(
            Connection: "",
            vaultName,
            uploadId,
            Path: null,
            end,
            LastWriteTime: default,
            upload?.PartSizeInBytes ?? 0,
            upload?.ArchiveDescription,
            Started: default
        );
        return SentArchive.Confirm(stored, combined, state, end);
    }

    /// <summary>The tree is only that of the archive if every part but the last is whole (§3).</summary>
    private static void CheckNext(ByteRange part, long end, long partSize)
    {
        if (part.First != end || end % partSize != 0)
        {
            long first = end - end % partSize;
            throw new GlacierInputException(
                "PartMissing",
                $"The bytes from {Digits.Of(end)} on are not there yet; the next part that is begins at "
                    + $"{Digits.Of(part.First)}. Send the part {ByteRange.At(first, partSize)} first."
            );
        }
    }

    private static void CheckKnown(long? size, long sent, Sha256Digest? treeHash, Sha256Digest combined)
    {
        if (size is { } known && known != sent)
        {
            throw new GlacierInputException(
                "PartMissing",
                $"The archive has {Quantity.Of(known, "byte")}, but the parts that were sent have {Digits.Of(sent)}. "
                    + "Send the others first."
            );
        }

        if (treeHash is { } expected && expected != combined)
        {
            throw new GlacierInputException(
                "TreeHashMismatch",
                $"The parts have the tree hash {combined}, but the archive has {expected}. Compare them with "
                    + "Get-GlacierMultipartPart, "
                    + "and send those that differ again."
            );
        }
    }

    private static async Task<BodyHashes> HashAsync(Stream body, CancellationToken cancellationToken)
    {
        body.Position = 0;
        using var hasher = new BodyHasher();
        byte[] buffer = new byte[BufferSize];
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0; )
        {
            hasher.Append(buffer.AsSpan(0, read));
        }

        body.Position = 0;
        return hasher.Finish();
    }
}
