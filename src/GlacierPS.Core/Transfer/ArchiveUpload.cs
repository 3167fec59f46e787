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
    private readonly UploadOptions _options = Check(options ?? new UploadOptions());

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
    /// <exception cref="UploadIncompleteException">It stopped in its midst; the inner exception is the cause.</exception>
    /// <exception cref="UploadCanceledException">It was cancelled in its midst.</exception>
    /// <exception cref="GlacierTransferException">The file changed meanwhile, or another call is sending it.</exception>
    public async Task<SentArchive> SendFileAsync(
        string vaultName, string path, string? description, CancellationToken cancellationToken)
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
        return plan.IsSingle
            ? await SendWholeFileAsync(vaultName, file, description, tally, cancellationToken)
            : await new FileUpload(glacier, _options, vaultName, file, description, tally).SendAsync(plan, cancellationToken);
    }

    /// <summary>
    /// Sends what a stream still has. As a stream may give its bytes only once, the parts that are on their way are
    /// held in memory: part size times <see cref="UploadOptions.ThrottleLimit"/> and one more. A stream that does not know its
    /// length is cut into parts of 16 MiB unless told otherwise, of which 10,000 make an archive of at most 160,000
    /// MiB; larger streams need a larger part size. It cannot be continued by a later call.
    /// </summary>
    /// <param name="vaultName">Where it goes.</param>
    /// <param name="stream">Read from where it stands to its end; left open.</param>
    /// <param name="description">The archive's description, at most 1,024 printable ASCII characters, or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierInputException">Something is wrong with the input; nothing was sent.</exception>
    /// <exception cref="GlacierServiceException">The service refused, and keeps nothing.</exception>
    /// <exception cref="UploadIncompleteException">It stopped in its midst; the inner exception is the cause.</exception>
    /// <exception cref="UploadCanceledException">It was cancelled in its midst.</exception>
    public async Task<SentArchive> SendStreamAsync(
        string vaultName, Stream stream, string? description, CancellationToken cancellationToken)
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
        return await new StreamUpload(glacier, vaultName, description, partSize, _options.ThrottleLimit, tally)
            .SendAsync(stream, length, cancellationToken);
    }

    private async Task<SentArchive> SendWholeFileAsync(
        string vaultName, SourceFile file, string? description, ProgressTally tally, CancellationToken cancellationToken)
    {
        ByteRange all = ByteRange.At(0, file.Length);
        BodyHashes hashes = await file.HashAsync(all, cancellationToken);
        if (file.HasChanged)
        {
            // Not after the upload: what was hashed is what is stored, or nothing.
            throw file.Changed();
        }

        using FileSlice body = file.Slice(all, tally);
        StoredArchive stored;
        try
        {
            stored = await glacier.UploadArchiveAsync(
                new UploadArchiveRequest(vaultName, body, hashes, description), cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException && file.HasChanged)
        {
            throw file.Changed(cause: error);
        }

        tally.Moved(body.Length - body.Position);
        tally.PartDone();
        return OpenUpload.Confirm(stored, hashes.Tree, vaultName, file.Length, description, file.Path);
    }

    private static UploadOptions Check(UploadOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ThrottleLimit, 1);
        if (options.PartSize is { } partSize)
        {
            PartPlan.CheckPartSize(partSize);
        }

        return options;
    }
}
