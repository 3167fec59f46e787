using GlacierPS.Core.Storage;

namespace GlacierPS.Local.Storage;

/// <summary>What lies behind an error of the disk.</summary>
internal static class StorageErrors
{
    /// <summary>Whether the disk has no room left.</summary>
    public static bool IsFull(Exception exception) =>
        exception switch
        {
            DatabaseException { ErrorId: "DatabaseUnavailable" } error => error.Message.Contains(
                "the disk is full",
                StringComparison.Ordinal
            ),
            IOException error => DiskSpace.IsExhausted(error),
            _ => false,
        };

    /// <summary>Whether it is trouble of the disk or of what is on it, and none of our own making.</summary>
    public static bool IsOfDisk(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or DatabaseException;
}
