using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer.Upload;

/// <summary>
/// Sends files and streams as archives: in one request if one part holds it all, else in several parts at once. Every
/// body goes with its hashes, and the tree hash that the service answers is compared with ours.
/// </summary>
/// <param name="glacier">The service.</param>
/// <param name="options">How to send.</param>
public sealed class ArchiveUpload(IGlacier glacier, UploadOptions? options = null)
{
    /// <summary>
    /// Bytes in a part of a stream of which nothing is known: 64 MiB, so that 625 GiB fit into 10,000 parts.
    /// </summary>
    public const long StreamPartSize = 64L << 20;

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
    /// <exception cref="UploadIncompleteException">It stopped before its end; the inner exception is the
    /// cause.</exception>
    /// <exception cref="UploadCanceledException">It was cancelled before its end.</exception>
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
        using FileParts file = FileParts.Open(path);
        if (file.Length is not ({ } length and > 0))
        {
            throw PartPlan.Empty($"The file '{file.Path}' is empty");
        }

        var plan = PartPlan.For(length, _options.PartSize);
        var progress = new ProgressAggregator(_options.Progress, length, plan.Count);
        UploadState state = StateOf(vaultName, file, plan.PartSize, description, _options.Connection);
        var run = new UploadRun(glacier, _options, file, state, progress);
        if (plan.IsSingle)
        {
            using UploadPart all = file.Part(ByteRange.At(0, length));
            return await run.SendInOneRequestAsync(all, cancellationToken);
        }

        using IDisposable? turn = await EnterFileAsync(cancellationToken);
        using UploadRecord? record = _options.JournalFolder is { } folder
            ? UploadRecord.OfFile(folder, _options.Connection, vaultName, file, description, progress.Warn)
            : null;
        file.HasJournal = record is not null;
        return await run.SendInPartsAsync(record, cancellationToken);
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
    /// <exception cref="UploadIncompleteException">It stopped before its end; the inner exception is the
    /// cause.</exception>
    /// <exception cref="UploadCanceledException">It was cancelled before its end.</exception>
    public async Task<SentArchive> ResumeAsync(
        UnfinishedUpload upload,
        string? path,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(upload);
        using FileParts file = FileParts.Open(
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
                $"'{file.Path}' is another file than the one that was being sent: that one, of "
                    + $"{Quantity.Of(upload.SizeInBytes, "byte")}, was written at {upload.LastWriteTime:u}, this "
                    + $"one, of {Digits.Of(file.Length)}, at {file.LastWriteTime:u}. Send it anew, or name the "
                    + "file's place if it is still the same."
            );
        }

        var plan = PartPlan.For(upload.SizeInBytes, upload.PartSize);
        var progress = new ProgressAggregator(_options.Progress, upload.SizeInBytes, plan.Count);
        using IDisposable? turn = await EnterFileAsync(cancellationToken);
        using UploadRecord record = UploadRecord.Open(upload.JournalPath, file.Path, progress.Warn);
        file.HasJournal = true;
        UploadState state = StateOf(upload.VaultName, file, plan.PartSize, upload.Description, upload.Connection);
        return await new UploadRun(glacier, _options, file, state, progress).SendInPartsAsync(
            record,
            cancellationToken
        );
    }

    /// <summary>
    /// Sends what a stream still has. As a stream may give its bytes only once, the parts that are on their way are
    /// kept, at most <see cref="UploadOptions.ThrottleLimit"/>: in memory if that is 32 MiB, else in files that are
    /// gone when they are sent. A stream that does not know its length is cut into parts of
    /// <see cref="StreamPartSize"/> unless <see cref="UploadOptions.PartSize"/> or
    /// <see cref="UploadOptions.ExpectedSize"/> says otherwise, of which 10,000 make an archive of at most 625 GiB. It
    /// cannot be continued by a later call.
    /// </summary>
    /// <param name="vaultName">Where it goes.</param>
    /// <param name="stream">
    /// Read from where it stands to its end; left open. One that announces its length (it can seek) and gives fewer or
    /// more bytes is refused.
    /// </param>
    /// <param name="description">The archive's description, at most 1,024 printable ASCII characters, or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierInputException">Something is wrong with the input; nothing was sent.</exception>
    /// <exception cref="GlacierServiceException">The service refused, and keeps nothing.</exception>
    /// <exception cref="UploadIncompleteException">It stopped before its end; the inner exception is the
    /// cause.</exception>
    /// <exception cref="UploadCanceledException">It was cancelled before its end.</exception>
    /// <exception cref="UploadUncertainException">The answer to a single request was lost: it may be stored or
    /// not.</exception>
    /// <exception cref="GlacierTransferException">The stream is not as long as it announced.</exception>
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
        long partSize = plan?.PartSize ?? _options.PartSize ?? PartSizeOf(_options.ExpectedSize);
        var progress = new ProgressAggregator(_options.Progress, length, plan?.Count);
        using var parts = new StreamParts(stream, length, _options);
        UploadState state = StateOf(vaultName, file: null, partSize, description, _options.Connection) with
        {
            Size = length ?? 0,
        };
        var run = new UploadRun(glacier, _options, parts, state, progress);
        UploadPart first = await parts.FirstAsync(partSize, cancellationToken);
        if (parts.Ended)
        {
            return await run.SendInOneRequestAsync(first, cancellationToken);
        }

        using UploadRecord? record = _options.JournalFolder is { } folder
            ? UploadRecord.OfStream(folder, progress.Warn)
            : null;
        return await run.SendInPartsAsync(record, cancellationToken);
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
        var progress = new ProgressAggregator(_options.Progress, upload.SizeInBytes, partsTotal: null);
        using UploadRecord record = UploadRecord.Open(upload.JournalPath, upload.Path ?? "The stream", progress.Warn);
        if (record.Begun is { } begun)
        {
            var remote = new RemoteUpload(glacier, _options, begun, record, progress);
            if (await remote.FindAsync(cancellationToken))
            {
                await remote.AbortAsync(cancellationToken);
            }
        }

        record.Finish();
    }

    private async Task<IDisposable?> EnterFileAsync(CancellationToken cancellationToken) =>
        _options.Budget is { } budget ? await budget.EnterFileAsync(cancellationToken) : null;

    private static long PartSizeOf(long? expectedSize) =>
        expectedSize is { } size ? PartPlan.For(size).PartSize : StreamPartSize;

    private static UploadState StateOf(
        string vaultName,
        FileParts? file,
        long partSize,
        string? description,
        string connection
    ) =>
        new(
            connection,
            vaultName,
            UploadId: null,
            file?.Path,
            file?.Length ?? 0,
            file?.LastWriteTime ?? default,
            partSize,
            description,
            DateTime.UtcNow
        );
}
