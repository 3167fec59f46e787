using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace GlacierPS.Server;

/// <summary>
/// Gives Kestrel blocks of 512 KiB in place of its 4 KiB, so that a body comes in with a hundredth of the system
/// calls: moving the bytes of an upload must not cost more than hashing them. Connections without a request hold none.
/// </summary>
internal sealed class LargeBlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new LargeBlockPool();

    private sealed class LargeBlockPool : MemoryPool<byte>
    {
        private const int BlockSize = 512 * 1024;

        // What lies idle at most: 32 MiB.
        private const int KeptBlocks = 64;

        private readonly ConcurrentQueue<Block> _idle = new();

        public override int MaxBufferSize => BlockSize;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
            return _idle.TryDequeue(out Block? block) ? block : new Block(this);
        }

        protected override void Dispose(bool disposing) => _idle.Clear();

        /// <summary>Pinned once, as the socket needs it, not for every read.</summary>
        private sealed class Block(LargeBlockPool pool) : IMemoryOwner<byte>
        {
            public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);

            public void Dispose()
            {
                if (pool._idle.Count < KeptBlocks)
                {
                    pool._idle.Enqueue(this);
                }
            }
        }
    }
}
