using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// Sends files and streams as archives: in one request if one part holds it all, else in several parts at once. Every
/// body goes with its hashes, and the tree hash that the service answers is compared with ours.
/// </summary>
/// <param name="glacier">The service.</param>
/// <param name="options">How to send.</param>
public sealed class ArchiveUpload(IGlacier glacier, UploadOptions? options = null)
{
    private readonly UploadOptions _options = (options ?? new UploadOptions()).Check();

    /// <summary>
    /// Sends a file. No part of it is held in memory, whatever the part size. With a journal, a file that an earlier
    /// call did not send in full is continued: what the service holds is compared with the file and not sent again.
    /// </summary>
    /// <param name="vaultName">Where it goes.</param>
    /// <param name="path">The file; others may read it meanwhile. It must not change until it is sent.</param>
    /// <param name="description">The archive's description, at most 1,024 printable ASCII characters, or null.</param>
    /// <param name="cancellationToken">Stops it; what was sent is kept.</param>
    /// <exception cref="GlacierInputException">Something is wrong with the input; nothing was sent.</exception>
    /// <exception cref="GlacierServiceException">The service refused, and keeps nothing.</exception>
    /// <exception cref="UploadIncompleteException">It stopped in its midst; the inner exception is the
    /// cause.</exception>
    /// <exception cref="UploadCanceledException">It was cancelled in its midst.</exception>
    /// <exception cref="UploadUncertainException">The answer to a single request was lost: it may be stored or
    /// not.</exception>
    /// <exception cref="GlacierTransferException">The file changed meanwhile, or another call is sending
    /// it.</exception>
    public async Task<SentArchive> SendFileAsync(
        string vaultName,
        string path,
        string? description,
        CancellationToken cancellationToken
    )
    {
        VaultName.Check(vaultName);
        Description.Check(description);
        using SourceFile file = SourceFile.Open(path);
        if (file.Length == 0)
        {
            throw PartPlan.Empty($"The file '{file.Path}' is empty");
        }

        PartPlan plan = PartPlan.For(file.Length, _options.PartSize);
        var tally = new ProgressTally(_options.Progress, file.Length, plan.Count);
        if (plan.IsSingle)
        {
            return await SendWholeFileAsync(vaultName, file, description, tally, cancellationToken);
        }

        using UploadRecord? record = _options.JournalFolder is { } folder
            ? UploadRecord.OfFile(folder, _options.Connection, vaultName, file, description, tally.Note)
            : null;
        return await new FileUpload(glacier, _options, vaultName, file, description, record, tally).SendAsync(
            plan,
            cancellationToken
        );
    }

    /// <summary>
    /// Goes on with an upload that is in a journal, also one that was begun on another machine and whose journal was
    /// copied to this one: vault, description and part size are the journal's.
    /// </summary>
    /// <param name="upload">What <see cref="UploadJournal"/> says of it.</param>
    /// <param name="path">
    /// Where the file is now; null for where it was. The bytes decide: parts that differ from what was sent are sent
    /// again.
    /// </param>
    /// <param name="cancellationToken">Stops it; what was sent is kept.</param>
    /// <exception cref="GlacierInputException">It was of a stream, or the file is not there.</exception>
    /// <exception cref="GlacierTransferException">The file is another than the one that was sent, or another call is at
    /// it.</exception>
    /// <exception cref="UploadIncompleteException">It stopped in its midst; the inner exception is the
    /// cause.</exception>
    /// <exception cref="UploadCanceledException">It was cancelled in its midst.</exception>
    public async Task<SentArchive> ResumeAsync(
        UnfinishedUpload upload,
        string? path,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(upload);
        using SourceFile file = SourceFile.Open(
            path
                ?? upload.Path
                ?? throw new GlacierInputException(
                    "StreamNotResumable",
                    $"The upload {upload.UploadId} was of a stream, which cannot be read again. Send it anew, and "
                        + "remove this one."
                )
        );
        if (file.Length != upload.SizeInBytes || (path is null && file.LastWriteTime != upload.LastWriteTime))
        {
            throw new GlacierTransferException(
                "FileChanged",
                $"'{file.Path}' is another file than the one that was being sent: that had "
                    + $"{upload.SizeInBytes:N0} bytes and was written "
                    + $"at {upload.LastWriteTime:u}, this has {file.Length:N0} and was written at "
                    + $"{file.LastWriteTime:u}. Send it anew, or name the "
                    + "file's place if it is still the same."
            );
        }

        PartPlan plan = PartPlan.For(file.Length, upload.PartSize);
        var tally = new ProgressTally(_options.Progress, file.Length, plan.Count);
        using UploadRecord record = UploadRecord.Open(upload.JournalPath, file.Path, tally.Note);
        return await new FileUpload(
            glacier,
            _options,
            upload.VaultName,
            file,
            upload.Description,
            record,
            tally
        ).SendAsync(plan, cancellationToken);
    }

    /// <summary>
    /// Sends what a stream still has. As a stream may give its bytes only once, the parts that are on their way are
    /// kept, at most <see cref="UploadOptions.ThrottleLimit"/>: in memory if that is 32 MiB, else in files that are
    /// gone when they are sent. A stream that does not know its length is cut into parts of 16 MiB unless told
    /// otherwise, of which 10,000 make an archive of at most 160,000 MiB; larger streams need a larger part size. It
    /// cannot be continued by a later call.
    /// </summary>
    /// <param name="vaultName">Where it goes.</param>
    /// <param name="stream">Read from where it stands to its end; left open.</param>
    /// <param name="description">The archive's description, at most 1,024 printable ASCII characters, or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierInputException">Something is wrong with the input; nothing was sent.</exception>
    /// <exception cref="GlacierServiceException">The service refused, and keeps nothing.</exception>
    /// <exception cref="UploadIncompleteException">It stopped in its midst; the inner exception is the
    /// cause.</exception>
    /// <exception cref="UploadCanceledException">It was cancelled in its midst.</exception>
    /// <exception cref="UploadUncertainException">The answer to a single request was lost: it may be stored or
    /// not.</exception>
    public async Task<SentArchive> SendStreamAsync(
        string vaultName,
        Stream stream,
        string? description,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(stream);
        VaultName.Check(vaultName);
        Description.Check(description);
        long? length = stream.CanSeek ? stream.Length - stream.Position : null;
        if (length <= 0)
        {
            throw PartPlan.Empty("The stream has no more bytes");
        }

        PartPlan? plan = length is { } known ? PartPlan.For(known, _options.PartSize) : null;
        long partSize = plan?.PartSize ?? _options.PartSize ?? PartPlan.DefaultPartSize;
        var tally = new ProgressTally(_options.Progress, length, plan?.Count);
        return await new StreamUpload(glacier, _options, vaultName, description, partSize, tally).SendAsync(
            stream,
            length,
            cancellationToken
        );
    }

    /// <summary>
    /// Gives up an upload that is in a journal: aborts it at the service, which drops its parts, and deletes the
    /// journal. One that is gone already is no error.
    /// </summary>
    /// <exception cref="GlacierServiceException">The service refused; the journal is kept.</exception>
    /// <exception cref="GlacierTransferException">A call is sending it now.</exception>
    public async Task AbandonAsync(UnfinishedUpload upload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        var tally = new ProgressTally(_options.Progress, upload.SizeInBytes, partsTotal: null);
        using UploadRecord record = UploadRecord.Open(upload.JournalPath, upload.Path ?? "The stream", tally.Note);
        string? uploadId =
            upload.UploadId
            ?? (
                record.Begun is { } begun
                    ? await new UploadOpening(glacier, _options, record, tally).FindAsync(begun, cancellationToken)
                    : null
            );
        if (uploadId is not null)
        {
            try
            {
                await glacier.AbortMultipartUploadAsync(upload.VaultName, uploadId, cancellationToken);
            }
            catch (ResourceNotFoundException)
            {
                // Expired, aborted or completed.
            }
        }

        record.Finish();
    }

    private async Task<SentArchive> SendWholeFileAsync(
        string vaultName,
        SourceFile file,
        string? description,
        ProgressTally tally,
        CancellationToken cancellationToken
    )
    {
        ByteRange all = ByteRange.At(0, file.Length);
        BodyHashes hashes = await file.HashAsync(all, cancellationToken);
        if (file.HasChanged)
        {
            // Not after the upload: what was hashed is what is stored, or nothing.
            throw file.Changed();
        }

        using FileSlice body = file.Slice(all, tally, _options.Rate);
        try
        {
            return await new WholeUpload(glacier, _options, vaultName, description, file.Path, tally).SendAsync(
                body,
                hashes,
                cancellationToken
            );
        }
        catch (Exception error)
            when (error is not (OperationCanceledException or UploadUncertainException) && file.HasChanged)
        {
            throw file.Changed(cause: error);
        }
    }
}
