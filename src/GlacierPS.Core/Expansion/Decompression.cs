using ICSharpCode.SharpZipLib.BZip2;
using ICSharpCode.SharpZipLib.GZip;
using ICSharpCode.SharpZipLib.Zip.Compression.Streams;

namespace GlacierPS.Core.Expansion;

/// <summary>Opens compressed streams, in as many members as they have; each member's checksum is compared.</summary>
internal static class Decompression
{
    private const int BufferBytes = 131_072;

    /// <summary>Opens one, by its form.</summary>
    public static Stream Open(PackedForm form, Stream source) =>
        form switch
        {
            PackedForm.Gzip => new GZipInputStream(source, BufferBytes),
            PackedForm.Zlib => new InflaterInputStream(
                source,
                new ICSharpCode.SharpZipLib.Zip.Compression.Inflater(),
                BufferBytes
            ),
            PackedForm.Bzip2 => new Bzip2Members(source),
            _ => throw new ArgumentOutOfRangeException(nameof(form)),
        };

    /// <summary>
    /// bzip2 streams one behind the other, as several processors at once write them. The library reads one, and no byte
    /// further.
    /// </summary>
    private sealed class Bzip2Members(Stream source) : ReadOnlyBody
    {
        private readonly Prefixed _source = new(new BufferedStream(source, BufferBytes));
        private BZip2InputStream? _member;
        private byte[] _buffer = new byte[BufferBytes];

        public override int Read(Span<byte> buffer)
        {
            while (buffer.Length > 0)
            {
                if (_member is null && !TryBegin())
                {
                    return 0;
                }

                int read = _member!.Read(_buffer, 0, Math.Min(buffer.Length, _buffer.Length));
                if (read > 0)
                {
                    _buffer.AsSpan(0, read).CopyTo(buffer);
                    return read;
                }

                _member.Dispose();
                _member = null;
            }

            return 0;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _member?.Dispose();
                _source.Dispose();
                _buffer = [];
            }

            base.Dispose(disposing);
        }

        private bool TryBegin()
        {
            byte[] head = new byte[4];
            int read = _source.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            if (read == 0)
            {
                return false;
            }

            if (read < 4 || head is not [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9'])
            {
                throw new InvalidDataException("other bytes follow the end of a bzip2 stream");
            }

            _source.Prefix = head;
            _member = new BZip2InputStream(_source) { IsStreamOwner = false };
            return true;
        }
    }

    /// <summary>A stream, behind bytes that were read from it already.</summary>
    private sealed class Prefixed(Stream source) : ReadOnlyBody
    {
        public ReadOnlyMemory<byte> Prefix { get; set; }

        public override int Read(Span<byte> buffer)
        {
            if (Prefix.Length == 0)
            {
                return source.Read(buffer);
            }

            int read = Math.Min(buffer.Length, Prefix.Length);
            Prefix.Span[..read].CopyTo(buffer);
            Prefix = Prefix[read..];
            return read;
        }

        public override int ReadByte()
        {
            if (Prefix.Length == 0)
            {
                return source.ReadByte();
            }

            int value = Prefix.Span[0];
            Prefix = Prefix[1..];
            return value;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                source.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
