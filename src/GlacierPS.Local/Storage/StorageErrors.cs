using GlacierPS.Local.Http;

namespace GlacierPS.Local.Storage;

/// <summary>Puts trouble of this machine into words that a client can pass on to whoever runs it.</summary>
internal static class StorageErrors
{
    // ENOSPC and EDQUOT; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int DiskFull = unchecked((int)0x80070070);

    public static ServiceErrorException Explain(Exception exception) =>
        exception switch
        {
            DiskFullException or IOException { HResult: NoSpace or QuotaExceeded or HandleDiskFull or DiskFull } =>
                ServiceErrors.Unavailable(
                    "The disk of the service's data folder is full. Nothing of this request was kept. Make room, "
                        + "and send it again.",
                    exception
                ),
            IOException or UnauthorizedAccessException => ServiceErrors.Unavailable(
                $"The service's data folder cannot be used: {exception.Message}",
                exception
            ),
            _ => ServiceErrors.Unavailable("The service failed. Its log says more.", exception),
        };
}
