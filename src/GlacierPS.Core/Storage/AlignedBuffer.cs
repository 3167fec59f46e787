using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace GlacierPS.Core.Storage;

/// <summary>
/// A piece of 1 MiB on its way from the wire to the disk. It lies at an address that <see cref="DirectWriting"/> can use,
/// and is used again, so that large bodies cost two of them each and no garbage.
/// </summary>
public sealed class AlignedBuffer : IDisposable
{
    /// <summary>Large enough that system calls do not count.</summary>
    public const int Size = 1024 * 1024;

    private const int KeptBuffers = 32;

    private static readonly ConcurrentBag<AlignedBuffer> Idle = [];

    private AlignedBuffer()
    {
        byte[] array = GC.AllocateUninitializedArray<byte>(Size + DirectWriting.Alignment, pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        int start = (int)(-address & (DirectWriting.Alignment - 1));
        Memory = array.AsMemory(start, Size);
    }

    /// <summary>Its <see cref="Size"/> bytes; what they are at first is nobody's business.</summary>
    public Memory<byte> Memory { get; }

    /// <summary>An idle one, or a new one.</summary>
    public static AlignedBuffer Rent() => Idle.TryTake(out AlignedBuffer? buffer) ? buffer : new AlignedBuffer();

    /// <summary>Gives it back. Once only, and not while it is being written.</summary>
    public void Dispose()
    {
        if (Idle.Count < KeptBuffers)
        {
            Idle.Add(this);
        }
    }
}
