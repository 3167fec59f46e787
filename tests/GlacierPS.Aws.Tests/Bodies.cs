namespace GlacierPS.Aws.Tests;

/// <summary>Bodies that no file would give when it is wanted: endless zeros, slow ones, broken ones.</summary>
internal static class Bodies
{
    /// <summary>Zeros that take no memory.</summary>
    public class Zeros(long length) : Stream
    {
        private long _position;

        public int Rewinds { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _position;
            set
            {
                _position = value;
                Rewinds++;
            }
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            int wanted = (int)Math.Min(buffer.Length, await AvailableAsync(_position, cancellationToken));
            buffer.Span[..wanted].Clear();
            _position += wanted;
            return wanted;
        }

        /// <summary>How many bytes the next read can have.</summary>
        protected virtual ValueTask<long> AvailableAsync(long position, CancellationToken cancellationToken) =>
            ValueTask.FromResult(length - position);

        public override int Read(byte[] buffer, int offset, int count)
        {
            ValueTask<int> read = ReadAsync(buffer.AsMemory(offset, count));
            return read.IsCompleted ? read.Result : throw new NotSupportedException("It is not there yet.");
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    public sealed class Failing(long length, long failsAfter, Func<Exception> failure) : Zeros(length)
    {
        protected override ValueTask<long> AvailableAsync(long position, CancellationToken cancellationToken) =>
            position < failsAfter ? ValueTask.FromResult(failsAfter - position) : throw failure();
    }

    public sealed class Shrinking(long length, long endsAt) : Zeros(length)
    {
        protected override ValueTask<long> AvailableAsync(long position, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Math.Max(endsAt - position, 0));
    }

    /// <summary>One stretch of bytes after each pause.</summary>
    public sealed class Slow(long length, long stretch, TimeSpan pause) : Zeros(length)
    {
        protected override async ValueTask<long> AvailableAsync(long position, CancellationToken cancellationToken)
        {
            await Task.Delay(pause, cancellationToken);
            return Math.Min(stretch, Length - position);
        }
    }
}
