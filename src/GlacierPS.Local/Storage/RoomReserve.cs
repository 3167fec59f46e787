using GlacierPS.Core.Storage;

namespace GlacierPS.Local.Storage;

/// <summary>
/// A file that holds some room on the disk. When the disk is full it is given up for deletions, which have to be
/// recorded before they free anything; it is made again when there is room.
/// </summary>
internal sealed class RoomReserve(string path)
{
    // A deletion changes about ten pages of 4 KiB, twice: in the log, and later in the database.
    private const int Size = 256 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private long _lastTried;

    /// <summary>Gives the room back; false if there was none.</summary>
    public bool Release()
    {
        try
        {
            bool there = File.Exists(path);
            File.Delete(path);
            return there;
        }
        catch (Exception exception) when (StorageErrors.IsOfDisk(exception))
        {
            return false;
        }
    }

    /// <summary>Takes the room, if it is there and was not tried for lately. Nothing depends on it.</summary>
    public void Ensure()
    {
        if (File.Exists(path) || Environment.TickCount64 - _lastTried < Pause.TotalMilliseconds && _lastTried != 0)
        {
            return;
        }

        _lastTried = Environment.TickCount64;
        try
        {
            using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write);
            file.Write(new byte[Size]);
            DurableFile.Flush(file);
        }
        catch (Exception exception) when (StorageErrors.IsOfDisk(exception))
        {
            Release();
        }
    }
}
