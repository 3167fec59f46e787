using System.Runtime.ExceptionServices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Wire;

/// <summary>
/// The bytes of an upload, from the start once more for each attempt. It knows what the retry rule asks (was all of it
/// handed over?), and tells the caller's own failure to read from a failure of the network.
/// </summary>
internal sealed class UploadBody
{
    private readonly Stream _source;
    private readonly object _turn = new();
    private int _attempt;
    private long _position;
    private Task _reading = Task.CompletedTask;

    /// <summary>Takes a seekable stream, which stays open.</summary>
    /// <exception cref="GlacierInputException">It has no bytes, or not as many as were announced.</exception>
    public UploadBody(Stream source, long? announced = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!source.CanSeek)
        {
            throw new ArgumentException(
                "A body that cannot be sent again cannot be uploaded: it must be seekable.",
                nameof(source)
            );
        }

        Length = source.Length;
        _source = source;
        if (Length == 0)
        {
            throw new GlacierInputException(
                "EmptyArchive",
                "There is nothing to upload: Glacier stores no empty archives (at least 1 byte)."
            );
        }

        if (announced is not null && announced != Length)
        {
            throw new GlacierInputException(
                "LengthMismatch",
                $"The range has {announced} bytes, but the data has {Length}. Make them agree."
            );
        }
    }

    /// <summary>How many bytes an attempt sends.</summary>
    public long Length { get; }

    /// <summary>
    /// Whether all bytes of the last attempt were handed over, so that the service may have them all.
    /// </summary>
    public bool WasHandedOver => _position == Length;

    /// <summary>What went wrong when the caller's stream was read; null if nothing.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    /// <summary>
    /// Begins an attempt. What the last one left running reads nothing more: a broken upload can still be waiting
    /// for its read, and must not move the stream under the next.
    /// </summary>
    /// <param name="onProgress">Told after each read.</param>
    public async Task<Stream> BeginAttemptAsync(Action onProgress)
    {
        int attempt;
        Task reading;
        lock (_turn)
        {
            attempt = ++_attempt;
            reading = _reading;
        }

        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _source.Position = _position = 0;
        return new Attempt(this, attempt, onProgress);
    }

    private Task<int> ReadAsync(int attempt, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        lock (_turn)
        {
            if (attempt != _attempt)
            {
                return Task.FromException<int>(
                    new OperationCanceledException("A later attempt has taken over the body.")
                );
            }

            int wanted = (int)Math.Min(buffer.Length, Length - _position);
            Task<int> read = wanted == 0 ? Task.FromResult(0) : ReadSourceAsync(buffer[..wanted], cancellationToken);
            _reading = read;
            return read;
        }
    }

    private int Read(int attempt, Span<byte> buffer)
    {
        lock (_turn)
        {
            if (attempt != _attempt)
            {
                throw new OperationCanceledException("A later attempt has taken over the body.");
            }

            int wanted = (int)Math.Min(buffer.Length, Length - _position);
            if (wanted == 0)
            {
                return 0;
            }

            try
            {
                return Count(_source.Read(buffer[..wanted]));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Failure = ExceptionDispatchInfo.Capture(e);
                throw;
            }
        }
    }

    private async Task<int> ReadSourceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return Count(await _source.ReadAsync(buffer, cancellationToken));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failure = ExceptionDispatchInfo.Capture(e);
            throw;
        }
    }

    private int Count(int read)
    {
        if (read == 0)
        {
            throw new GlacierTransferException(
                "DataShrank",
                $"The data ended before it was sent, {Quantity.Of(Length, "byte")}: it became shorter meanwhile. Let "
                    + "it rest, and upload it again."
            );
        }

        _position += read;
        return read;
    }

    private sealed class Attempt(UploadBody body, int attempt, Action onProgress) : Stream
    {
        public override bool CanRead => true;

        // The SDK would rewind what can seek, while an earlier attempt still reads.
        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => body.Length;

        public override long Position
        {
            get => body._position;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            int read = await body.ReadAsync(attempt, buffer, cancellationToken);
            onProgress();
            return read;
        }

        public override Task<int> ReadAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(Span<byte> buffer)
        {
            int read = body.Read(attempt, buffer);
            onProgress();
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
