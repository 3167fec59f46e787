using System.Net;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Benchmarks;

/// <summary>A body of any size from one block of bytes, so that making it costs the sender nothing.</summary>
internal sealed class RepeatedContent(RepeatedContent.Source source) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (int i = 0; i < source.Times; i++)
        {
            await stream.WriteAsync(source.Block);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = source.Length;
        return true;
    }

    /// <summary>The bytes, and the hashes that go with them.</summary>
    public sealed class Source
    {
        /// <summary>Bytes in a block.</summary>
        public const int BlockSize = 16 << 20;

        public Source(long length)
        {
            Times = (int)(length / BlockSize);
            byte[] block = new byte[BlockSize];
            new Random(1).NextBytes(block);
            Block = block;
            using var hasher = new BodyHasher();
            for (int i = 0; i < Times; i++)
            {
                hasher.Append(block);
            }

            Hashes = hasher.Finish();
        }

        public ReadOnlyMemory<byte> Block { get; }

        public int Times { get; }

        public long Length => (long)Times * BlockSize;

        public BodyHashes Hashes { get; }
    }
}
