namespace GlacierPS.Core.Transfer;

/// <summary>
/// One transfer, one process: held as an open file that no other may open. A file of its own, since on Unix a journal
/// that is opened so could not be listed meanwhile.
/// </summary>
internal sealed class TransferLock : IDisposable
{
    private readonly FileStream _file;

    private TransferLock(FileStream file) => _file = file;

    /// <summary>Null if another holds it.</summary>
    public static TransferLock? TryTake(string journalPath)
    {
        try
        {
            return new TransferLock(
                new FileStream(
                    PathOf(journalPath),
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    1,
                    FileOptions.DeleteOnClose
                )
            );
        }
        catch (IOException error) when (File.Exists(PathOf(journalPath)) && !DiskFull.IsCauseOf(error))
        {
            return null;
        }
    }

    /// <summary>Whether another holds it.</summary>
    public static bool IsTaken(string journalPath)
    {
        if (!File.Exists(PathOf(journalPath)))
        {
            return false;
        }

        using TransferLock? taken = TryTake(journalPath);
        return taken is null;
    }

    public void Dispose() => _file.Dispose();

    private static string PathOf(string journalPath) => journalPath + ".lock";
}
