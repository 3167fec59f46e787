namespace GlacierPS.Core.Prices;

/// <summary>
/// How an object is cut into parts: of 2^k MiB, so that each is at once a part of S3 and a range of an archive that its
/// tree hash proves (glacier-api.md §3.1). S3 takes 10,000 parts of at most 5 GiB.
/// </summary>
public static class ObjectParts
{
    /// <summary>Parts that an object can have.</summary>
    public const int Most = 10_000;

    /// <summary>Bytes of a part where nothing else is asked for and it is enough.</summary>
    public const long Smallest = 64L << 20;

    /// <summary>
    /// The bytes of a part: the smallest 2^k MiB of at least so many with which 10,000 parts are enough.
    /// </summary>
    /// <param name="bytes">Bytes of the object.</param>
    /// <param name="atLeast">Bytes of a part, a power of two of at least 1 MiB.</param>
    public static long Size(long bytes, long atLeast = Smallest)
    {
        long size = atLeast;
        while (bytes > size * Most)
        {
            size *= 2;
        }

        return size;
    }

    /// <summary>How many parts an object of so many bytes has; one is stored by a single request.</summary>
    public static long Count(long bytes, long atLeast = Smallest)
    {
        long size = Size(bytes, atLeast);
        return Math.Max(1, (bytes + size - 1) / size);
    }
}
