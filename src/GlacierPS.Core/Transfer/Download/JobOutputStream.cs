using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer.Download;

/// <summary>
/// The output of a finished job read once, from start to end, without a file: for inventories that are read as they
/// come. Where the connection breaks it goes on from there with another request. If the job has a tree hash, it is
/// compared at the end, and the last read fails if it is another.
/// </summary>
public sealed class JobOutputStream : Stream
{
    private readonly IGlacier _glacier;
    private readonly FinishedJob _job;
    private readonly DownloadOptions _options;
    private readonly TreeHasher? _hasher;
    private readonly ProgressAggregator _progress;
    private JobOutput? _output;
    private long _position;

    private JobOutputStream(IGlacier glacier, FinishedJob job, DownloadOptions options)
    {
        (_glacier, _job, _options) = (glacier, job, options);
        _hasher = job.TreeHash is null ? null : new TreeHasher();
        _progress = new ProgressAggregator(options.Progress, job.Size, partsTotal: 1);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <summary>Bytes in the whole output.</summary>
    public override long Length => _job.Size;

    /// <summary>Bytes read so far. Cannot be set.</summary>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>Begins to read a job's output. The first request is made by the first read.</summary>
    /// <param name="glacier">The service.</param>
    /// <param name="job">The job as the service described it; looked up again if it was still running then.</param>
    /// <param name="options">Attempts, delays and progress; the rest does not matter here.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="GlacierInputException">The job has no output, or none yet.</exception>
    public static async Task<JobOutputStream> OpenAsync(
        IGlacier glacier,
        JobDescription job,
        DownloadOptions? options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(glacier);
        ArgumentNullException.ThrowIfNull(job);
        DownloadOptions good = (options ?? new DownloadOptions()).Check();
        return new JobOutputStream(glacier, await FinishedJob.FromAsync(glacier, job, cancellationToken), good);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= _job.Size || buffer.Length == 0)
        {
            return 0;
        }

        int read = await _options.Retries.RunAsync(
            async () => await ReadOnceAsync(buffer, cancellationToken),
            error =>
            {
                _output?.Dispose();
                _output = null;
                _progress.Note(
                    $"The output of job {_job.JobId} is read on from byte {Digits.Of(_position)}: " + $"{error.Message}"
                );
            },
            cancellationToken,
            RangeFetch.CanFetchAgain
        );
        Accept(buffer.Span[..read]);
        return read;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Not supported: the bytes come over a network.</summary>
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Read it asynchronously.");

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _output?.Dispose();
        _hasher?.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _output ??= await RangeFetch.OpenAsync(
            _glacier,
            _job,
            new ByteRange(_position, _job.Size - 1),
            cancellationToken
        );
        int most = (int)Math.Min(buffer.Length, _job.Size - _position);
        int read = await _output.Body.ReadAsync(buffer[..most], cancellationToken);
        return read > 0 ? read : throw new EndOfStreamException("The connection ended too early.");
    }

    private void Accept(ReadOnlySpan<byte> bytes)
    {
        _position += bytes.Length;
        _progress.Moved(bytes.Length);
        _hasher?.Append(bytes);
        if (_position < _job.Size)
        {
            return;
        }

        _progress.PartDone();
        if (_hasher?.Finish() is { } treeHash && treeHash != _job.TreeHash)
        {
            throw new GlacierTransferException(
                "TreeHashMismatch",
                $"The output of job {_job.JobId} has tree hash {treeHash}, but the job says {_job.TreeHash}. What "
                    + "was read is "
                    + "damaged; read it again."
            );
        }
    }
}
