using System.Collections;
using System.Management.Automation.Provider;
using System.Text;

namespace GlacierPS.Cmdlets.Drive;

/// <summary>
/// An archive's content as Get-Content takes it: lines of text, or bytes, in pieces or as a whole. The last bytes come
/// once the tree hash was compared; if it is another, the reading ends with an error.
/// </summary>
internal sealed class ArchiveContentReader : IContentReader
{
    // Bytes asked for at once.
    private const int Piece = 1 << 16;

    private readonly PulledStream _stream;
    private readonly ContentParameters _options;
    private readonly Func<Func<IList>, IList> _guard;
    private readonly StreamReader? _text;
    private bool _ended;

    /// <param name="output">What is read.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="read">Reads so many bytes into a buffer, and waits for them.</param>
    /// <param name="guard">Makes errors of what is thrown.</param>
    public ArchiveContentReader(
        Stream output,
        ContentParameters options,
        Func<byte[], int, int> read,
        Func<Func<IList>, IList> guard
    )
    {
        (_stream, _options, _guard) = (new PulledStream(output, read), options, guard);
        _text = options.AsByteStream
            ? null
            : new StreamReader(_stream, options.Encoding, detectEncodingFromByteOrderMarks: true, Piece);
    }

    /// <inheritdoc/>
    public IList Read(long readCount) =>
        _guard(() =>
        {
            if (_ended)
            {
                return Array.Empty<object>();
            }

            if (_options.Raw)
            {
                _ended = true;
                return (object[])[_text is null ? AllBytes() : _text.ReadToEnd()];
            }

            return _text is null ? Bytes(readCount) : Lines(readCount);
        });

    /// <summary>Not possible: the bytes come in their order.</summary>
    public void Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("An archive's output is read from its beginning.");

    /// <inheritdoc/>
    public void Close() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _text?.Dispose();
        _stream.Dispose();
    }

    private List<string> Lines(long most)
    {
        var lines = new List<string>();
        while ((most <= 0 || lines.Count < most) && _text!.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    private List<byte> Bytes(long most)
    {
        var bytes = new List<byte>();
        while (most <= 0 || bytes.Count < most)
        {
            int next = _stream.ReadByte();
            if (next < 0)
            {
                break;
            }

            bytes.Add((byte)next);
        }

        return bytes;
    }

    private byte[] AllBytes()
    {
        using var all = new MemoryStream();
        _stream.CopyTo(all);
        return all.ToArray();
    }

    /// <summary>A stream that can be read asynchronously alone, read synchronously.</summary>
    private sealed class PulledStream(Stream source, Func<byte[], int, int> read) : Stream
    {
        private readonly byte[] _buffer = new byte[Piece];
        private int _next;
        private int _end;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => source.Length;

        public override long Position
        {
            get => source.Position - (_end - _next);
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_next == _end)
            {
                (_next, _end) = (0, read(_buffer, Piece));
            }

            int got = Math.Min(count, _end - _next);
            Array.Copy(_buffer, _next, buffer, offset, got);
            _next += got;
            return got;
        }

        public override int ReadByte()
        {
            if (_next == _end)
            {
                (_next, _end) = (0, read(_buffer, Piece));
            }

            return _next == _end ? -1 : _buffer[_next++];
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            source.Dispose();
            base.Dispose(disposing);
        }
    }
}
