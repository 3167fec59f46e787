using System.Globalization;
using System.Text;

namespace GlacierPS.StrictBucket;

/// <summary>
/// A body in aws-chunked encoding: pieces that begin with their length, signed or not, and behind the last one headers
/// (trailers), among them the checksum.
/// </summary>
internal sealed class ChunkedBody(Stream body)
{
    private const int LongestLine = 8192;

    private readonly byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    public Dictionary<string, string> Trailers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Hands on the bytes, and reads the trailers.</summary>
    public async Task CopyToAsync(Func<ReadOnlyMemory<byte>, Task> receive, CancellationToken cancellationToken)
    {
        while (true)
        {
            string line = await ReadLineAsync(cancellationToken);
            if (!long.TryParse(line.Split(';')[0], NumberStyles.HexNumber, null, out long left))
            {
                throw Malformed($"'{line}' is not the length of a chunk");
            }

            if (left == 0)
            {
                break;
            }

            while (left > 0)
            {
                await EnsureAsync(cancellationToken);
                int take = (int)Math.Min(left, _end - _start);
                await receive(_buffer.AsMemory(_start, take));
                _start += take;
                left -= take;
            }

            if ((await ReadLineAsync(cancellationToken)).Length > 0)
            {
                throw Malformed("a chunk is longer than it says");
            }
        }

        while (await ReadLineAsync(cancellationToken) is { Length: > 0 } trailer)
        {
            int colon = trailer.IndexOf(':', StringComparison.Ordinal);
            Trailers[colon > 0 ? trailer[..colon].Trim() : throw Malformed($"'{trailer}' is no trailer")] = trailer[
                (colon + 1)..
            ]
                .Trim();
        }
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            await EnsureAsync(cancellationToken);
            char next = (char)_buffer[_start++];
            if (next == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            if (line.Append(next).Length > LongestLine)
            {
                throw Malformed("a line has no end");
            }
        }
    }

    private async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            _start = 0;
            _end = await body.ReadAsync(_buffer, cancellationToken);
            if (_end == 0)
            {
                throw BucketErrorException.Bad("IncompleteBody", "The body ends before its last chunk.");
            }
        }
    }

    private static BucketErrorException Malformed(string why) =>
        BucketErrorException.Bad("InvalidChunkSizeError", $"The body is no aws-chunked one: {why}.");
}
