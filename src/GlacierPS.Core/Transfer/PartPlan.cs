using System.Numerics;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>How an archive is cut into parts (glacier-api.md §6.3, §6.4).</summary>
public sealed class PartPlan
{
    /// <summary>
    /// Bytes in a part where nothing else is said: 16 MiB. Small enough that one lost on a slow line is soon sent
    /// again, and that several are sent at once where there is much to send; large enough that a request's own cost
    /// does not count, and that archives of up to 160 GB need no larger ones.
    /// </summary>
    public const long DefaultPartSize = 16L << 20;

    private PartPlan(long archiveSize, long partSize)
    {
        ArchiveSize = archiveSize;
        PartSize = partSize;
        Count = (int)((archiveSize - 1) / partSize + 1);
    }

    /// <summary>Bytes in the archive, at least 1.</summary>
    public long ArchiveSize { get; }

    /// <summary>Bytes in each part but the last: a power of two from 1 MiB to 4 GiB.</summary>
    public long PartSize { get; }

    /// <summary>Parts, at least 1 and at most 10,000.</summary>
    public int Count { get; }

    /// <summary>Whether one part holds it all, so that no multipart upload is needed.</summary>
    public bool IsSingle => Count == 1;

    /// <summary>The parts in order.</summary>
    public IEnumerable<ByteRange> Parts => Enumerable.Range(0, Count).Select(i => this[i]);

    /// <summary>Where a part lies in the archive.</summary>
    /// <param name="part">From 0.</param>
    public ByteRange this[int part]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(part);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(part, Count);
            long offset = part * PartSize;
            return ByteRange.At(offset, Math.Min(PartSize, ArchiveSize - offset));
        }
    }

    /// <summary>Plans an archive.</summary>
    /// <param name="archiveSize">Its bytes, 1 to 10,000 times 4 GiB.</param>
    /// <param name="partSize">
    /// Bytes in a part; null for the smallest power of two that makes at most 10,000 parts, but not below
    /// <see cref="DefaultPartSize"/>.
    /// </param>
    /// <exception cref="GlacierInputException">It is empty or too large, or the part size is illegal or too small for
    /// it.</exception>
    public static PartPlan For(long archiveSize, long? partSize = null)
    {
        if (archiveSize <= 0)
        {
            throw Empty("There is nothing in it");
        }

        if (archiveSize > GlacierLimits.MaxArchiveSize)
        {
            throw new GlacierInputException(
                "ArchiveTooLarge",
                $"{Quantity.Of(archiveSize, "byte")}: more than an archive can have "
                    + $"({Digits.Of(GlacierLimits.MaxArchiveSize)}). Split the file."
            );
        }

        if (partSize is not { } chosen)
        {
            return new PartPlan(archiveSize, Math.Max(DefaultPartSize, SmallestPartSize(archiveSize)));
        }

        CheckPartSize(chosen);
        if ((archiveSize - 1) / chosen + 1 > GlacierLimits.MaxParts)
        {
            throw new GlacierInputException(
                "TooManyParts",
                $"{Quantity.Of(archiveSize, "byte")} in parts of {InMiB(chosen)}: more than "
                    + $"{Digits.Of(GlacierLimits.MaxParts)} parts. Choose parts of at least "
                    + $"{InMiB(SmallestPartSize(archiveSize))}."
            );
        }

        return new PartPlan(archiveSize, chosen);
    }

    /// <summary>Refuses an illegal part size.</summary>
    /// <exception cref="GlacierInputException">It is not a power of two from 1 MiB to 4 GiB.</exception>
    public static void CheckPartSize(long partSize)
    {
        if (
            partSize < GlacierLimits.MinPartSize
            || partSize > GlacierLimits.MaxPartSize
            || !BitOperations.IsPow2(partSize)
        )
        {
            throw new GlacierInputException(
                "InvalidPartSize",
                $"A part cannot have {Quantity.Of(partSize, "byte")}. Choose a power of two from 1 MiB to 4 GiB: 1MB, "
                    + "2MB, 4MB ... 4GB."
            );
        }
    }

    /// <summary>The error for an archive without a byte (glacier-api.md §6.3).</summary>
    internal static GlacierInputException Empty(string what) =>
        new("EmptyArchive", $"{what}, and Glacier stores no empty archives: they have at least 1 byte. Leave it out.");

    /// <summary>The smallest power of two, at least 1 MiB, that makes at most 10,000 parts.</summary>
    internal static long SmallestPartSize(long archiveSize) =>
        Math.Max(
            GlacierLimits.MinPartSize,
            (long)BitOperations.RoundUpToPowerOf2((ulong)((archiveSize - 1) / GlacierLimits.MaxParts + 1))
        );

    private static string InMiB(long size) => $"{Digits.Of(size >> 20)} MiB";
}
