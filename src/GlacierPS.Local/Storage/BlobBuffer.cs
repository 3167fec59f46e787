using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace GlacierPS.Local.Storage;

/// <summary>
/// A piece of a body on its way to the disk. It lies at an address that direct writing can use, and is used again:
/// whatever the size of uploads, each holds two of them.
/// </summary>
internal sealed class BlobBuffer : IDisposable
{
    /// <summary>Large enough that system calls do not count.</summary>
    public const int Size = 1024 * 1024;

    private const int KeptBuffers = 32;

    private static readonly ConcurrentBag<BlobBuffer> Idle = [];

    private BlobBuffer()
    {
        byte[] array = GC.AllocateUninitializedArray<byte>(Size + DirectWriting.Alignment, pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        int start = (int)(-address & (DirectWriting.Alignment - 1));
        Memory = array.AsMemory(start, Size);
    }

    public Memory<byte> Memory { get; }

    public static BlobBuffer Rent() => Idle.TryTake(out BlobBuffer? buffer) ? buffer : new BlobBuffer();

    /// <summary>Gives it back. Once only.</summary>
    public void Dispose()
    {
        if (Idle.Count < KeptBuffers)
        {
            Idle.Add(this);
        }
    }
}
