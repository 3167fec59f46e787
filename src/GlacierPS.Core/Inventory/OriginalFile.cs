using System.Security.Cryptography;

namespace GlacierPS.Core.Inventory;

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

    /// <summary>
    /// Whether a file is the one that an archive was made of, as its owner has it: where another tool compressed or
    /// encrypted it, and kept its MD5.
    /// </summary>
    /// <param name="file">A file that exists.</param>
    /// <param name="isPacked">Whether the archive is compressed or encrypted.</param>
    /// <param name="size">Bytes in the file before that; null if that is not known.</param>
    /// <param name="md5">Its MD5, 32 hexadecimal digits; null if that is not known.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<bool> IsAsync(
        FileInfo file,
        bool isPacked,
        long? size,
        string? md5,
        CancellationToken cancellationToken
    )
    {
        if (!isPacked || md5 is null || (size is { } known && known != file.Length))
        {
            return false;
        }

        await using FileStream stream = Open(file);
        return await HasMD5Async(stream, md5, cancellationToken);
    }

    /// <summary>Opens a file to be read from its beginning to its end.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FileStream Open(FileInfo file) =>
        new(
            file.FullName,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            1,
            FileOptions.SequentialScan | FileOptions.Asynchronous
        );
}
