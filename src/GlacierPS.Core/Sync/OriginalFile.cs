using System.Security.Cryptography;
using GlacierPS.Core.Inventory;

namespace GlacierPS.Core.Sync;

/// <summary>
/// Compares a file with what an archive says of the file that it was made of. Where the archive was compressed or
/// encrypted, its own size and tree hash say nothing of that.
/// </summary>
internal static class OriginalFile
{
    // Descriptions keep whole seconds.
    private static readonly TimeSpan TimeResolution = TimeSpan.FromSeconds(1);

    /// <summary>Size in bytes of the file that it was made of; null if that is not known.</summary>
    public static long? SizeOf(ArchiveListing archive) =>
        archive.Compressed || archive.Encrypted ? archive.OriginalSize : archive.SizeInBytes;

    /// <summary>Whether two times of a change are the same, as exactly as a description keeps them.</summary>
    public static bool IsSameTime(DateTime time, DateTime? archived) =>
        archived is { } known && (time - known).Duration() < TimeResolution;

    /// <summary>The MD5 of a file, 16 bytes.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<byte[]> MD5OfAsync(Stream file, CancellationToken cancellationToken)
    {
        // No defence against anybody: the tools that wrote these descriptions kept no better hash.
#pragma warning disable CA5351
        return await MD5.HashDataAsync(file, cancellationToken);
#pragma warning restore CA5351
    }

    /// <summary>Whether a file has an MD5, 32 hexadecimal digits.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<bool> HasMD5Async(Stream file, string md5, CancellationToken cancellationToken) =>
        Convert.ToHexString(await MD5OfAsync(file, cancellationToken)).Equals(md5, StringComparison.OrdinalIgnoreCase);
}
