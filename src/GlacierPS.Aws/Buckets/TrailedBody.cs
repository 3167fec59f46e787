using System.Globalization;
using System.Text;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Aws.Buckets;

/// <summary>
/// A body as S3 reads one in <c>aws-chunked</c> encoding, not signed: one chunk of all bytes, and their SHA-256 in a
/// trailer. The SDK's own stream for that hashes the bytes once more, and makes an array of each reading and copies it.
/// </summary>
/// <param name="body">The bytes.</param>
/// <param name="hashed">The same, who knows their SHA-256 when they were read.</param>
internal sealed class TrailedBody(Stream body, IHashedBody hashed) : Stream
{
    /// <summary>The trailer's name.</summary>
    public const string Name = "x-amz-checksum-sha256";

    private const string EndOfChunk = "\r\n0\r\n";

    private byte[] _around = Encoding.ASCII.GetBytes(FormattableString.Invariant($"{body.Length:X}\r\n"));
    private int _read;
    private bool _isBehind;
    private long _position;

    public override bool CanRead => true;

    // The SDK would rewind what can seek.
    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length =>
        body.Length.ToString("X", CultureInfo.InvariantCulture).Length
        + "\r\n".Length
        + body.Length
        + EndOfChunk.Length
        + Trailer(default).Length;

    // The SDK asks for it before each body, and would catch an error each time.
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    // Of an array: a stream that has no other way to read copies it for a span.
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (true)
        {
            if (ReadAround(buffer.AsSpan(offset, count)) is { } around)
            {
                return around;
            }

            int read = body.Read(buffer, offset, count);
            if (read > 0 || count == 0)
            {
                _position += read;
                return read;
            }

            EndBody();
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (ReadAround(buffer.Span) is { } around)
            {
                return around;
            }

            int read = await body.ReadAsync(buffer, cancellationToken);
            if (read > 0 || buffer.IsEmpty)
            {
                _position += read;
                return read;
            }

            EndBody();
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Bytes before or behind the body, 0 behind all of them; null where the body's are due.</summary>
    private int? ReadAround(Span<byte> buffer)
    {
        if (_read == _around.Length && !_isBehind)
        {
            return null;
        }

        int count = Math.Min(buffer.Length, _around.Length - _read);
        _around.AsSpan(_read, count).CopyTo(buffer);
        _read += count;
        _position += count;
        return count;
    }

    private void EndBody() =>
        (_around, _read, _isBehind) = (Encoding.ASCII.GetBytes(EndOfChunk + Trailer(hashed.Sha256)), 0, true);

    private static string Trailer(Sha256Digest sha256) => $"{Name}:{Convert.ToBase64String(sha256.Bytes)}\r\n\r\n";
}
