using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace GlacierPS.Server;

/// <summary>
/// Memory for what comes in and goes out, in blocks of 128 KiB. Kestrel reads a block at a time from a socket, and its own
/// blocks are of 4 KiB: taking in an archive would cost more system calls and wake-ups than hashing it. Connections
/// that wait hold no block.
/// </summary>
internal sealed class LargeBlockPool : MemoryPool<byte>
{
    private const int BlockSize = 128 * 1024;

    public override int MaxBufferSize => Shared.MaxBufferSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => Shared.Rent(Math.Max(minBufferSize, BlockSize));

    protected override void Dispose(bool disposing)
    {
    }

    /// <summary>How Kestrel asks for it.</summary>
    internal sealed class Factory : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new LargeBlockPool();
    }
}
