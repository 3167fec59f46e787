namespace GlacierPS.Core.Tests;

/// <summary>
/// A file that cannot be deleted, as when a virus scanner holds it. On Windows it is open and not shared for deletion;
/// elsewhere nobody is kept from deleting by that, and a folder that is not empty lies in its place.
/// </summary>
internal sealed class HeldFile(string path) : IDisposable
{
    private FileStream? _open;

    public void Hold()
    {
        if (OperatingSystem.IsWindows())
        {
            _open = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        else
        {
            File.Delete(path);
            Directory.CreateDirectory(Path.Combine(path, "held"));
        }
    }

    public void Dispose() => _open?.Dispose();
}
