using GlacierPS.Core.Catalog;

namespace GlacierPS.Core.Tests;

/// <summary>A folder of a test's own, gone when the test is.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("glacier-core-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>
    /// Catalogues stay open for a second after their last use, and Windows removes no file that is open: those are
    /// closed. Ten seconds are enough for what else goes on, and whatever is open then is a fault.
    /// </summary>
    public void Dispose()
    {
        CatalogConnections.CloseBelow(Path);
        for (int left = 100; ; left--)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (left > 0 && OperatingSystem.IsWindows())
            {
                Thread.Sleep(100);
            }
        }
    }
}
