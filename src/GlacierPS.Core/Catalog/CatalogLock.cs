using System.Diagnostics;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// One writer at a time, of all processes: an open file that no other may open. It stays where it is when it is let go
/// of, since one that is deleted could be held twice on Unix.
/// </summary>
internal sealed class CatalogLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly FileStream _file;

    private CatalogLock(FileStream file) => _file = file;

    /// <summary>Waits for it.</summary>
    /// <exception cref="GlacierTransferException">Another process held it for a minute.</exception>
    public static CatalogLock Take(string path, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        for (int tries = 0; ; tries++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new CatalogLock(
                    new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1)
                );
            }
            catch (IOException error) when (error is not DirectoryNotFoundException && !DiskSpace.IsExhausted(error))
            {
                if (Stopwatch.GetElapsedTime(start) > Patience)
                {
                    throw new GlacierTransferException(
                        "CatalogInUse",
                        $"Another process has been writing to the catalogue for a minute, and still is: '{path}'. "
                            + "Try again.",
                        error
                    );
                }
            }

            // A line takes microseconds, a new generation of a million archives some seconds.
            Thread.Sleep(tries < 20 ? 1 : 25);
        }
    }

    public void Dispose() => _file.Dispose();
}
