using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace GlacierPS.Core.Storage;

/// <summary>
/// A piece of 1 MiB or more on its way from the wire to the disk. It lies at an address that
/// <see cref="DirectIO"/> can use, and is used again, so that large bodies cost one or two of them each and no
/// garbage.
/// </summary>
public sealed class AlignedBuffer : IDisposable
{
    /// <summary>Large enough that system calls do not count.</summary>
    public const int Size = 1024 * 1024;

    private const long KeptBytes = 32L * Size;

    private static readonly ConcurrentDictionary<int, ConcurrentBag<AlignedBuffer>> Idle = new();

    private static long s_kept;

    private AlignedBuffer(int size)
    {
        byte[] array = GC.AllocateUninitializedArray<byte>(size + DirectIO.Alignment, pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        int start = (int)(-address & (DirectIO.Alignment - 1));
        Memory = array.AsMemory(start, size);
    }

    /// <summary>Its bytes; what they are at first is nobody's business.</summary>
    public Memory<byte> Memory { get; }

    /// <summary>An idle one, or a new one.</summary>
    /// <param name="size">Its bytes, a multiple of <see cref="Size"/>.</param>
    public static AlignedBuffer Rent(int size = Size)
    {
        if (Idle.TryGetValue(size, out ConcurrentBag<AlignedBuffer>? kept) && kept.TryTake(out AlignedBuffer? buffer))
        {
            Interlocked.Add(ref s_kept, -size);
            return buffer;
        }

        return new AlignedBuffer(size);
    }

    /// <summary>Gives it back. Once only, and not while it is being written.</summary>
    public void Dispose()
    {
        if (Interlocked.Add(ref s_kept, Memory.Length) <= KeptBytes)
        {
            Idle.GetOrAdd(Memory.Length, _ => []).Add(this);
        }
        else
        {
            Interlocked.Add(ref s_kept, -Memory.Length);
        }
    }
}
